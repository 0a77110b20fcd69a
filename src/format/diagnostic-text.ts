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
  'section-truncated': ['the file is cut off in a section', null, 'the file'],
  'section-malformed': [
    'the name of a section is longer than the section',
    'the names of sections are longer than the sections',
    'the file',
  ],
  'name-out-of-range': [
    'a name is given to a function that does not exist',
    'names are given to functions that do not exist',
    'the file',
  ],
  'exports-malformed': ['the export section is damaged, its later names are missing', null, 'the file'],
  'symbol-list-malformed': [
    'a line of the symbol list is no entry and was left out',
    'lines of the symbol list are no entries and were left out',
    'the list',
  ],
  'symbol-list-out-of-range': [
    'the symbol list names a function that the module does not have',
    'entries of the symbol list name functions that the module does not have',
    'the list',
  ],
  'symbol-list-of-other-build': ['the symbol list is of another build of the module and was not used', null, null],
  'symbol-list-incomplete': [
    'the symbol list ends one function before the module does, it may be of another build',
    'functions lie behind the end of the symbol list, it may be of another build',
    null,
  ],
  'symbol-table-malformed': [
    'the symbol table of the object file is damaged, its later names are missing',
    null,
    'the file',
  ],
  'stale-source-map': ['the source map is of other code and was left out: make it anew with the module', null, null],
  'source-map-other-lines': [
    'a mapping of the source map stands on another line than the first, as in maps of JavaScript',
    'mappings of the source map stand on other lines than the first, as in maps of JavaScript',
    null,
  ],
  'source-map-scopes-malformed': [
    'the scopes of the source map are damaged, what lies behind the damage is missing',
    null,
    null,
  ],
  'source-map-unknown-source': [
    'a mapping of the source map names a source that the map does not list',
    'mappings of the source map name sources that the map does not list',
    null,
  ],
  'source-map-line-outside': [
    'a mapping names a line that the source embedded in the map does not have',
    'mappings name lines that the sources embedded in the map do not have',
    null,
  ],
  'source-map-section-missing': [
    'a section of the source map is in another file, which is not followed',
    'sections of the source map are in other files, which are not followed',
    null,
  ],
  'source-map-field-malformed': [
    'a field or entry of the source map is damaged and was left out',
    'fields or entries of the source map are damaged and were left out',
    null,
  ],
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
  'section-missing': [
    'a section to which the debug information refers is missing: the file was cut off there, or a tool took it away',
    'sections to which the debug information refers are missing: the file was cut off there, or a tool took them away',
    null,
  ],
  'split-file-truncated': [
    'a split file (.dwo, .dwp) is cut off; functions of its units may lack names and inlined calls',
    'split files (.dwo, .dwp) are cut off; functions of their units may lack names and inlined calls',
    null,
  ],
  'dwarf-shifted': [
    'all addresses of the debug information are off by one byte, as walrus (wasm-bindgen) writes them for this number of functions; they were put right',
    null,
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
