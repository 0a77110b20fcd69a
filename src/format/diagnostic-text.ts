import type { Diagnostic, DiagnosticKind } from '../symbol-index/diagnostics.ts';

/**
 * What a kind means for the answers: once, several times (`null` where the count of cases tells nothing), and what its place is an
 * offset in (`null` where it has none of use).
 */
const MEANING: Readonly<
  Record<DiagnosticKind, readonly [singular: string, plural: string | null, place: string | null]>
> = {
  'unit-malformed': [
    'a compilation unit is damaged, what lies behind the damage is missing',
    'compilation units are damaged, what lies behind the damage is missing',
    '.debug_info',
  ],
  'line-program-malformed': [
    'a line table is damaged, its later lines are missing',
    'line tables are damaged, their later lines are missing',
    '.debug_line',
  ],
  'stale-dwarf': [
    'the DWARF describes other code: a tool changed the code without it; only names are used',
    null,
    null,
  ],
  'hollow-dwarf': ['the debug sections say nothing of this code: a tool has emptied them', null, null],
  'ambiguous-claim': [
    'a function is described several times, and the description that fits its code was taken',
    'functions are described several times, and the descriptions that fit their code were taken',
    '.debug_info',
  ],
  'sequence-dropped': [
    'a run of lines belongs to no function and was left out',
    'runs of lines belong to no function and were left out',
    '.debug_line',
  ],
  'torn-function': [
    'a function has inlined calls whose ranges a tool tore; its lines decided which holds where',
    'functions have inlined calls whose ranges a tool tore; their lines decided which holds where',
    'the code section',
  ],
  'name-unresolved': [
    'a function’s name stands where it cannot be read',
    'functions’ names stand where they cannot be read',
    '.debug_info',
  ],
  'ranges-malformed': ['a list of address ranges is damaged', 'lists of address ranges are damaged', '.debug_info'],
  'unit-unsupported': [
    'a compilation unit has an unknown version of DWARF and was left out',
    'compilation units have an unknown version of DWARF and were left out',
    '.debug_info',
  ],
  'limit-reached': [
    'a bound against hostile input was reached, and something was cut',
    'bounds against hostile input were reached, and something was cut',
    null,
  ],
  'demangling-failed': [
    'a C++ name cannot be demangled and is shown as DWARF writes it',
    'C++ names cannot be demangled and are shown as DWARF writes them',
    null,
  ],
  'name-section-malformed': [
    'a part of the name section is damaged, its later names are missing',
    'parts of the name section are damaged, their later names are missing',
    'the file',
  ],
  'section-truncated': ['a section is cut off', 'sections are cut off', 'the file'],
  'name-out-of-range': [
    'a name is given to a function that does not exist',
    'names are given to functions that do not exist',
    'the file',
  ],
  'exports-malformed': ['the export section is damaged, its later names are missing', null, 'the file'],
  'split-debug-missing': [
    'a unit’s functions and inlined calls are in a split file (.dwo) that was not given or is of another build; its lines are used',
    'units’ functions and inlined calls are in split files (.dwo) that were not given or are of another build; their lines are used',
    '.debug_info',
  ],
  'split-debug-mismatch': [
    'a unit of a split file (.dwo) is none of this module’s, and was left out',
    'units of split files (.dwo) are none of this module’s, and were left out',
    null,
  ],
  'companion-missing': [
    'the debug information is in another file, which was neither given nor found; only names are used',
    null,
    'the file',
  ],
  'other-code': ['the file given for the debug information is of other code; only names are used', null, null],
  'split-file-unreadable': [
    'a split file (.dwo, .dwp), or a unit in it, cannot be read',
    'split files (.dwo, .dwp), or units in them, cannot be read',
    null,
  ],
  other: ['a newer version recorded something that this one does not know', null, null],
};

/** A diagnostic in words: how often, what it means, and where the first case is. */
export function diagnosticText({ kind, count, place }: Diagnostic): string {
  const [singular, plural, where] = MEANING[kind];
  const what = count === 1 || plural === null ? singular : `${count} ${plural}`;
  return where === null ? what : `${what} (${count === 1 ? '' : 'first '}at offset ${place} of ${where})`;
}
