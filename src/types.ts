/** The shapes in which answers leave this package. Lines and columns are 1-based; `null` means unknown. */

/** Where a function's name comes from. `symbol-list`: a list beside the module, or the symbol table within an object file. */
export type NameOrigin = 'dwarf' | 'name-section' | 'export' | 'import' | 'symbol-list' | 'source-map';

/** Where a place comes from. `declaration`: there is no row for the instruction, the place is where its function is declared. */
export type LocationOrigin = 'dwarf' | 'source-map' | 'declaration';

/**
 * How much is known of an instruction. `resolved`: the function and the line of its innermost frame. `partial`: something of
 * it, and `reason` says what is missing. `unresolved`: nothing, and `reason` says why.
 */
export type Status = 'resolved' | 'partial' | 'unresolved';

/** Why something is missing in an answer. Stable, made to be counted. */
export type Reason =
  /** The offset does not lie in the code section. */
  | 'outside-code'
  /** The offset lies in the code section but in no function body. */
  | 'outside-functions'
  /** The module's file, or the one with its debug information, is cut off, or lacks a section to which its debug information refers: what is missing in the answer, be it a call that was inlined, may have been in the part that is lost. */
  | 'truncated-module'
  /** The index was built for chosen offsets only, and this is none of them; or for names only. */
  | 'not-indexed'
  /** The module carries neither debug information nor a name for this function. */
  | 'no-symbols'
  /** A name is known, but no debug information covers this function. */
  | 'no-debug-info'
  /** The place is known, but nothing names the function there. */
  | 'no-name'
  /** The function has debug information, but no line for this instruction. */
  | 'no-line'
  /** The compiler made this instruction itself (line 0): it belongs to no line. */
  | 'compiler-generated'
  /**
   * A source map says nothing of this instruction itself; the place is that of the code in front of it in the same function, to which it mostly belongs. Status
   * `partial`: the line may be another one.
   */
  | 'approximate'
  /** A source map gives a line, but of a source that it does not list. Status `partial`: the file is missing. */
  | 'unknown-source'
  /**
   * The source that the map embeds has no such line: it is another version of the file, or the map was made of wrong lines. Status `partial`: the place cannot be
   * looked at, and is likely to be wrong.
   */
  | 'line-outside-source'
  /** The source map describes other code, so it was not used. */
  | 'stale-source-map'
  /** The module's DWARF describes other code, so only names were used. */
  | 'stale-dwarf'
  /** The module has debug sections, but a tool has emptied them. */
  | 'hollow-dwarf'
  /** The module's debug information is in another file, which was neither given nor found. */
  | 'companion-missing'
  /** The file that was given for the module's debug information is of other code, so only names were used. */
  | 'other-code'
  /** The split file (`.dwo`, `.dwp`) that describes this function was not given, is of another build, or is cut off: calls that were inlined are missing. */
  | 'split-debug-missing'
  /** The index was cut at a limit, so what was said of this function may have been lost. */
  | 'limit-reached'
  /** The frame's text carries no offset. */
  | 'no-offset'
  /** The module imports the function: its code is in another module or in the host. */
  | 'imported-function'
  /** None of the modules given is the frame's. */
  | 'no-module'
  /** Several of the modules given may be the frame's, and they hold different code. */
  | 'ambiguous-module'
  /** The frame is none of WebAssembly code, and nobody asked for the scripts'. */
  | 'not-wasm'
  /** No source map was found for the script, or none that may be read. */
  | 'no-source-map'
  /** The script's source map is malformed, or the caller's resolver failed. */
  | 'unreadable-source-map'
  /** The script's source map has no source for this place. */
  | 'not-mapped'
  /** The offset does not lie in the function that the frame names by its index: the module is another build. */
  | 'wrong-function'
  /**
   * The stack's frames do not fit the module: at one of them at least stands an instruction that cannot be the frame's, or the offset is not in its function. It is another
   * build, whose lines would be wrong also where a frame fits by chance.
   */
  | 'wrong-build'
  /** The index is damaged at this place. */
  | 'malformed-index';

/** Lines of a source around a place. */
export interface SourceContext {
  /** The number of the first of the lines, 1-based. */
  readonly firstLine: number;
  /** Without line breaks; long ones are cut. The place's own line is among them. */
  readonly lines: readonly string[];
}

/** One function at one place: the function body itself, or a call that was inlined into it. */
export interface SymbolFrame {
  /** The name for people: demangled, with parameters where the mangled name has them; Rust without its hash. */
  readonly function: string | null;
  /** The linkage name as in the debug information or name section. */
  readonly symbol: string | null;
  /** Whole path as the build wrote it, directories joined. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly inlined: boolean;
  readonly origin: { readonly name: NameOrigin | null; readonly location: LocationOrigin | null };
  /** Only where source context was asked for and the source was found. */
  readonly context?: SourceContext;
}

/** What is known of one instruction. */
export interface Lookup {
  /** As asked: a module-file offset. */
  readonly offset: number;
  /** Imports counted; `null` outside function bodies. */
  readonly functionIndex: number | null;
  readonly status: Status;
  readonly reason: Reason | null;
  /** Innermost first. The last frame is the function body itself, also where only its name is known. */
  readonly frames: readonly SymbolFrame[];
}
