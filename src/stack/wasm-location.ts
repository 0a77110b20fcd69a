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
/** More digits would leave the exact integers. */
const MOST_DIGITS = 13;
const MOST_INDEX_DIGITS = 10;

/**
 * Reads the tail that ends exactly at `end`; `null` where there is none. Character by character and each once, for this is asked of every line.
 * @param from From where the answer counts. The characters of a whole text are reached faster than those of a line that was cut out of it, and no part of a tail leads out of its line
 */
export function wasmTailBefore(text: string, end: number, from = 0): WasmTail | null {
  let at = end;
  let offset: number | null = null;
  let decimal: number | null = null;
  if (text.charCodeAt(at - 1) !== CLOSING_BRACKET) {
    let start = at;
    let hexadecimal = 0;
    let weight = 1;
    for (let digit = hexValue(text.charCodeAt(start - 1)); digit >= 0; digit = hexValue(text.charCodeAt(start - 1))) {
      if (at - start === MOST_DIGITS) return null;
      hexadecimal += digit * weight;
      weight *= 16;
      start--;
    }
    if (start === at) return null;
    const before = text.charCodeAt(start - 1);
    if ((before | LOWER_CASE) === LETTER_X && text.charCodeAt(start - 2) === ZERO) {
      offset = hexadecimal;
      start -= 2;
    } else {
      // A colon stands in front of few other numbers.
      decimal = before === COLON ? decimalAt(text, start, at) : null;
      if (decimal === null) return null;
    }
    if (text.charCodeAt(start - 1) !== COLON || text.charCodeAt(start - 2) !== CLOSING_BRACKET) return null;
    at = start - 1;
  }
  const indexEnd = at - 1;
  let indexStart = indexEnd;
  let functionIndex = 0;
  let weight = 1;
  while (indexEnd - indexStart < MOST_INDEX_DIGITS) {
    const code = text.charCodeAt(indexStart - 1);
    if (!isDigit(code)) break;
    functionIndex += (code - ZERO) * weight;
    weight *= 10;
    indexStart--;
  }
  const start = indexStart - MARK.length;
  if (indexStart === indexEnd || start < 0 || !text.startsWith(MARK, start)) return null;
  if (functionIndex > 0xffff_ffff) return null;
  return {
    urlEnd: (text.charCodeAt(start - 1) === COLON ? start - 1 : start) - from,
    functionIndex,
    offset,
    relativeOffset: decimal === null ? null : { value: decimal, from: 'function' },
  };
}

/** The number that the digits from `start` to `end` write; `null` where one of them is a letter. */
function decimalAt(text: string, start: number, end: number): number | null {
  let value = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return null;
    value = value * 10 + code - ZERO;
  }
  return value;
}

/** Of a hexadecimal digit in either case; -1 for all else, also for what stands in front of a text. */
function hexValue(code: number): number {
  if (isDigit(code)) return code - ZERO;
  const letter = (code | LOWER_CASE) - LETTER_A;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39;
}

const CLOSING_BRACKET = 0x5d;
const COLON = 0x3a;
const ZERO = 0x30;
const LETTER_A = 0x61;
const LETTER_X = 0x78;
/** The bit in which small letters differ from large ones. */
const LOWER_CASE = 0x20;

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
