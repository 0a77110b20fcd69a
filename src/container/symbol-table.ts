import { SymbolicationError } from '../errors.ts';
import { cursorOver, malformed, readByte, readU32, skipBytes, skipLeb } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { FunctionNamesBuilder } from './function-names.ts';
import type { FunctionNames } from './function-names.ts';
import { customSections } from './module.ts';
import type { ModuleLayout } from './module.ts';
import { NOTE_SYMBOL_TABLE_MALFORMED, addNote } from './notes.ts';
import type { Note } from './notes.ts';
import { CONTENTS_LIMIT } from './section-contents.ts';

export interface SymbolTable {
  readonly functions: FunctionNames;
  readonly notes: readonly Note[];
}

const VERSION = 2;
const SYMBOL_TABLE = 8;

/** Kinds of symbols, by what stands behind their flags. */
const KIND = { function: 0, data: 1, global: 2, section: 3, tag: 4, table: 5 } as const;
const UNDEFINED = 0x10;
const EXPLICIT_NAME = 0x40;

/**
 * The functions' names in a relocatable object file, which has no name section but a `linking` one with a symbol table (tool-conventions,
 * Linking.md, version 2). Of an undefined function the name is that of its import, unless it says otherwise.
 * @param functionCount imported and defined functions of the module
 */
export async function readSymbolTable(layout: ModuleLayout, functionCount: number): Promise<SymbolTable> {
  const { reader } = layout;
  const names = new FunctionNamesBuilder(functionCount);
  const [section] = customSections(layout, 'linking');
  const nothing = new Uint8Array(0);
  if (section === undefined) return { functions: names.over(nothing), notes: [] };
  const notes: Note[] = [];
  if (section.size > CONTENTS_LIMIT) {
    addNote(notes, NOTE_SYMBOL_TABLE_MALFORMED, section.contents);
    return { functions: names.over(nothing), notes };
  }
  const cursor = cursorOver(await reader.read(section.contents, section.size), section.contents, reader.name);
  try {
    if (readU32(cursor) === VERSION) readSubsections(cursor, functionCount, names);
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
    addNote(notes, NOTE_SYMBOL_TABLE_MALFORMED, error.offset ?? section.contents);
  }
  return { functions: names.over(cursor.bytes), notes };
}

function readSubsections(cursor: Cursor, functionCount: number, names: FunctionNamesBuilder): void {
  while (cursor.at < cursor.bytes.length) {
    const kind = readByte(cursor);
    const size = readU32(cursor);
    if (kind !== SYMBOL_TABLE) {
      skipBytes(cursor, size);
      continue;
    }
    for (let left = readU32(cursor); left > 0; left -= 1) readSymbol(cursor, functionCount, names);
    // One module has one symbol table.
    return;
  }
}

function readSymbol(cursor: Cursor, functionCount: number, names: FunctionNamesBuilder): void {
  const kind = readByte(cursor);
  const flags = readU32(cursor);
  const isDefined = (flags & UNDEFINED) === 0;
  if (kind === KIND.section) {
    readU32(cursor);
    return;
  }
  if (kind === KIND.data) {
    skipBytes(cursor, readU32(cursor));
    if (!isDefined) return;
    // Segment, offset and size; in 64-bit memories the latter have 64 bits.
    for (let field = 0; field < 3; field += 1) skipLeb(cursor);
    return;
  }
  if (kind > KIND.table) throw malformed(cursor.file, cursor.base + cursor.at, `a symbol of unknown kind ${kind}`);
  const index = readU32(cursor);
  if (!isDefined && (flags & EXPLICIT_NAME) === 0) return;
  const length = readU32(cursor);
  const offset = cursor.at;
  skipBytes(cursor, length);
  if (kind === KIND.function && index < functionCount) names.add(index, offset, length);
}
