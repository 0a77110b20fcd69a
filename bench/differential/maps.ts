import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SourceMapConsumer } from 'source-map';
import type { SymbolFrame } from '../../src/index.ts';
import { Evidence } from './evidence.ts';
import { bodyOf, readWasm, type WasmModule } from './module.ts';
import type { Library } from './package-under-test.ts';

/** A module whose source map is compared. */
interface MappedModule {
  readonly name: string;
  readonly module: string;
  readonly map: string;
}

/** Why an answer may differ from that of the package `source-map`; the README has the table. */
type Cause = 'one-field' | 'other-body' | 'same-column';

export interface MapResult {
  readonly name: string;
  /** Bytes in bodies, each of which was asked about. */
  readonly addresses: number;
  readonly equal: number;
  readonly explained: ReadonlyMap<Cause, number>;
  /** Module-file offsets at which the two differ without a cause. */
  readonly unexplained: readonly number[];
  /** `null` where the module has no DWARF. */
  readonly dwarf: DwarfAgreement | null;
}

/** Mappings on rows of the module's own DWARF. */
interface DwarfAgreement {
  readonly equal: number;
  /** Only the file differs, and the row names ours. */
  readonly wrongSource: number;
  /** Module-file offsets. */
  readonly different: readonly number[];
}

/** What `eachMapping` gives; its own type does not tell that a mapping may have no source. */
interface ReadMapping {
  readonly generatedColumn: number;
  readonly source: string | null;
  readonly originalLine: number | null;
  readonly originalColumn: number | null;
}

interface Mapping {
  readonly column: number;
  readonly place: string | null;
}

const FOLDER = new URL('../../fixtures/source-maps/', import.meta.url);
const TREE_SITTER = new URL('../node_modules/web-tree-sitter/debug/web-tree-sitter.wasm', import.meta.url);

/** The fixtures with a map beside them; web-tree-sitter too, which has DWARF and a map of one build. */
export function mappedModules(fixturesOnly: boolean): MappedModule[] {
  const fixtures = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.wasm.map'))
    .map((file) => new URL(file.slice(0, -'.map'.length), FOLDER))
    .filter((module) => existsSync(module));
  return [...fixtures, ...(fixturesOnly ? [] : [TREE_SITTER])].map((url) => {
    const module = fileURLToPath(url);
    return { name: module.slice(module.lastIndexOf('/') + 1), module, map: `${module}.map` };
  });
}

/** Asks the index of a map alone, and the package `source-map`, about every byte of every body. */
export async function compareMap(library: Library, subject: MappedModule): Promise<MapResult> {
  const module = readWasm(readFileSync(subject.module));
  const text = readFileSync(subject.map, 'utf8');
  const sourceMap = library.parseSourceMap(text, { name: subject.map });
  const bytes = await library.buildIndex(withoutDwarf(module), { companions: { sourceMap } });
  const index = library.openIndex(bytes);

  const offsets = module.bodies.flatMap(({ start, end }) =>
    Array.from({ length: end - start }, (_, i) => module.codeStart + start + i),
  );
  const answers = library.lookupAll(index, offsets);
  const mappings = await mappingsOf(
    text,
    sourceMap.sources.map(({ path }) => path),
  );

  let equal = 0;
  const explained = new Map<Cause, number>();
  const unexplained: number[] = [];
  for (const [i, offset] of offsets.entries()) {
    const answer = placeOf(answers[i]?.frames.at(0));
    const last = lastAtOrBefore(mappings, offset);
    if (answer === (mappings[last]?.place ?? null)) {
      equal++;
      continue;
    }
    const cause = causeOf(module, mappings, last, offset, answer);
    const isMarked = answers[i]?.reason === 'approximate';
    if (cause === null || isMarked !== (cause === 'one-field')) unexplained.push(offset);
    else explained.set(cause, (explained.get(cause) ?? 0) + 1);
  }
  const dwarf = module.custom.has('.debug_line') ? await againstDwarf(library, module, mappings) : null;
  return { name: subject.name, addresses: offsets.length, equal, explained, unexplained, dwarf };
}

