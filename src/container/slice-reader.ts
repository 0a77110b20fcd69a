import type { RangeReader } from './range-reader.ts';

/** A file within a file: offsets count from `start`. */
export function sliceReader(reader: RangeReader, start: number, size: number): RangeReader {
  return {
    name: reader.name,
    size,
    fillsRoom: reader.fillsRoom,
    read: (offset, length, room) => reader.read(start + offset, length, room),
  };
}
