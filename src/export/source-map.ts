import { SymbolicationError } from '../errors.ts';
import { pathMapping, type PathOptions } from '../paths/path-options.ts';
import { FrameCursor, identity, type SymbolIndex } from '../symbol-index/index.ts';
import { sourceTexts } from '../symbol-index/source-texts.ts';
import { GeneratedRanges } from './generated-ranges.ts';
import { InlinedCalls } from './inlined-calls.ts';
import { Mappings } from './mappings.ts';
import { OriginalScopes } from './original-scopes.ts';
import { LARGEST_NUMBER } from './place.ts';
import { Sources } from './sources.ts';
import { VlqText } from './vlq-text.ts';

/** A source map (ECMA-426) with the proposed `scopes`; `JSON.stringify` makes the file of it. */
export interface ExportedSourceMap {
  readonly version: 3;
  /** The module's file name. */
  readonly file?: string;
  /** From the module's build id: a UUID where it has 16 bytes, else its hexadecimal digits. */
  readonly debugId?: string;
  /** Whole paths as the build wrote them, or as the options map them. `null` stands for functions and calls whose file is not known. */
  readonly sources: readonly (string | null)[];
  /** The texts that the index holds; left out where it holds none. */
  readonly sourcesContent?: readonly (string | null)[];
  /** Names of functions, for `scopes`. No segment of `mappings` has a name: those are for identifiers at a place. */
  readonly names: readonly string[];
  /** One line, on which column n is byte n of the module file. */
  readonly mappings: string;
  readonly scopes: string;
  /** Code on a segment of one field has no place: so it is read again, where other maps' code would keep the place in front of it as an approximate one. */
  readonly x_wasm_symbolicate_exact: true;
}

export interface SourceMapOptions extends PathOptions {
  /** The module's file name, for `file`. */
  readonly file?: string | null | undefined;
}

/**
 * Makes a source map of a symbol index, for tools that read maps and no DWARF: places as mappings, and functions and inlined calls as scopes.
 * At every instruction the map says what `lookup` says, except for what maps have no way to say: an unknown column becomes the line's first,
 * and code without a line has no place.
 * @throws SymbolicationError `malformed-index`; `text-too-long`; `invalid-argument` for a module whose code lies behind 2 GiB, where no map reaches
 */
export function exportSourceMap(index: SymbolIndex, options: SourceMapOptions = {}): ExportedSourceMap {
  const mapPath = pathMapping(options);
  const sources = new Sources(index, mapPath);
  const scopes = new OriginalScopes(index, sources, mapPath);
  const mappings = new Mappings(sources);
  const calls = new InlinedCalls(index);
  const ranges = new GeneratedRanges(scopes, sources, calls);
  writeBodies(index, mappings, ranges, calls);
  const trees = new VlqText();
  scopes.write(trees);
  const { file = null } = options;
  const debugId = debugIdOf(identity(index).buildId);
  return {
    version: 3,
    ...(file === null ? {} : { file }),
    ...(debugId === null ? {} : { debugId }),
    sources: sources.paths,
    ...contentsOf(index, sources.paths, mapPath),
    names: scopes.names,
    mappings: mappings.toString(),
    scopes: [trees.toString(), ranges.toString()].filter((part) => part !== '').join(','),
    x_wasm_symbolicate_exact: true,
  };
}

function contentsOf(
  index: SymbolIndex,
  paths: readonly (string | null)[],
  mapPath: ((path: string) => string) | null,
): Pick<ExportedSourceMap, 'sourcesContent'> {
  const texts = new Map(Array.from(sourceTexts(index), ([path, text]) => [mapPath?.(path) ?? path, text]));
  if (texts.size === 0) return {};
  return { sourcesContent: paths.map((path) => (path === null ? null : (texts.get(path) ?? null))) };
}

function writeBodies(index: SymbolIndex, mappings: Mappings, generated: GeneratedRanges, calls: InlinedCalls): void {
  const { codeStart } = index.identity;
  const [starts, , functions, , streams] = index.bodies;
  const cursor = new FrameCursor(index);
  const { ranges } = cursor;
  let behind = 0;
  let position = 0;
  for (let body = 0; body < starts.length; body++) {
    ranges.enter(body);
    // The rows of honest bodies follow each other; hostile ones could all be the same million.
    const stream = streams[body] ?? 0;
    if (ranges.bodyStart < position || (stream > 1 && stream < behind)) throw damaged(index);
    behind = ranges.blocks;
    position = ranges.bodyStart;
    const end = codeStart + ranges.bodyEnd;
    if (end > LARGEST_NUMBER) {
      throw new SymbolicationError('invalid-argument', 'a source map names no offset from 2 GiB on', {
        file: index.name,
      });
    }
    generated.openBody(codeStart + position, functions[body] ?? 0);
    let node = 0;
    while (ranges.next()) {
      if (ranges.end <= ranges.start) continue;
      if (ranges.start < position) throw damaged(index);
      position = ranges.start;
      if (ranges.node !== node) {
        ({ node } = ranges);
        cursor.seek(position);
        calls.read(cursor);
        generated.inlinedCall(codeStart + position, node);
      }
      mappings.place(codeStart + position, ranges.fileId, ranges.line, ranges.column);
    }
    generated.closeBody(end);
    mappings.end(end);
    position = ranges.bodyEnd;
  }
}

function damaged({ name }: SymbolIndex): SymbolicationError {
  return new SymbolicationError('malformed-index', `${name ?? 'symbol index'}: damaged`, { file: name });
}

/** ECMA-426 wants a UUID. An id of another length is no UUID, and is written as Binaryen writes it into maps. */
function debugIdOf(buildId: string | null): string | null {
  if (buildId?.length !== 32) return buildId;
  return buildId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
