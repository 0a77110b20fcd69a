import type { FunctionNames } from '../container/function-names.ts';
import type { Note } from '../container/notes.ts';
import type { SymbolList } from '../symbol-list/symbol-list.ts';
import { namesFromList } from './fit-symbol-list.ts';
import type { OpenModule } from './open-module.ts';

/** Numbers of the index format. */
const FROM_NAME_SECTION = 2;
const FROM_EXPORT = 3;
const FROM_IMPORT = 4;
const FROM_SYMBOL_LIST = 5;

const COLUMNS = 4;

/** The core's own code for a limit that cut something. */
const LIMIT_REACHED = 11;

/** What the names' bytes may be together: places in them are 32-bit numbers. */
const BYTES_LIMIT = 2 ** 32 - 1;

/** One source of names with its number in the format. */
export interface NameSource {
  readonly names: FunctionNames;
  readonly origin: number;
}

export interface NameTable {
  /** Function index, offset in `nameBytes`, length, origin; by function index, the most trusted first. */
  readonly names: Uint32Array;
  readonly nameBytes: readonly Uint8Array[];
  /** What is to be said of the symbol lists. */
  readonly nameNotes: readonly Note[];
  /** Where the names are from, imported functions' too; the most trusted first. */
  readonly sources: readonly NameSource[];
}

/** Where names come from besides the module's own file, and for which bodies they are wanted. */
export interface NameOptions {
  /** Of the file with the debug information: what the module's own name section lost when it was stripped. */
  readonly fuller?: FunctionNames | null | undefined;
  readonly symbolLists?: readonly SymbolList[] | undefined;
  /** Bodies, ascending, that alone are to be answered; `null`: all. */
  readonly wanted?: readonly number[] | null | undefined;
}

/**
 * The names of the module's bodies for the core, which puts DWARF's in front of them. Trusted most is the module's own name section, then the symbol
 * lists, each in the order given, an object file's symbol table, and last the exports: they are aliases for outsiders, and tools shorten them.
 * Imported functions are left out: they have no code.
 */
export function nameTable(
  module: OpenModule,
  { fuller, symbolLists = [], wanted = null }: NameOptions = {},
): NameTable {
  const lists = symbolLists.map((list) => namesFromList(list, module));
  const nameNotes = lists.flatMap(({ notes }) => notes);
  const listed = lists.flatMap(({ names }) => (names === null ? [] : [names]));
  const sources = inBounds(nameSources(module, listed, fuller ?? null), nameNotes);
  const ofBodies = sources.filter(({ origin }) => origin !== FROM_IMPORT);
  const bodyCount = wanted?.length ?? module.bodyStarts.length;
  const names = new Uint32Array(
    ofBodies.reduce((sum, source) => sum + Math.min(source.names.count, bodyCount), 0) * COLUMNS,
  );
  const bases: number[] = [];
  let base = 0;
  for (const source of ofBodies) {
    bases.push(base);
    base += source.names.bytes.length;
  }
  let size = 0;
  for (let i = 0; i < bodyCount; i += 1) {
    const functionIndex = module.importedFunctions + (wanted === null ? i : (wanted[i] ?? 0));
    for (let at = 0; at < ofBodies.length; at += 1) {
      const source = ofBodies[at];
      const length = source?.names.lengths[functionIndex] ?? 0;
      if (source === undefined || length === 0) continue;
      names[size] = functionIndex;
      names[size + 1] = (bases[at] ?? 0) + (source.names.offsets[functionIndex] ?? 0);
      names[size + 2] = length;
      names[size + 3] = source.origin;
      size += COLUMNS;
    }
  }
  const nameBytes = ofBodies.map((source) => source.names.bytes);
  return { names: names.subarray(0, size), nameBytes, nameNotes, sources };
}

/**
 * All sources of a module's names but DWARF, the most trusted first.
 * @param listed names of symbol lists
 * @param fuller names of the file with the debug information
 */
export function nameSources(
  module: OpenModule,
  listed: readonly FunctionNames[],
  fuller: FunctionNames | null = null,
): readonly NameSource[] {
  return [
    { names: module.nameSection.functions, origin: FROM_NAME_SECTION },
    ...(fuller === null ? [] : [{ names: fuller, origin: FROM_NAME_SECTION }]),
    ...listed.map((names) => ({ names, origin: FROM_SYMBOL_LIST })),
    { names: module.symbolTable.functions, origin: FROM_SYMBOL_LIST },
    { names: module.exports.names, origin: FROM_EXPORT },
    { names: module.imports.names, origin: FROM_IMPORT },
  ];
}

/** The sources with a name in them that fit together, the most trusted first. */
function inBounds(sources: readonly NameSource[], notes: Note[]): readonly NameSource[] {
  let size = 0;
  return sources.filter(({ names }) => {
    if (names.count === 0) return false;
    const fits = size + names.bytes.length <= BYTES_LIMIT;
    if (fits) size += names.bytes.length;
    else notes.push({ code: LIMIT_REACHED, count: 1, place: 0 });
    return fits;
  });
}
