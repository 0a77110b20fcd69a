import { malformed } from './malformed.ts';
import { readerOf } from './symbol-index.ts';
import type { SymbolIndex } from './symbol-index.ts';

/** Bytes of a string at most, a third more than the core writes: a thousand inlined calls may have it for their name. */
const LONGEST_BITS = 17;
const LONGEST = 2 ** LONGEST_BITS;

/** What stands in front of an absolute path. */
export const ABSOLUTE = /^([/\\]|[a-z]:[/\\])/i;

/**
 * The whole path of a file id, as the build wrote it: directories joined, nothing normalised. `null` for id 0. Decoded on
 * demand and cached in the index. Throws 'malformed-index' for what lies outside the index.
 */
export function filePath(index: SymbolIndex, fileId: number): string | null {
  const cached = fileId === 0 ? null : index.texts.get(-fileId);
  if (cached !== undefined) return cached;
  if (fileId >= index.fileCount) malformed(index.name, null, `no file ${fileId}`);
  let path: string | null = null;
  // From the name outwards, until the path is absolute.
  for (let column = 2; column >= 0; column--) {
    const part = stringAt(index, index.files[column]?.[fileId] ?? 0);
    if (part === null) continue;
    path = path === null ? part : part + ('/\\'.includes(part.slice(-1)) ? '' : '/') + path;
    if (ABSOLUTE.test(part)) break;
  }
  index.texts.set(-fileId, path);
  return path;
}

/**
 * The string at an offset of the strings section; `null` for the empty one, which stands for "unknown". Each is decoded once
 * and kept. Honest strings do not overlap, so that together they are no longer than their section; a hostile file can let a
 * million of them overlap, each as long as the file.
 */
export function stringAt(index: SymbolIndex, offset: number): string | null {
  const cached = offset === 0 ? null : index.texts.get(offset);
  if (cached !== undefined) return cached;
  const reader = readerOf(index, index.strings);
  reader.position = offset;
  const length = reader.varint();
  if (length > LONGEST || index.textBudget < 0) reader.fail();
  const text = reader.text(length);
  index.textBudget -= length;
  index.texts.set(offset, text);
  return text;
}

/** Where in the strings section the bytes of a string stand, by the offset that `stringAt` takes; of a damaged index this may lie outside. */
export function placeOfString({ strings }: SymbolIndex, offset: number): { offset: number; length: number } {
  let at = offset;
  let length = 0;
  let byte = 0x80;
  for (let shift = 0; byte > 0x7f && shift <= LONGEST_BITS; shift += 7) {
    byte = strings[at++] ?? 0;
    length |= (byte & 0x7f) << shift;
  }
  return { offset: at, length };
}
