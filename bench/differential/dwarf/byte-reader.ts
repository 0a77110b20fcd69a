/** Little-endian numbers, LEBs and strings of one section. Numbers of 64 bits lose precision above 2^53, which no fact needs. */
export class ByteReader {
  position: number;
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.position = position;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  u8(): number {
    return this.#view.getUint8(this.position++);
  }

  i8(): number {
    return this.#view.getInt8(this.position++);
  }

  /** Of 1 to 8 bytes. */
  unsigned(size: number): number {
    let value = 0;
    for (let byte = 0; byte < size; byte++) value += this.u8() * 2 ** (8 * byte);
    return value;
  }

  u32(): number {
    this.position += 4;
    return this.#view.getUint32(this.position - 4, true);
  }

  uleb(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  sleb(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return byte & 0x40 ? value - factor * 128 : value;
    }
  }

  /** A unit's length, and the size of its offsets: 4, or 8 in the 64-bit format. */
  unitLength(): { length: number; offsetSize: number } {
    const length = this.u32();
    return length === 0xffffffff ? { length: this.unsigned(8), offsetSize: 8 } : { length, offsetSize: 4 };
  }

  /** Up to the next zero byte, which is stepped over. */
  text(): string {
    const end = this.bytes.indexOf(0, this.position);
    const text = utf8.decode(this.bytes.subarray(this.position, end < 0 ? undefined : end));
    this.position = end < 0 ? this.bytes.length : end + 1;
    return text;
  }
}

const utf8 = new TextDecoder();