/** The last mapping at or in front of an offset; −1 without one. */
function lastAtOrBefore(mappings: readonly Mapping[], offset: number): number {
  let low = 0;
  let high = mappings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((mappings[middle]?.column ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function causeOf(
  module: WasmModule,
  mappings: readonly Mapping[],
  last: number,
  offset: number,
  answer: string | null,
): Cause | null {
  const mapping = mappings[last];
  const body = bodyOf(module, offset - module.codeStart);
  if (mapping === undefined || body === undefined) return null;
  const bodyStart = body.start + module.codeStart;
  if (mapping.column < bodyStart) return answer === null ? 'other-body' : null;
  if (mapping.place !== null) {
    const twin = mappings.some(({ column, place }) => column === mapping.column && place === answer);
    return twin ? 'same-column' : null;
  }
  const before = mappings.slice(0, last).findLast(({ place }) => place !== null);
  return before !== undefined && before.column >= bodyStart && before.place === answer ? 'one-field' : null;
}

/**
 * Whether DWARF gives the places of the mappings that stand on one of its rows. Paths are compared by their last part: the map's are relative. A map
 * whose list of sources does not fit its mappings names wrong ones; then line and column must agree, and the harness's own reading of the row must name our file.
 */
async function againstDwarf(
  library: Library,
  module: WasmModule,
  mappings: readonly Mapping[],
): Promise<DwarfAgreement> {
  const index = library.openIndex(await library.buildIndex(module.bytes));
  const evidence = new Evidence(module);
  const result = { equal: 0, wrongSource: 0, different: [] as number[] };
  for (const { column, place } of mappings) {
    const address = column - module.codeStart;
    const rows = evidence.rowsAt(address).filter((row) => row.address === address);
    if (place === null || rows.length === 0) continue;
    // A row without column says 0, which a map cannot tell from a line's first column.
    const answer = placeOf(library.lookup(index, column).frames.at(0), FIRST_COLUMN);
    const [file, line] = splitPlace(answer ?? '');
    const [mappedFile, mappedLine] = splitPlace(place);
    if (answer === null || line !== mappedLine) result.different.push(column);
    else if (file === mappedFile) result.equal++;
    else if (rows.some((row) => splitPlace(`${row.file}:`)[0] === file)) result.wrongSource++;
    else result.different.push(column);
  }
  return result;
}

/** The last part of a path, and what stands behind it. */
function splitPlace(place: string): [file: string, line: string] {
  const last = place.slice(place.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  return [last.slice(0, colon), last.slice(colon)];
}

/** What the package `source-map` reads, in its order: by column, of equal ones as the map has them. */
async function mappingsOf(text: string, paths: readonly (string | null)[]): Promise<Mapping[]> {
  const { mappings, names } = JSON.parse(text) as { readonly mappings: string; readonly names: string[] };
  // It throws at a number without a source; ours answers such a mapping with no place.
  const sources = Array.from({ length: paths.length + MISSING_SOURCES }, (_, i) => `${i}`);
  const consumer = await new SourceMapConsumer({ version: 3, file: '', sources, names, mappings });
  const result: Mapping[] = [];
  consumer.eachMapping(({ generatedColumn, source, originalLine, originalColumn }: ReadMapping) => {
    const path = source === null ? null : (paths[Number(source)] ?? null);
    const place = path === null ? null : `${path}:${originalLine}:${(originalColumn ?? 0) + 1}`;
    result.push({ column: generatedColumn, place });
  });
  consumer.destroy();
  return result;
}

/** Sources that a map may name without having them. */
const MISSING_SOURCES = 10_000;

const FIRST_COLUMN = 1;

function placeOf(frame: SymbolFrame | undefined, unknownColumn: number | null = null): string | null {
  return frame?.file == null ? null : `${frame.file}:${frame.line}:${frame.column ?? unknownColumn}`;
}

/** The module, with the custom sections of DWARF left out: what the map alone says. Nothing of the code moves, for they stand behind it. */
function withoutDwarf({ bytes, custom }: WasmModule): Uint8Array {
  const dwarf = [...custom].filter(([name]) => name.startsWith('.debug_'));
  const result = Uint8Array.from(bytes);
  // Named otherwise, they are nobody's.
  for (const [name, contents] of dwarf) result[contents.byteOffset - bytes.byteOffset - name.length] = 0x5f;
  return result;
}

/** A line for each module, and one for its DWARF. */
export function formatMaps(results: readonly MapResult[]): string {
  const lines = results.flatMap(({ name, addresses, equal, explained, unexplained, dwarf }) => {
    const causes = [...explained].map(([cause, count]) => `${cause} ${count}`);
    const of = `  ${name}: ${equal} of ${addresses} bytes of code equal${causes.map((cause) => `, ${cause}`).join('')}`;
    const own =
      dwarf === null
        ? []
        : [
            `    its DWARF: of the mappings on a row ${dwarf.equal} agree, wrong-source ${dwarf.wrongSource}${first(dwarf.different)}`,
          ];
    return [of + first(unexplained), ...own];
  });
  return ['Source maps against the package source-map:', ...lines].join('\n');
}

function first(offsets: readonly number[]): string {
  const [offset] = offsets;
  return offset === undefined ? '' : `, ${offsets.length} differ, first at 0x${offset.toString(16)}`;
}
