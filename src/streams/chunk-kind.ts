import { decodeLossless, encodeLossless, joined } from './lossless-text.ts';

/** What a stream needs to do with its chunks, be they text or bytes. */
export interface ChunkKind<T> {
  readonly lengthOf: (chunk: T) => number;
  readonly firstFeed: (chunk: T) => number;
  readonly lastFeed: (chunk: T) => number;
  readonly slice: (chunk: T, start: number, end?: number) => T;
  /** What may be held while others go on to use the chunk's memory. */
  readonly kept: (chunk: T) => T;
  readonly join: (chunks: readonly T[]) => T;
  readonly textOf: (chunk: T) => string;
  readonly ofText: (text: string) => T;
}

export const TEXT: ChunkKind<string> = {
  lengthOf: (chunk) => chunk.length,
  firstFeed: (chunk) => chunk.indexOf('\n'),
  lastFeed: (chunk) => chunk.lastIndexOf('\n'),
  slice: (chunk, start, end) => chunk.slice(start, end),
  kept: (chunk) => chunk,
  join: (chunks) => chunks.join(''),
  textOf: (chunk) => chunk,
  ofText: (text) => text,
};

const LINE_FEED = 0x0a;

/** A line feed is no part of any other character of UTF-8, so that bytes can be cut there before they are decoded. */
export const BYTES: ChunkKind<Uint8Array> = {
  lengthOf: (chunk) => chunk.length,
  firstFeed: (chunk) => chunk.indexOf(LINE_FEED),
  lastFeed: (chunk) => chunk.lastIndexOf(LINE_FEED),
  slice: (chunk, start, end) => chunk.subarray(start, end),
  // A `Buffer`'s own `slice` would not copy.
  kept: (chunk) => Uint8Array.from(chunk),
  join: (chunks) => (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : joined(chunks)),
  textOf: decodeLossless,
  ofText: encodeLossless,
};
