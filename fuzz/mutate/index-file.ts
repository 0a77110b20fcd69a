import { getNumber, putNumber, spliced, uleb } from '../bytes.ts';
import { below, next, oddNumber, once, pick, scaled } from '../random.ts';
import type { Random } from '../random.ts';

const HEADER_SIZE = 24;
const ENTRY_SIZE = 16;

/** A symbol index whose directory, tables, varints or nodes lie, mostly with length and checksum made to fit. */
export function mutateIndex(random: Random, original: Uint8Array): Uint8Array<ArrayBuffer> {
  let bytes = original.slice();
  for (let left = scaled(random, 12); left > 0; left -= 1) bytes = mutateOnce(random, bytes);
  if (once(random, 8)) bytes = bytes.slice(0, below(random, bytes.length + 1));
  if (once(random, 10)) return bytes;
  putNumber(bytes, 8, bytes.length, 4);
  putNumber(bytes, 12, checksum(bytes), 4);
  return bytes;
}

function mutateOnce(random: Random, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const count = getNumber(bytes, 16, 4);
  const entry = HEADER_SIZE + ENTRY_SIZE * below(random, Math.min(count, 40));
  const offset = Math.min(getNumber(bytes, entry + 4, 4), bytes.length);
  const length = getNumber(bytes, entry + 8, 4);
  // A directory that lies already may point anywhere.
  const place = Math.min(offset + below(random, length), bytes.length - 1);
  switch (below(random, 9)) {
    case 0:
      putNumber(bytes, entry + 4 * below(random, 4), pick(random, [0, length, offset, oddNumber(random)]), 4);
      return bytes;
    case 1:
      putNumber(bytes, below(random, HEADER_SIZE), oddNumber(random), 4);
      return bytes;
    case 2:
      // A table's word: an id, an offset or a line.
      putNumber(bytes, place & ~3, pick(random, [next(random) % 64, oddNumber(random), next(random)]), 4);
      return bytes;
    case 3:
      bytes.set(uleb(oddNumber(random), scaled(random, 7)).slice(0, bytes.length - place), place);
      return bytes;
    case 4:
      bytes[place] = pick(random, [0x00, 0x7f, 0x80, 0xff, next(random)]);
      return bytes;
    case 5:
      bytes.fill(pick(random, [0x00, 0x01, 0x80, 0xff]), place, place + scaled(random, 64));
      return bytes;
    case 6:
      bytes.copyWithin(place, offset + below(random, length), offset + below(random, length));
      return bytes;
    case 7:
      return grown(random, bytes, entry);
    default:
      bytes.copyWithin(entry, HEADER_SIZE + ENTRY_SIZE * below(random, count), entry);
      return bytes;
  }
}

/** A section with its contents repeated at the end of the file. */
function grown(random: Random, bytes: Uint8Array, entry: number): Uint8Array<ArrayBuffer> {
  const offset = getNumber(bytes, entry + 4, 4);
  const contents = bytes.slice(offset, offset + getNumber(bytes, entry + 8, 4));
  const times = Math.min(scaled(random, 50), Math.floor(2_000_000 / (contents.length + 1)));
  const more = new Uint8Array(contents.length * times);
  for (let n = 0; n < times; n += 1) more.set(contents, n * contents.length);
  const result = spliced(bytes, bytes.length, bytes.length, more);
  putNumber(result, entry + 4, bytes.length, 4);
  putNumber(result, entry + 8, more.length, 4);
  putNumber(result, entry + 12, getNumber(bytes, entry + 12, 4) * times, 4);
  return result;
}

/** FNV-1a over the words from byte 16 on. */
export function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let at = 16; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(hash ^ getNumber(bytes, at, 4), 0x01000193);
  }
  return hash >>> 0;
}
