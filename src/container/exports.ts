import { SymbolicationError } from '../errors.ts';
import { cursorOver, readByte, readU32, skipBytes } from './cursor.ts';
import { FunctionNamesBuilder } from './function-names.ts';
import type { FunctionNames } from './function-names.ts';
import { EXPORT_SECTION, onlySection } from './module.ts';
import type { ModuleLayout } from './module.ts';
import { NOTE_EXPORTS_MALFORMED, addNote } from './notes.ts';
import type { Note } from './notes.ts';
import { CONTENTS_LIMIT, readWhole } from './section-contents.ts';

const FUNCTION_EXPORT = 0;

export interface ExportedFunctions {
  readonly names: FunctionNames;
  /** Exports that are functions: an alias counts again. */
  readonly count: number;
  readonly notes: readonly Note[];
}

/**
 * The names under which functions are exported; of a function exported several times, its first.
 * @param functionCount imported and defined functions of the module
 */
export async function readExportedFunctions(layout: ModuleLayout, functionCount: number): Promise<ExportedFunctions> {
  const names = new FunctionNamesBuilder(functionCount);
  const section = onlySection(layout.sections, EXPORT_SECTION, layout.reader.name);
  const none = names.over(new Uint8Array(0));
  if (section === null) return { names: none, count: 0, notes: [] };
  if (section.size > CONTENTS_LIMIT) {
    return { names: none, count: 0, notes: [{ code: NOTE_EXPORTS_MALFORMED, count: 1, place: section.contents }] };
  }
  const cursor = cursorOver(await readWhole(layout.reader, section), section.contents, layout.reader.name);
  let count = 0;
  const notes: Note[] = [];
  try {
    for (let exports = readU32(cursor); exports > 0; exports -= 1) {
      const length = readU32(cursor);
      const offset = cursor.at;
      skipBytes(cursor, length);
      const isFunction = readByte(cursor) === FUNCTION_EXPORT;
      const index = readU32(cursor);
      if (!isFunction || index >= functionCount) continue;
      names.add(index, offset, length);
      count += 1;
    }
  } catch (error) {
    // Exports are names only: what is damaged here harms no address.
    if (!SymbolicationError.is(error)) throw error;
    addNote(notes, NOTE_EXPORTS_MALFORMED, error.offset ?? section.contents);
  }
  return { names: names.over(cursor.bytes), count, notes };
}
