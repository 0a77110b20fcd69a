/**
 * The tail that every browser engine prints for a WebAssembly frame: `URL:wasm-function[INDEX]:0xOFFSET`.
 *
 * It is read from its end. What stands in front cannot be trusted: a function may be *named* `f (http://x:wasm-function[9]:0x1)`,
 * and a URL may hold parentheses, blanks and `@`.
 */
export interface WasmTail {
  /** Index where the URL ends: that of the colon in front of `wasm-function[`, or of `wasm-function[` itself. */
  readonly urlEnd: number;
  readonly functionIndex: number;
  /**
   * Byte offset in the module's file; `null` for a decimal number, with which V8 before 7.0 counts from the function's start.
   */
  readonly offset: number | null;
}

const MARK = 'wasm-function[';
/** Ten digits of an index, `]:0x` and thirteen hexadecimal digits: the largest tail whose numbers are exact. */
const LONGEST_PLACE = 27;
const PLACE = /^(\d{1,10})\]:(?:0x([0-9a-f]{1,13})|\d{1,13})$/i;

/** Reads the tail that ends exactly at `end`; `null` where there is none. */
export function wasmTailBefore(text: string, end: number): WasmTail | null {
  // Nearly all lines of a log end here, before any search.
  const last = text.charCodeAt(end - 1);
  const isHexadecimal =
    (last >= 0x30 && last <= 0x39) || (last >= 0x41 && last <= 0x46) || (last >= 0x61 && last <= 0x66);
  if (!isHexadecimal) return null;
  const nearEnd = Math.max(0, end - LONGEST_PLACE - MARK.length);
  const mark = text.slice(nearEnd, end).lastIndexOf(MARK);
  if (mark < 0) return null;
  const start = nearEnd + mark;
  const place = PLACE.exec(text.slice(start + MARK.length, end));
  if (place === null) return null;
  const functionIndex = Number(place[1]);
  if (functionIndex > 0xffff_ffff) return null;
  return {
    urlEnd: text[start - 1] === ':' ? start - 1 : start,
    functionIndex,
    offset: place[2] === undefined ? null : Number.parseInt(place[2], 16),
  };
}
