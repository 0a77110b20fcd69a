import { SymbolicationError } from '../errors.ts';
import { varint } from './varint.ts';

/** Far above all paths of a real module. Of a hostile index's the joined paths could be thousands of times as long as the file. */
const ADDED_LIMIT = 2 ** 27;

/** UTF-16 units of a string; readers refuse strings of more than 2^17 bytes. */
const LONGEST = 2 ** 15;

/**
 * The strings section of an index, edited: strings that nothing needs are wiped where they stand, new ones are put behind the others. So all
 * other strings keep their offsets, and sections that this version does not know stay right.
 */
export class StringTable {
  readonly #old: Uint8Array;
  readonly #added = new Map<string, number>();
  readonly #addedBytes: Uint8Array[] = [];
  #length: number;

  /** @param section the strings of an index, which is not changed */
  constructor(section: Uint8Array) {
    this.#old = section.slice();
    this.#length = section.length;
  }

  /** The offset of a text, which is added where it is new. */
  add(text: string): number {
    if (text === '') return 0;
    const known = this.#added.get(text);
    if (known !== undefined) return known;
    const bytes = utf8.encode(text.slice(0, LONGEST));
    if (this.#length - this.#old.length + bytes.length > ADDED_LIMIT) {
      throw new SymbolicationError('text-too-long', 'the mapped paths would be longer than those of any real module');
    }
    const offset = this.#length;
    const length = varint(bytes.length);
    this.#addedBytes.push(length, bytes);
    this.#length += length.length + bytes.length;
    this.#added.set(text, offset);
    return offset;
  }

  /** Makes the string at an offset many empty ones. */
  wipe(offset: number): void {
    let length = 0;
    let at = offset;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#old[at++] ?? 0;
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    this.#old.fill(0, offset, Math.min(at + length, this.#old.length));
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    bytes.set(this.#old);
    let at = this.#old.length;
    for (const part of this.#addedBytes) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}

const utf8 = new TextEncoder();
