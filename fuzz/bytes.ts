/** Bytes that grow at their end. */
export class ByteWriter {
  length = 0;
  #bytes = new Uint8Array(256);

  /** The bytes so far; valid until the next write. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  bytes(bytes: ArrayLike<number>): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  fill(byte: number, count: number): void {
    this.#reserve(count);
    this.#bytes.fill(byte, this.length, this.length + count);
    this.length += count;
  }

  /** Little-endian, `size` bytes; what does not fit is dropped. */
  number(value: number, size: number): void {
    this.#reserve(size);
    putNumber(this.#bytes, this.length, value, size);
    this.length += size;
  }

  uleb(...values: readonly number[]): void {
    for (const value of values) this.bytes(uleb(value));
  }

  sleb(value: number): void {
    this.bytes(sleb(value));
  }

  /** With a zero byte behind it. */
  string(text: string): void {
    this.bytes(new TextEncoder().encode(text));
    this.number(0, 1);
  }

  /** Overwrites four bytes that were written before. */
  patch(at: number, value: number): void {
    putNumber(this.#bytes, at, value, 4);
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + more));
    larger.set(this.view());
    this.#bytes = larger;
  }
}

export function putNumber(bytes: Uint8Array, at: number, value: number, size: number): void {
  let rest = value;
  for (let n = 0; n < size && at + n < bytes.length; n += 1) {
    bytes[at + n] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

export function getNumber(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let n = size - 1; n >= 0; n -= 1) value = value * 256 + (bytes[at + n] ?? 0);
  return value;
}

/** @param width bytes at least, as padding may make it any longer */
export function uleb(value: number, width = 1): number[] {
  const bytes: number[] = [];
  let rest = Math.floor(value);
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  while (bytes.length < width) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(0);
  }
  return bytes;
}

export function sleb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = ((rest % 0x80) + 0x80) % 0x80;
    rest = Math.floor(rest / 0x80);
    const isLast = (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

/** A number and where the next one begins. */
export function readUleb(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  let end = at;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = bytes[end] ?? 0;
    end += 1;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80 || end > bytes.length) return { value, end };
  }
}

/** `bytes` with `[from, to)` replaced. */
export function spliced(
  bytes: Uint8Array,
  from: number,
  to: number,
  insert: ArrayLike<number>,
): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(bytes.length - (to - from) + insert.length);
  result.set(bytes.subarray(0, from));
  result.set(insert, from);
  result.set(bytes.subarray(to), from + insert.length);
  return result;
}
