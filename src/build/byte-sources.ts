import type { RangeReader } from '../container/range-reader.ts';
import type { ByteSource } from '../core/inputs.ts';

/** A part of a file. */
export function partOf(reader: RangeReader, start: number, size: number): ByteSource {
  return {
    size,
    fillsRoom: reader.fillsRoom,
    read: (offset, length, room) => reader.read(start + offset, length, room),
  };
}

/** Sources one behind the other. */
export function concatenated(sources: readonly ByteSource[]): ByteSource {
  let size = 0;
  const starts = sources.map((source) => (size += source.size) - source.size);
  return {
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      let at = lastAtOrBefore(starts, offset);
      for (let filled = 0; filled < length; at += 1) {
        const source = sources[at];
        if (source === undefined) throw new RangeError('read behind the end of a source');
        const within = offset + filled - (starts[at] ?? 0);
        const count = Math.min(source.size - within, length - filled);
        bytes.set(await source.read(within, count), filled);
        filled += count;
      }
      return bytes;
    },
  };
}

/** Index of the last start at or before the offset, 0 where there is none. */
export function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? Infinity) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
