import { SymbolicationError } from '../errors.ts';
import { builtCores } from './built-cores.ts';
import { isCompiled } from './instance.ts';
import type { BuiltCore } from './instance.ts';

/** A core of this package's version: compiled, or the bytes of its file; or a function that gives one of them when it is first needed. */
export type CoreSource =
  | WebAssembly.Module
  | BufferSource
  | (() => WebAssembly.Module | BufferSource | Promise<WebAssembly.Module | BufferSource>);

/** The cores, each the file of the package that its line names. One that is left out stays the one inside this package. */
export interface CoreSources {
  /** `wasm-symbolicate/core.wasm`: reads DWARF, makes indexes. Nothing is built without it. */
  readonly core?: CoreSource | undefined;
  /** `wasm-symbolicate/core-parts.wasm`: instead of it for builds over several `workers` or within `limits.memory`. */
  readonly parts?: CoreSource | undefined;
  /** `wasm-symbolicate/demangler.wasm`: needed for C++ names and Rust's v0 names, when the first one occurs. */
  readonly demangler?: CoreSource | undefined;
  /** `wasm-symbolicate/source-map.wasm`: needed when a module has a source map. */
  readonly sourceMap?: CoreSource | undefined;
}

/**
 * Says where the cores come from, for hosts that forbid compiling (a `Content-Security-Policy` without `wasm-unsafe-eval`, edge runtimes), and for pages that
 * would rather fetch and cache files than carry the cores in their scripts. Elsewhere it need not be called. It holds for all builds that begin later.
 * @param cores the cores; one alone is `core`
 * @throws SymbolicationError `invalid-argument` for what is no core. Bytes are looked at when they are needed: a core of another version, or none, is `core-failed` then
 */
export function init(cores: CoreSource | CoreSources): void {
  const sources: CoreSources = isCoreSource(cores) ? { core: cores } : cores;
  if (Object(sources) !== sources) throw notCore('core');
  const given = NAMES.flatMap((name) => {
    const source: unknown = sources[name];
    if (source === undefined) return [];
    if (!isCoreSource(source)) throw notCore(name);
    return [[name, source] as const];
  });
  // Nothing changes where one of them is none.
  for (const [name, source] of given) builtCores[name].loadFrom(isLater(source) ? source : () => source);
}

const NAMES = ['core', 'parts', 'demangler', 'sourceMap'] as const;

function isLater(source: CoreSource): source is () => BuiltCore | Promise<BuiltCore> {
  return typeof source === 'function';
}

function isCoreSource(value: unknown): value is CoreSource {
  return (
    typeof value === 'function' ||
    isCompiled(value) ||
    ArrayBuffer.isView(value) ||
    Object.prototype.toString.call(value) === '[object ArrayBuffer]'
  );
}

function notCore(name: string): SymbolicationError {
  return new SymbolicationError(
    'invalid-argument',
    `\`${name}\` is a compiled module, the bytes of one, or a function that gives one of them.`,
  );
}
