/**
 * Why a call failed as a whole. Stable: callers may switch on it and count it. What is merely missing in an answer is
 * never thrown; it is a `reason` in the answer.
 */
export type ErrorCode =
  /** The file, URL, Blob or response could not be read. */
  | 'unreadable-input'
  /** The bytes are neither a WebAssembly module nor a symbol index. */
  | 'not-a-module'
  /** A WebAssembly component where one module is asked for, and not exactly one core module is in it. */
  | 'component'
  /** The module's sections or bodies do not hold together. */
  | 'malformed-module'
  /** The bytes are no symbol list (function indices and names). */
  | 'not-a-symbol-list'
  /** A source map that is no JSON, has fields of wrong types, or mappings that cannot be read. */
  | 'malformed-source-map'
  /** The bytes are no symbol index. */
  | 'not-an-index'
  /** A symbol index of another format version. */
  | 'index-version'
  /** A symbol index whose parts do not hold together. */
  | 'malformed-index'
  /** A symbol store has as much to do as it was allowed to take on. The same call may succeed later. */
  | 'overloaded'
  /** A symbol store was closed. */
  | 'closed'
  /** An argument has no meaning, such as a negative offset. */
  | 'invalid-argument'
  /** The answer as one text would be longer than a string can be. */
  | 'text-too-long'
  /** The core met an input for which its memory did not suffice. */
  | 'core-out-of-memory'
  /** The core stopped on an input in a way that it should not. Other modules are not affected. */
  | 'core-failed';

const BRAND = Symbol.for('wasm-symbolicate.SymbolicationError');

/** The one class of error that this package throws. */
export class SymbolicationError extends Error {
  override readonly name = 'SymbolicationError';
  readonly code: ErrorCode;
  /** The file or URL that the error is about, where one is known. */
  readonly file: string | null;
  /** Byte offset in that file, where one is known. */
  readonly offset: number | null;
  /** Marks the class across duplicate installations, where `instanceof` fails. */
  readonly [BRAND] = true;

  constructor(
    code: ErrorCode,
    message: string,
    details: { file?: string | null; offset?: number | null; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.file = details.file ?? null;
    this.offset = details.offset ?? null;
  }

  /** True for this class's errors, also for those of another copy of this package. */
  static is(error: unknown): error is SymbolicationError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
