import { SymbolicationError } from '../errors.ts';

/** V8 makes no longer string, and other engines make shorter ones at most by half. */
const LONGEST_TEXT = 2 ** 29 - 24;

const DIGITS = Uint8Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (digit) =>
  digit.charCodeAt(0),
);
const CONTINUATION = 32;
const COMMA = 44;

/**
 * A text of comma-separated items of base64 VLQs (ECMA-426, "base64 VLQ"), kept as bytes while it grows: millions of small strings would take
 * ten times the memory.
 */
export class VlqText {
  #bytes = new Uint8Array(1 << 12);
  #length = 0;

  /** Begins an item; the comma that parts it from the one before is written here. */
  item(): void {
    if (this.#length > 0) this.#push(COMMA);
  }

  /** An integer from 0 up to 2^32 - 1. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= CONTINUATION) {
      this.#push(DIGITS[CONTINUATION | (rest & 31)] ?? 0);
      rest >>>= 5;
    }
    this.#push(DIGITS[rest] ?? 0);
  }

  /** An integer between -2^31 and 2^31, both excluded: the standard's bound. */
  signed(value: number): void {
    this.unsigned(value < 0 ? ((-value << 1) | 1) >>> 0 : (value << 1) >>> 0);
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  toString(): string {
    return new TextDecoder().decode(this.#bytes.subarray(0, this.#length));
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = byte;
  }

  #grow(): void {
    if (this.#length >= LONGEST_TEXT) {
      throw new SymbolicationError('text-too-long', 'the source map would be longer than a text can be');
    }
    const larger = new Uint8Array(Math.min(this.#length * 2, LONGEST_TEXT));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
