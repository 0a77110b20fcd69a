import { SymbolicationError } from '../errors.ts';
import { pathMapping, type PathOptions } from '../paths/path-options.ts';
import { mapPlacesInName } from '../paths/places-in-names.ts';
import { filePath, openIndex, type SymbolIndex } from '../symbol-index/index.ts';
import { type IndexSection, sectionsOf } from '../symbol-index/sections.ts';
import { FILE_SOURCE_TAG, SOURCES_TAG } from '../symbol-index/source-texts.ts';
import { ABSOLUTE, stringAt } from '../symbol-index/strings.ts';
import { columnSection, emptyColumn, indexFile, TAG } from './index-file.ts';
import { StringTable } from './string-table.ts';

/** `names`: function names alone, no files, lines or inlined calls. `lines`: these too. `sources`: and the texts of sources. */
export type IndexContents = 'names' | 'lines' | 'sources';

export interface ReduceOptions extends PathOptions {
  /** What of the index is kept; all of it where left out. */
  readonly contents?: IndexContents | undefined;
}

/** Flag of the header. An index of names is one that was built for chosen offsets, of which there are none: readers need no other rule. */
const PARTIAL = 1;

/** UTF-16 units of all paths: far above those of real modules. Of a hostile index's they could be thousands of times as long as the file. */
const PATHS_LIMIT = 2 ** 25;
const TOO_LONG = 'the paths of the index are longer than those of any real module';

const LAST_KNOWN_TAG = 23;

const FILE_TAGS = [TAG.fileCompilationDirectory, TAG.fileDirectory, TAG.fileName];

/** Sections of which an index without places has no record. */
const BLANKED: ReadonlySet<number> = new Set([
  ...FILE_TAGS,
  TAG.callSiteFunction,
  TAG.callSiteFile,
  TAG.callSiteLine,
  TAG.callSiteColumn,
  TAG.rows,
  TAG.nodeOffset,
  TAG.nodes,
]);

/**
 * A symbol index that tells less: without places, or with other paths in it. What is left out is not in the bytes any more: such an index can be
 * handed on. Bytes that need no change are returned as they are.
 * @throws SymbolicationError `not-an-index`, `index-version`, `malformed-index`
 */
export function reduceIndex(bytes: Uint8Array, options: ReduceOptions): Uint8Array {
  const mapPath = pathMapping(options);
  const namesOnly = options.contents === 'names';
  const index = openIndex(bytes);
  const holdsSources = sectionsOf(index).some(({ tag }) => tag === SOURCES_TAG);
  const isLeftOut = ({ tag }: IndexSection): boolean =>
    // What this version does not know may hold places.
    (namesOnly && tag > LAST_KNOWN_TAG) ||
    (options.contents === 'lines' && (tag === FILE_SOURCE_TAG || tag === SOURCES_TAG));
  if (mapPath === null && !namesOnly && !(options.contents === 'lines' && holdsSources)) return bytes;
  const strings = new StringTable(index.strings);
  const mapInNames = namesOnly ? withoutFolder : mapPath;
  const names =
    mapInNames === null ? nameColumns(index) : nameColumns(index).map(withMappedNames(index, strings, mapInNames));
  const kept = namesOnly ? names.map(ofBodyFunctions(index)) : names;
  const files = namesOnly ? [] : mapPath === null ? ownFileColumns(index) : fileColumns(index, strings, mapPath);
  wipeUnused(index, strings, [...kept, ...files]);
  const changed = new Map(
    [...kept, ...files, ...(namesOnly ? emptyPlaces() : [])].map(({ tag, numbers }) => [tag, numbers] as const),
  );
  const sections = sectionsOf(index)
    .filter((section) => !isLeftOut(section))
    .map((section): IndexSection => {
      if (section.tag === TAG.strings) return { ...section, bytes: strings.toBytes() };
      if (namesOnly && BLANKED.has(section.tag)) return emptyColumn(section.tag, 0);
      const numbers = changed.get(section.tag);
      if (numbers === undefined) return section;
      // A column that is all 0 has no numbers in the file, but as many records.
      return numbers.length === 0 ? emptyColumn(section.tag, section.count) : columnSection(section.tag, numbers);
    });
  return indexFile(index, sections, namesOnly ? PARTIAL : 0);
}

