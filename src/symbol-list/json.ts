import type { EntryList } from './entry-list.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [COMMA, COLON] = [0x2c, 0x3a];
const [OPENING_BRACE, CLOSING_BRACE] = [0x7b, 0x7d];
const [OPENING_BRACKET, CLOSING_BRACKET] = [0x5b, 0x5d];

/** Of an index as a key: digits only, as no other spelling of a number is one. */
const INDEX = /^\d{1,10}$/;
const INDEX_LIMIT = 2 ** 32;

/** What stands in a JSON string behind a backslash, besides `u`. */
const SIMPLE_ESCAPES: Readonly<Partial<Record<number, number>>> = {
  [QUOTE]: QUOTE,
  [BACKSLASH]: BACKSLASH,
  0x2f: 0x2f,
  0x62: 0x08,
  0x66: 0x0c,
  0x6e: 0x0a,
  0x72: 0x0d,
  0x74: 0x09,
};

/**
 * Reads an object of names by function index, member by member. Not with `JSON.parse`, which takes ten times the memory of a file that is
 * made for it, and loses all names where one member is damaged.
 */
export function readJson(entries: EntryList, start: number): void {
  const { bytes } = entries;
  let at = skipBlanks(bytes, start) + 1;
  for (;;) {
    at = skipBlanks(bytes, at);
    while (bytes[at] === COMMA) at = skipBlanks(bytes, at + 1);
    if (bytes[at] === CLOSING_BRACE) return;
    if (at >= bytes.length) {
      entries.addMalformed(at);
      return;
    }
    at = readMember(entries, at);
  }
}

/** Reads `"INDEX":"NAME"`; whatever else is there is passed over up to the next member. Returns the place behind it. */
function readMember(entries: EntryList, start: number): number {
  const { bytes } = entries;
  const keyEnd = bytes[start] === QUOTE ? stringEnd(bytes, start) : -1;
  const colon = keyEnd < 0 ? -1 : skipBlanks(bytes, keyEnd);
  if (colon < 0 || bytes[colon] !== COLON) {
    entries.addMalformed(start);
    return skipValue(bytes, start);
  }
  const value = skipBlanks(bytes, colon + 1);
  const valueEnd = bytes[value] === QUOTE ? stringEnd(bytes, value) : -1;
  const index = indexOf(bytes, start + 1, keyEnd - 1);
  if (valueEnd < 0 || index === null) {
    entries.addMalformed(start);
    return skipValue(bytes, value);
  }
  entries.add(index, value + 1, unescapeString(bytes, value + 1, valueEnd - 1));
  return valueEnd;
}

function indexOf(bytes: Uint8Array, start: number, end: number): number | null {
  if (end - start > 10) return null;
  const text = String.fromCharCode(...bytes.subarray(start, end));
  return INDEX.test(text) && Number(text) < INDEX_LIMIT ? Number(text) : null;
}

/** The place behind the closing quote, -1 where there is none. */
function stringEnd(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at += 1;
  }
  return -1;
}

/** The comma or closing brace behind a value of any kind, or the end. Depth is a number, so that no nesting costs more than its bytes. */
function skipValue(bytes: Uint8Array, start: number): number {
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (depth === 0 && (byte === COMMA || byte === CLOSING_BRACE)) return at;
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at);
      if (end < 0) return bytes.length;
      at = end;
      continue;
    }
    if (byte === OPENING_BRACE || byte === OPENING_BRACKET) depth += 1;
    if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) depth = Math.max(0, depth - 1);
    at += 1;
  }
  return at;
}

function skipBlanks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at += 1;
  return at;
}

/** Undoes JSON's escapes in place; one that is none stays as it is. Returns where the text ends now. */
function unescapeString(bytes: Uint8Array, start: number, end: number): number {
  let from = start;
  while (from < end && bytes[from] !== BACKSLASH) from += 1;
  let to = from;
  while (from < end) {
    const byte = bytes[from] ?? 0;
    const next = byte === BACKSLASH && from + 1 < end ? bytes[from + 1] : undefined;
    const simple = next === undefined ? undefined : SIMPLE_ESCAPES[next];
    if (simple !== undefined) {
      bytes[to] = simple;
      to += 1;
      from += 2;
      continue;
    }
    const unit = next === 0x75 ? codeUnit(bytes, from, end) : -1;
    if (unit < 0) {
      bytes[to] = byte;
      to += 1;
      from += 1;
      continue;
    }
    from += 6;
    const low = unit >= 0xd800 && unit < 0xdc00 ? codeUnit(bytes, from, end) : -1;
    const isPair = low >= 0xdc00 && low < 0xe000;
    if (isPair) from += 6;
    const character = isPair ? String.fromCharCode(unit, low) : String.fromCharCode(unit);
    // At most four bytes for the twelve that were read, so that nothing is overwritten before it is read.
    for (const each of new TextEncoder().encode(character)) {
      bytes[to] = each;
      to += 1;
    }
  }
  return to;
}

/** Of `\uXXXX` at this place, -1 where there is none. */
function codeUnit(bytes: Uint8Array, at: number, end: number): number {
  if (at + 6 > end || bytes[at] !== BACKSLASH || bytes[at + 1] !== 0x75) return -1;
  const digits = String.fromCharCode(...bytes.subarray(at + 2, at + 6));
  return /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : -1;
}
