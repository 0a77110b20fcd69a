/** Reads parts of one file, wherever it is. The only way in which this package reads a module. */
export interface RangeReader {
  /** Path or URL, for messages and for matching a stack's frames; `null` where the bytes have none. */
  readonly name: string | null;
  /** Bytes in the file. */
  readonly size: number;
  /**
   * Exactly `length` bytes from file offset `offset`. Both are integers ≥ 0, and `offset + length` never exceeds `size`. The array may be
   * shared with other readers: it is read, never written. A reader that need not wait gives the bytes at once, which saves a promise for each of
   * thousands of small reads.
   */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** A reader with what it holds open. Whoever opened it closes it. */
export interface OpenReader extends RangeReader {
  readonly close: () => Promise<void>;
}
