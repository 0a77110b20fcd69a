/** What the text of a stack says, frame by frame, before any module is asked. */

/** A range of UTF-16 code units of {@link ParsedStack.text}, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The engine family whose grammar a frame follows. One text may mix them. */
export type Dialect =
  | 'v8'
  | 'spidermonkey'
  | 'jsc'
  | 'bun'
  | 'devtools'
  | 'wasmtime'
  | 'wasm3'
  | 'wamr'
  | 'wazero'
  | 'wasmer'
  | 'wasmedge'
  | 'wavm'
  | 'chicory';

/** A byte offset that is not counted from the start of the module's file. */
export interface RelativeOffset {
  readonly value: number;
  /** `code`: the code section's contents. `function`: the function's body, behind its size. */
  readonly from: 'code' | 'function';
}

/**
 * `wasm`: an instruction of a WebAssembly function. `javascript`: a place in a script. `native`: code of the engine
 * itself, such as `Array.map`. `other`: a frame of the dialect whose location none of these describes.
 */
export type FrameKind = 'wasm' | 'javascript' | 'native' | 'other';

/** One frame as printed. */
export interface StackFrame {
  /**
   * The exact text: its whole line without the line break, or several lines where the name holds line breaks, or where the engine itself
   * wrote the inlined calls and places of the frame below it.
   */
  readonly raw: string;
  /** 0-based line of the text (counted by line feeds) that holds the frame's location. */
  readonly line: number;
  readonly kind: FrameKind;
  readonly dialect: Dialect;
  /** The name as printed, with the module's name in front where the engine puts one; `null` where none is printed. */
  readonly printedName: string | null;
  /** The module's name, where the URL proves which part of `printedName` it is; else `null`. */
  readonly moduleName: string | null;
  /** `printedName` without `moduleName` and its dot; `null` where no name of a function is printed. */
  readonly functionName: string | null;
  /** URL, path or engine's placeholder of the module or script, as printed; `null` where none is printed. */
  readonly url: string | null;
  /** Wasm only: the function's index, imports counted. */
  readonly functionIndex: number | null;
  /** False where the engine is known to print wrong indexes: Deno since 2.7.5 says 0 for every function. */
  readonly indexIsSure: boolean;
  /** Wasm only: byte offset in the module's file of the instruction; `null` where the text does not tell it. */
  readonly offset: number | null;
  /** False where another interpreter of the same engine prints numbers that mean nothing (WAMR's fast one). */
  readonly offsetIsSure: boolean;
  /** Wasm only: where the engine counts from elsewhere. With the module at hand it becomes an offset. */
  readonly relativeOffset: RelativeOffset | null;
  /** JavaScript only, 1-based. */
  readonly lineNumber: number | null;
  /** JavaScript only, 1-based. */
  readonly columnNumber: number | null;
  /** How often the text around the frame was put into a string literal (JSON within a log); 0 in plain text. */
  readonly escapes: number;
  readonly spans: FrameSpans;
}

/** Where a frame's parts stand in the text. */
export interface FrameSpans {
  /** All of `raw`. */
  readonly frame: Span;
  /** Name and location, without the marks around them (indent, `at`, what causes an asynchronous call, a comma behind). */
  readonly body: Span;
  /** The location: URL and place, without parentheses. */
  readonly location: Span;
}

/** A text and its frames in text order. */
export interface ParsedStack {
  readonly text: string;
  /**
   * The text in front of the first frame without its last line break, which in V8's dialect is name and message of the
   * error. `null` where the dialect prints none, where nothing stands there, and where there is no frame.
   */
  readonly message: string | null;
  readonly frames: readonly StackFrame[];
}
