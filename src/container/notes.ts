/** Something in a module that is damaged or left out without harm to the rest. Becomes a diagnostic of the symbol index. */
export interface Note {
  /** One of the codes below. The core's own codes are 1–99. */
  readonly code: number;
  readonly count: number;
  /** Module-file offset of the first case. */
  readonly place: number;
}

/** The core's own code for a limit that cut something. */
export const NOTE_LIMIT_REACHED = 11;
/** The name section, or a part of it, does not hold together: names behind the place are lost. */
export const NOTE_NAMES_MALFORMED = 100;
/** A section goes on behind the end of the file. */
export const NOTE_SECTION_TRUNCATED = 101;
/** The name section names functions that the module does not have. */
export const NOTE_NAME_OUT_OF_RANGE = 102;
/** The export section does not hold together: exports behind the place are lost. */
export const NOTE_EXPORTS_MALFORMED = 103;
/** The name of a custom section goes on behind the end of the section. */
export const NOTE_SECTION_MALFORMED = 104;
/** The file ends in front of a section to which its debug information refers. */
export const NOTE_SECTION_MISSING = 105;

/** The file with the debug information, which the module names, was not given and not found. */
export const NOTE_COMPANION_MISSING = 110;
/** The file that was given for the debug information is of other code. */
export const NOTE_OTHER_CODE = 111;
/** A split file (`.dwo`, `.dwp`) cannot be read, or its index does not hold together. */
export const NOTE_SPLIT_UNREADABLE = 112;
/** All addresses of DWARF are off by as much as walrus mistakes (build/shifted-dwarf.ts), and were put right. The place means nothing. */
export const NOTE_DWARF_SHIFTED = 113;
/** A split file goes on behind its end. What is there of it was used. */
export const NOTE_SPLIT_TRUNCATED = 114;
/** A symbol list has lines or members that are no entry. Of this code and the next, the place is a byte offset in the list. */
export const NOTE_SYMBOL_LIST_MALFORMED = 130;
/** A symbol list names functions that the module does not have. */
export const NOTE_SYMBOL_LIST_OUT_OF_RANGE = 131;
/** A symbol list is of another build of the module, and was not used. */
export const NOTE_SYMBOL_LIST_OF_OTHER_BUILD = 132;
/** A symbol list that is without gaps ends before the module's last function: perhaps another build. The count is that of the functions behind it. */
export const NOTE_SYMBOL_LIST_INCOMPLETE = 133;
/** The symbol table of an object file does not hold together: symbols behind the place are lost. */
export const NOTE_SYMBOL_TABLE_MALFORMED = 134;

/** Adds one case to the list's note of this code, or a new note: as hostile files repeat themselves, a code occurs once. */
export function addNote(notes: Note[], code: number, place: number): void {
  const at = notes.findIndex((note) => note.code === code);
  const known = notes[at];
  if (known === undefined) notes.push({ code, count: 1, place });
  else notes[at] = { ...known, count: known.count + 1 };
}
