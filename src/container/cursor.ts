import { SymbolicationError } from '../errors.ts';

/** A place in a part of a module that is in memory, moved on by the `read…` and `skip…` functions below. */
export interface Cursor {
  readonly bytes: Uint8Array;
  /** Index of the next byte in `bytes`. */
  at: number;
  /** Module offset of `bytes[0]`, for messages. */
  readonly base: number;
  /** For messages. */
  readonly file: string | null;
}

export function cursorOver(bytes: Uint8Array, base: number, file: string | null): Cursor {
  return { bytes, at: 0, base, file };
}

export function isAtEnd(cursor: Cursor): boolean {
  return cursor.at >= cursor.bytes.length;
}

/** @throws SymbolicationError `malformed-module` at the end of the bytes, as all readers below. */
export function readByte(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at];
  if (byte === undefined) throw malformed(cursor.file, cursor.base + cursor.at, 'the bytes end too early');
  cursor.at += 1;
  return byte;
}

/** Unsigned LEB128 of at most 32 bits and five bytes. */
export function readU32(cursor: Cursor): number {
  const { bytes, at } = cursor;
  const first = bytes[at] ?? 0x80;
  const second = bytes[at + 1] ?? 0x80;
  // Nearly all numbers, in fewer instructions: a fresh process reads some ten thousand before V8 optimises.
  if (first < 0x80) {
    cursor.at = at + 1;
    return first;
  }
  if (second < 0x80) {
    cursor.at = at + 2;
    return (first & 0x7f) | (second << 7);
  }
  return readLongU32(cursor);
}

function readLongU32(cursor: Cursor): number {
  const start = cursor.at;
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = readByte(cursor);
    if (shift === 28 && byte > 0x0f)
      throw malformed(cursor.file, cursor.base + start, 'a number has more than 32 bits');
    value |= (byte & 0x7f) << shift;
    // Without `>>>` numbers from 2^31 on would be negative.
    if (byte < 0x80) return value >>> 0;
  }
}

/** Passes over a LEB128 of at most 64 bits, whose value does not matter. */
export function skipLeb(cursor: Cursor): void {
  const start = cursor.at;
  while (readByte(cursor) >= 0x80) {
    if (cursor.at - start >= 10) throw malformed(cursor.file, cursor.base + start, 'a number has more than 64 bits');
  }
}

export function skipBytes(cursor: Cursor, count: number): void {
  if (count > cursor.bytes.length - cursor.at) {
    throw malformed(
      cursor.file,
      cursor.base + cursor.at,
      `${count} bytes are announced, ${cursor.bytes.length - cursor.at} are left`,
    );
  }
  cursor.at += count;
}

/** `malformed-module` with the place, in the message too. */
export function malformed(file: string | null, offset: number, cause: string): SymbolicationError {
  const message = `${file ?? 'The module'} is damaged at offset 0x${offset.toString(16)}: ${cause}.`;
  return new SymbolicationError('malformed-module', message, { file, offset });
}
