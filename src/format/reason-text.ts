import type { Reason } from '../types.ts';

/** Each reason in words, as part of a sentence. */
export const REASON_TEXT: Readonly<Record<Reason, string>> = {
  'outside-code': "the offset does not lie in the module's code section",
  'outside-functions': 'the offset lies between function bodies',
  'truncated-module':
    'the file is cut off, or lacks a debug section, and more may have been said of this function in what is missing',
  'not-indexed': 'the symbol index was built for other offsets, or for names only',
  'no-symbols': 'the module has neither debug information nor a name for this function',
  'no-debug-info': 'no debug information covers this function',
  'no-name': 'nothing names the function at this place',
  'no-line': 'the debug information has no line for this instruction',
  'compiler-generated': 'the compiler made this instruction itself, it belongs to no line',
  approximate:
    'the source map does not say where this instruction comes from, the line is that of the code in front of it',
  'unknown-source': 'the source map gives a line, but of a source that it does not list',
  'line-outside-source': 'the source that the map embeds has no such line',
  'stale-source-map': 'the source map describes other code, so it was not used',
  'stale-dwarf': "the module's DWARF describes other code, so only names were used",
  'hollow-dwarf': 'a tool has emptied the debug sections',
  'companion-missing': 'the debug information is in another file, which was neither given nor found',
  'other-code': 'the file given for the debug information is of other code',
  'split-debug-missing':
    'the split file (.dwo) that describes this function was not given, is of another build, or is cut off',
  'limit-reached': 'the symbol index was cut at a limit, which may have cost what was said of this function',
  'no-offset': "the frame's text carries no offset",
  'imported-function': 'the module imports this function, its code is elsewhere',
  'no-module': 'none of the modules given belongs to this frame',
  'ambiguous-module': 'several of the modules given may belong to this frame, and their code differs',
  'not-wasm': 'the frame is none of WebAssembly code',
  'no-source-map': 'no source map of the script was found where scripts may be read',
  'unreadable-source-map': "the script's source map cannot be read",
  'not-mapped': "the script's source map has no source for this place",
  'wrong-function': 'the offset does not lie in the function that the frame names, so the module is another build',
  'wrong-build': "the stack's frames do not fit the module's code, so it is another build",
  'malformed-index': 'the symbol index is damaged at this place',
};
