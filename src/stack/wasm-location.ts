/**
 * The tail that every browser engine prints for a WebAssembly frame: `URL:wasm-function[INDEX]:0xOFFSET`, in JavaScriptCore without the offset, in V8
 * before 7.0 with a decimal number instead.
 *
 * It is read from its end. What stands in front cannot be trusted: a function may be *named* `f (http://x:wasm-function[9]:0x1)`,
 * and a URL may hold parentheses, blanks and `@`.
 */
import type { RelativeOffset } from './frame.ts';

export interface WasmTail {
  /** Index where the URL ends: that of the colon in front of `wasm-function[`, or of `wasm-function[` itself. */
  readonly urlEnd: number;
  readonly functionIndex: number;
  /** Byte offset in the module's file; `null` where none is printed. */
  readonly offset: number | null;
  /** A decimal number, with which V8 before 7.0 counts from the function's start (measured on Node 8 and 10). */
  readonly relativeOffset: RelativeOffset | null;
}

const MARK = 'wasm-function[';
/** Ten digits of an index, `]:0x` and thirteen hexadecimal digits: the largest tail whose numbers are exact. */
const LONGEST_PLACE = 27;
const PLACE = /^(\d{1,10})\](?::(?:0x([0-9a-f]{1,13})|(\d{1,13})))?$/i;

/** Reads the tail that ends exactly at `end`; `null` where there is none. */
export function wasmTailBefore(text: string, end: number): WasmTail | null {
  // Nearly all lines of a log end here, before any search.
  const last = text.charCodeAt(end - 1);
  const canEndTail =
    (last >= 0x30 && last <= 0x39) ||
    (last >= 0x41 && last <= 0x46) ||
    (last >= 0x61 && last <= 0x66) ||
    last === CLOSING_BRACKET;
  if (!canEndTail) return null;
  const nearEnd = Math.max(0, end - LONGEST_PLACE - MARK.length);
  const mark = text.slice(nearEnd, end).lastIndexOf(MARK);
  if (mark < 0) return null;
  const start = nearEnd + mark;
  const place = PLACE.exec(text.slice(start + MARK.length, end));
  if (place === null) return null;
  const [, index, hexadecimal, decimal] = place;
  const functionIndex = Number(index);
  if (functionIndex > 0xffff_ffff) return null;
  return {
    urlEnd: text[start - 1] === ':' ? start - 1 : start,
    functionIndex,
    offset: hexadecimal === undefined ? null : Number.parseInt(hexadecimal, 16),
    relativeOffset: decimal === undefined ? null : { value: Number(decimal), from: 'function' },
  };
}

const CLOSING_BRACKET = 0x5d;

/** What an engine prints in the place of a line and column, when it knows a module's URL and takes an offset for a column. */
export interface ModulePlace {
  /** Index where the URL ends. */
  readonly urlEnd: number;
  readonly offset: number;
}

/**
 * `wasm://wasm/…:1:736` and `http://h/app.wasm?v=1:1:896`, which is how Deno prints a Wasm frame: line 1, and the module-file offset plus one as
 * column (measured on Deno 2.2 to 2.9). `null` for places of scripts.
 */
export function modulePlace(url: string, line: number, column: number): number | null {
  return line === 1 && column > 0 && isModuleUrl(url) ? column - 1 : null;
}

/** Whether a URL is that of a Wasm module: V8's own, or of a file that is called one. */
export function isModuleUrl(url: string): boolean {
  if (url.startsWith('wasm://')) return true;
  const end = url.search(/[?#]/);
  return (end < 0 ? url : url.slice(0, end)).endsWith('.wasm');
}

/**
 * Whether a URL beside numbers means a Wasm module: as {@link isModuleUrl}, the bytes themselves in a `data:` URL, or SpiderMonkey's
 * `page.js line 21 > WebAssembly.Module` for a module compiled from bytes.
 */
export function isWasmUrl(url: string): boolean {
  if (url.startsWith('data:')) return url.startsWith('data:application/wasm');
  return isModuleUrl(url) || /> WebAssembly\.\w{1,40}$/.test(url.slice(-60));
}

const CONSOLE_PLACE = /:(?:0x([0-9a-f]{1,13})|(\d{1,13}))$/i;
const LONGEST_CONSOLE_PLACE = 16;

/** `app.wasm:0x2d7af8`, as consoles print a Wasm frame, and Firefox's with a decimal number; `null` where `end` is not the end of one. */
export function consolePlaceBefore(text: string, end: number): ModulePlace | null {
  const nearEnd = Math.max(0, end - LONGEST_CONSOLE_PLACE);
  const place = CONSOLE_PLACE.exec(text.slice(nearEnd, end));
  if (place === null) return null;
  const [whole, hexadecimal, decimal] = place;
  const offset = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  return { urlEnd: end - whole.length, offset };
}
