import type { EntryList } from './entry-list.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const COLON = 0x3a;
const ZERO = 0x30;

/** Function indices have 32 bits. */
const INDEX_LIMIT = 2 ** 32;

/** Reads a line `INDEX:NAME` for each function; lines end with either character or both, one without anything visible is none, and the name may hold further colons. */
export function readLines(entries: EntryList, start: number): void {
  const { bytes } = entries;
  const next = (character: number, from: number): number => {
    const found = bytes.indexOf(character, from);
    return found < 0 ? bytes.length : found;
  };
  // Each is looked for again only behind the last one: most lists have no returns.
  let [feed, carriage] = [next(LINE_FEED, start), next(CARRIAGE_RETURN, start)];
  for (let line = start; line < bytes.length;) {
    if (feed < line) feed = next(LINE_FEED, line);
    if (carriage < line) carriage = next(CARRIAGE_RETURN, line);
    const end = Math.min(feed, carriage);
    if (end > line) readLine(entries, line, end);
    line = end + 1;
  }
}

function readLine(entries: EntryList, start: number, end: number): void {
  const { bytes } = entries;
  let at = start;
  let index = 0;
  while (at < end && index < INDEX_LIMIT) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    index = index * 10 + digit;
    at += 1;
  }
  if (at > start && at < end && bytes[at] === COLON && index < INDEX_LIMIT) entries.add(index, at + 1, end);
  else if (!isBlank(bytes, start, end)) entries.addMalformed(start);
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && (bytes[at] ?? 0) <= 0x20) at += 1;
  return at === end;
}
