import type { OpenReader } from './range-reader.ts';

/** Bytes that are in memory already; reads are views, never copies. */
export function bytesReader(bytes: Uint8Array, name: string | null): OpenReader {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    close: () => Promise.resolve(),
  };
}
