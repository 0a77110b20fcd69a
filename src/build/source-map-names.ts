import type { Producer } from '../container/producers.ts';
import type { SourceMapCounts } from '../core/source-map-core.ts';
import type { SourceMap } from '../source-map/source-map.ts';

/** Below this share of names that are those of most of their body, they are names of something else. */
const AGREEING_SHARE = 0.75;

/** How Dart names its libraries in sources. */
const DART_SOURCE = /^(org-dartlang-[a-z-]+|dart|package):/;

/** Compilers whose modules Emscripten makes maps of. */
const LLVM_COMPILER = /\b(clang|emscripten|rustc)\b/i;

/**
 * Whether the names of a map's segments are those of the functions around them. By the standard a name is the identifier at the place, as in JavaScript it is; two
 * producers are known to write the enclosing function: dart2wasm, told by its sources' URLs (its modules do not name their producer), and Emscripten up to 2025, told
 * by the module's producers, for other tools write no names for LLVM's modules. And the names must look it: in a body most of the named segments bear one
 * name, where identifiers change from segment to segment. (Not all do, as code that was inlined into the body keeps its own function's name.)
 */
export function namesAreFunctions(map: SourceMap, producers: readonly Producer[], counts: SourceMapCounts): boolean {
  if (counts.agreeing < AGREEING_SHARE * counts.named) return false;
  const isDart = map.sources.some(({ path }) => path !== null && DART_SOURCE.test(path));
  return isDart || producers.some(({ field, name }) => field === 'processed-by' && LLVM_COMPILER.test(name));
}
