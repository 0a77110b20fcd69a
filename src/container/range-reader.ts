/** Reads parts of one file, wherever it is. The only way in which this package reads a module. */
export interface RangeReader {
  /** Path or URL, for messages and for matching a stack's frames; `null` where the bytes have none. */
  readonly name: string | null;
  /** Bytes in the file. */
  readonly size: number;
  /**
   * Exactly `length` bytes from file offset `offset`. Both are integers ≥ 0, and `offset + length` never exceeds `size`. The array may be
   * shared with other readers: it is read, never written. A reader that need not wait gives the bytes at once, which saves a promise for each of
   * thousands of small reads. `room`, if given, has `length` bytes, and is the array that is given back by a reader that fills room (`fillsRoom`).
   */
  readonly read: (offset: number, length: number, room?: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  /** The reader makes an array for each read, unless it is given room. */
  readonly fillsRoom?: boolean | undefined;
  /** Fills `target` from file offset `offset` on, without waiting. For readers that would otherwise make an array for each read. */
  readonly readInto?: ((offset: number, target: Uint8Array) => void) | undefined;
}

/**
 * Reads pieces of at most `largest` bytes of which each is done with before the next one is read: into one array where the reader can, for arrays of
 * megabytes make V8 collect garbage (a third of the time in which a fresh process opens ruby.wasm).
 */
export function pieceReader(
  { read, readInto, fillsRoom = false }: RangeReader,
  largest: number,
): (offset: number, length: number) => Uint8Array | Promise<Uint8Array> {
  if (readInto === undefined && !fillsRoom) return read;
  const buffer = new Uint8Array(largest);
  return (offset, length) => {
    const piece = buffer.subarray(0, length);
    if (readInto === undefined) return read(offset, length, piece);
    readInto(offset, piece);
    return piece;
  };
}

/** A reader with what it holds open. Whoever opened it closes it. */
export interface OpenReader extends RangeReader {
  readonly close: () => Promise<void>;
}
