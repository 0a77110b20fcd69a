import { SymbolicationError } from '../errors.ts';
import { EntryList } from './entry-list.ts';
import type { ListEntries } from './entry-list.ts';
import { readJson } from './json.ts';
import { readLines } from './lines.ts';

/** Names of a module's functions from a file of their own. */
export interface SymbolList extends ListEntries {
  /** Path or URL of the list, for messages; `null` where the bytes have none. */
  readonly name: string | null;
  /** `lines`: `INDEX:NAME` (Emscripten, .NET); `json`: `{"INDEX":"NAME",…}` (Unity). */
  readonly format: 'lines' | 'json';
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const OPENING_BRACE = 0x7b;

/**
 * Reads a symbol list in any of its forms:
 * - `emcc --emit-symbol-map` and .NET's `dotnet.native.js.symbols`: a line `INDEX:NAME` for each function. Until the summer of 2025 Emscripten
 *   wrote names as Binaryen holds them, with `\28` for `(` and the like; the escapes are undone.
 * - Unity's `*.symbols.json`: an object of names by index.
 *
 * A line or member that is no entry costs only itself and is counted. A name that is nothing but a number is none: Binaryen
 * numbers the functions that have no name. Of several names for one function the first counts.
 * @param bytes the whole file, uncompressed; they may be kept, and must not change
 * @throws SymbolicationError `not-a-symbol-list` for a file without any entry but with other content
 */
export function parseSymbolList(bytes: Uint8Array, options: { readonly name?: string | null } = {}): SymbolList {
  const name = options.name ?? null;
  const start = BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte) ? BYTE_ORDER_MARK.length : 0;
  const format = firstVisible(bytes, start) === OPENING_BRACE ? 'json' : 'lines';
  const entries = new EntryList(bytes);
  if (format === 'json') readJson(entries, start);
  else readLines(entries, start);
  if (entries.count === 0 && entries.malformed.count > 0) {
    const expected = 'a symbol list has a line `INDEX:NAME` for each function, or is a JSON object of names by index';
    const { place } = entries.malformed;
    throw new SymbolicationError(
      'not-a-symbol-list',
      `${name ?? 'The input'} is no symbol list: ${expected}; at byte ${place} there is neither.`,
      { file: name, offset: place },
    );
  }
  return { name, format, ...entries.take() };
}

/**
 * Whether a file looks like a symbol list.
 * @param head its first bytes; 64 are enough, unless white space fills them
 */
export function isSymbolList(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head.subarray(0, 256));
  return /^(?:\xef\xbb\xbf)?\s*(?:\d{1,10}:|\{\s*"\d{1,10}"\s*:\s*")/.test(text);
}

/** The first byte that is no white space. */
function firstVisible(bytes: Uint8Array, start: number): number | undefined {
  let at = start;
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at += 1;
  return bytes[at];
}
