import { DAMAGED, malformed } from './malformed.ts';

// A byte order mark at the front of a name is part of the name.
const utf8 = /* @__PURE__ */ new TextDecoder(undefined, { ignoreBOM: true });

/**
 * Reads one section from any place on. Every read is checked against the section's end, so a damaged index costs an error
 * ('malformed-index'), never a read outside or a loop.
 */
export class SectionReader {
  /** Where the next read begins, in the section. */
  position = 0;
  readonly #section: Uint8Array;
  readonly #sectionOffset: number;
  readonly #name: string | null;

  /** `sectionOffset` counts from the start of the index file; it and the name are for the messages of errors. */
  constructor(section: Uint8Array, sectionOffset: number, name: string | null) {
    this.#section = section;
    this.#sectionOffset = sectionOffset;
    this.#name = name;
  }

  byte(): number {
    return this.#section[this.position++] ?? this.fail();
  }

  /** Unaligned, little-endian. */
  u32(): number {
    return (this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24)) >>> 0;
  }

  /** Unsigned LEB128 of at most five bytes; bits above 32 are dropped. */
  varint(): number {
    let byte = this.byte();
    let value = byte & 0x7f;
    for (let shift = 7; byte > 0x7f; shift += 7) {
      if (shift > 28) this.fail();
      byte = this.byte();
      value |= (byte & 0x7f) << shift;
    }
    return value >>> 0;
  }

  varintAt(position: number): number {
    this.position = position;
    return this.varint();
  }

  /** Signed step, as a 32-bit integer. */
  zigzag(): number {
    const value = this.varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** The next bytes, copied. */
  bytes(length: number): Uint8Array {
    const start = this.position;
    this.position += length;
    if (this.position > this.#section.length) this.fail();
    return this.#section.slice(start, this.position);
  }

  /** The next bytes as UTF-8, `null` for none. They are copied before, as decoders refuse views of shared memory. */
  text(length: number): string | null {
    return utf8.decode(this.bytes(length)) || null;
  }

  /** Throws 'malformed-index' for the place of the last read. */
  fail(): never {
    malformed(this.#name, this.#sectionOffset + this.position - 1, DAMAGED);
  }
}
