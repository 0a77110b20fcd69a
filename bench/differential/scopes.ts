import { readFileSync } from 'node:fs';
import type { Library } from './package-under-test.ts';
import type { Subject } from './subjects.ts';

/** What Chromium's developer tools read and write scopes with (0.7.0, in the package of the tools: by itself it is on another registry). */
const CODEC = 'chrome-devtools-frontend/front_end/third_party/source-map-scopes-codec/package/src/mod.js';

type SymbolIndex = InstanceType<Library['SymbolIndex']>;
type SourceMap = ReturnType<Library['exportSourceMap']>;

interface Range {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
  readonly isStackFrame: boolean;
  readonly originalScope?: { readonly name?: string };
  readonly callSite?: { readonly sourceIndex: number; readonly line: number; readonly column: number };
  readonly children: readonly Range[];
}

interface Codec {
  decode(map: SourceMap): { readonly ranges: readonly Range[] };
  encode(info: object, map: object): SourceMap;
}

export interface ScopesResult {
  readonly name: string;
  /** Starts of rows and bodies. */
  readonly offsets: number;
  /** Those at which what the codec reads of our map is not what a lookup answers. */
  readonly readOtherwise: readonly number[];
  /** Those at which an index of the map that the codec wrote, and of nothing else, answers otherwise than the module's own. */
  readonly writtenOtherwise: readonly number[];
}

/** Chromium's codec as a witness for scopes, in both directions: it reads what we export, and we read what it writes. */
export async function compareScopes(library: Library, { name, path }: Subject): Promise<ScopesResult> {
  const codec = (await import(CODEC)) as Codec;
  const bytes = new Uint8Array(readFileSync(path));
  const index = library.openIndex(await library.buildIndex(bytes));
  const map = library.exportSourceMap(index);
  const info = codec.decode(map);
  const offsets = offsetsOf(library, index);
  const ask = (of: SymbolIndex): string[] => library.lookupAll(of, offsets).map(inMap);

  // Without names and scopes, which the codec writes: had it not, there would be none.
  const { version, sources, mappings, x_wasm_symbolicate_exact } = map;
  const rewritten = codec.encode(info, { version, sources, mappings, names: [], x_wasm_symbolicate_exact });
  const sourceMap = library.parseSourceMap(JSON.stringify(rewritten));
  const own = ask(index);
  const written = ask(library.openIndex(await library.buildIndex(bare(bytes), { companions: { sourceMap } })));
  return {
    name,
    offsets: offsets.length,
    readOtherwise: offsets.filter(
      (offset) => chainOf(info.ranges, map, offset) !== expectedChain(library.lookup(index, offset).frames),
    ),
    writtenOtherwise: offsets.filter((_, at) => own[at] !== written[at]),
  };
}

function offsetsOf(library: Library, index: SymbolIndex): number[] {
  const starts = [...library.functions(index)].map(({ start }) => start);
  return [...starts, ...[...library.rows(index)].map(({ offset }) => offset)];
}

/** The functions around an offset and the places of their calls, innermost first, by the codec's ranges. */
function chainOf(ranges: readonly Range[], map: SourceMap, offset: number): string {
  const chain: string[] = [];
  let inside: readonly Range[] = ranges;
  for (;;) {
    const range: Range | undefined = inside.find(
      ({ start, end }) => start.line === 0 && start.column <= offset && offset < end.column,
    );
    if (range === undefined) return chain.join(' < ');
    const { callSite, originalScope } = range;
    const place =
      callSite === undefined
        ? ''
        : ` called at ${map.sources[callSite.sourceIndex] ?? ''}:${callSite.line + 1}:${callSite.column + 1}`;
    chain.unshift(`${originalScope?.name ?? ''}${place}`);
    inside = range.children;
  }
}

type Answer = ReturnType<Library['lookup']>;
type Frames = Answer['frames'];

/** What a map can say of an answer: a declaration is no place, and an unknown column is the line's first. */
function inMap({ status, frames }: Answer): string {
  const shown = frames.map(({ function: name, file, line, column, inlined, origin }) => {
    const isPlace = file !== null && line !== null && origin.location !== 'declaration';
    return [name, inlined, isPlace ? `${file}:${line}:${column ?? 1}` : null];
  });
  return JSON.stringify([status, shown]);
}

/** The same of an answer. A call's place of which nothing is known is the beginning of the first source. */
function expectedChain(frames: Frames): string {
  return frames
    .map(({ function: name, inlined }, at) => {
      const call = frames[at + 1];
      const isKnown = typeof call?.file === 'string' && call.line !== null;
      const place = isKnown ? `${call.file}:${call.line}:${call.column ?? 1}` : ':1:1';
      return `${name ?? ''}${inlined ? ` called at ${place}` : ''}`;
    })
    .join(' < ');
}

/** The module without DWARF and names, which would be trusted more than the map's. Nothing moves, for the map has the offsets of this very file. */
function bare(module: Uint8Array): Uint8Array {
  const bytes = module.slice();
  const text = Buffer.from(module.buffer, module.byteOffset, module.length).toString('latin1');
  for (const name of ['.debug_', '\x04name', '\x07linking', '\x13external_debug_info']) {
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) bytes[at + 1] = 0x2d;
  }
  return bytes;
}

/** One line for all that agree, and one for each that does not. */
export function formatScopes(results: readonly ScopesResult[]): string {
  const total = results.reduce((sum, { offsets }) => sum + offsets, 0);
  const different = results.filter(differs);
  const lines = different.map(({ name, offsets, readOtherwise, writtenOtherwise }) => {
    const first = (readOtherwise[0] ?? writtenOtherwise[0] ?? 0).toString(16);
    return `  ${name}: of ${offsets} offsets ${readOtherwise.length} are read and ${writtenOtherwise.length} written otherwise, first at 0x${first}`;
  });
  const agreeing = `${results.length - different.length} of ${results.length} modules agree, ${total} offsets`;
  return [`Scopes of exported maps against Chromium's codec, both ways: ${agreeing}`, ...lines].join('\n');
}

export function differs({ readOtherwise, writtenOtherwise }: ScopesResult): boolean {
  return readOtherwise.length > 0 || writtenOtherwise.length > 0;
}