/** Of an index without places, also the names tell no folders. */
function withoutFolder(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** A column of the index with its numbers, which may be changed. */
interface EditedColumn {
  readonly tag: number;
  readonly numbers: ArrayLike<number>;
}

function nameColumns({ bodies, functions }: SymbolIndex): EditedColumn[] {
  return [
    { tag: TAG.bodyName, numbers: bodies[3] },
    { tag: TAG.functionLinkage, numbers: functions[0] ?? [] },
    { tag: TAG.functionDisplay, numbers: functions[1] ?? [] },
  ];
}

function withMappedNames(
  index: SymbolIndex,
  strings: StringTable,
  mapPath: (path: string) => string,
): (column: EditedColumn) => EditedColumn {
  const known = new Map<number, number>();
  const map = (offset: number): number => {
    const found = known.get(offset);
    if (found !== undefined) return found;
    const name = stringAt(index, offset) ?? '';
    const mapped = mapPlacesInName(name, mapPath);
    const target = mapped === name ? offset : strings.add(mapped);
    known.set(offset, target);
    return target;
  };
  return ({ tag, numbers }) => ({ tag, numbers: Uint32Array.from(numbers, map) });
}

/** Leaves out the names of functions that occur in inlined calls only. */
function ofBodyFunctions({ bodies }: SymbolIndex): (column: EditedColumn) => EditedColumn {
  const functions = new Set<number>(bodies[2]);
  return ({ tag, numbers }) =>
    tag === TAG.bodyName
      ? { tag, numbers }
      : { tag, numbers: Uint32Array.from(numbers, (name, functionId) => (functions.has(functionId) ? name : 0)) };
}

function ownFileColumns({ files }: SymbolIndex): EditedColumn[] {
  return FILE_TAGS.map((tag, i) => ({ tag, numbers: files[i] ?? [] }));
}

/** The files with their mapped paths. Of those that stay as they are, parts go that their path does not use: they may tell as much. */
function fileColumns(index: SymbolIndex, strings: StringTable, mapPath: (path: string) => string): EditedColumn[] {
  const count = Math.max(...index.files.map(({ length }) => length));
  const columns = FILE_TAGS.map((tag) => ({ tag, numbers: new Uint32Array(count) }));
  let length = 0;
  for (let fileId = 1; fileId < count; fileId++) {
    const path = filePath(index, fileId) ?? '';
    length += path.length;
    if (length > PATHS_LIMIT) throw new SymbolicationError('text-too-long', TOO_LONG, { file: index.name });
    const mapped = mapPath(path);
    const parts = mapped === path ? usedParts(index, fileId) : [0, ...split(mapped).map((part) => strings.add(part))];
    parts.forEach((part, i) => {
      const column = columns[i];
      if (column !== undefined) column.numbers[fileId] = part;
    });
  }
  return columns;
}

function usedParts(index: SymbolIndex, fileId: number): number[] {
  const parts = [0, 0, 0];
  for (let i = 2; i >= 0; i--) {
    const part = index.files[i]?.[fileId] ?? 0;
    parts[i] = part;
    if (ABSOLUTE.test(stringAt(index, part) ?? '')) break;
  }
  return parts;
}

/** Directory and name, as the format joins them again. Files share directories. */
function split(path: string): [directory: string, name: string] {
  const at = path.lastIndexOf('/');
  return at <= 0 || at === path.length - 1 ? ['', path] : [path.slice(0, at), path.slice(at + 1)];
}

function wipeUnused(index: SymbolIndex, strings: StringTable, columns: readonly EditedColumn[]): void {
  const used = new Set(columns.flatMap(({ numbers }) => Array.from(numbers)));
  const before = [...index.files, ...nameColumns(index).map(({ numbers }) => numbers)];
  const unused = new Set(
    before.flatMap((numbers) => Array.from(numbers)).filter((offset) => offset !== 0 && !used.has(offset)),
  );
  for (const offset of unused) strings.wipe(offset);
}

/** Columns of bodies and functions that name places. */
function emptyPlaces(): EditedColumn[] {
  return [TAG.bodyRows, TAG.functionFile, TAG.functionLine].map((tag) => ({ tag, numbers: [] }));
}
