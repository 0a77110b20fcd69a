import { SymbolicationError } from '../errors.ts';
import { coreFunction, memoryView, outOfMemory } from './instance.ts';
import type { CoreInstance } from './instance.ts';

/** Bytes that are read into the core piece by piece, so that they are never in memory twice. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `offset` of this source: in `room`, which has as many, if it is given and the source fills it. */
  readonly read: (offset: number, length: number, room?: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  /** The source makes an array for each read, unless it is given room. */
  readonly fillsRoom?: boolean | undefined;
}

/** The status itself, unless it is an error. */
export function checkStatus(status: number): number {
  if (status >= 0) return status;
  switch (status) {
    case -1:
      throw outOfMemory();
    case -2:
      throw new SymbolicationError('invalid-argument', 'The tables given to the core do not hold together.');
    case -4:
      throw new SymbolicationError(
        'core-out-of-memory',
        'The symbol index would exceed 4 GiB, the limit of its format.',
      );
    default:
      throw new SymbolicationError('core-failed', `The core stopped on this module (status ${status}).`);
  }
}

/** Gives a core the bytes of an input, one part behind the other. */
export function setBytes(core: CoreInstance, input: number, parts: readonly Uint8Array[]): void {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const place = reserve(core, input, size);
  const room = memoryView(core, place, size);
  let at = 0;
  for (const part of parts) {
    room.set(part, at);
    at += part.length;
  }
  written(core, input, size);
}

/** Little-endian, as the host need not be. */
export function setNumbers(core: CoreInstance, input: number, numbers: Uint32Array): void {
  let bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  if (!IS_LITTLE_ENDIAN) {
    bytes = new Uint8Array(numbers.byteLength);
    const view = new DataView(bytes.buffer);
    numbers.forEach((number, index) => {
      view.setUint32(index * 4, number, true);
    });
  }
  setBytes(core, input, [bytes]);
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Read at once where an array is made of it: all of them are in memory beside the core until they are collected. */
const PIECE_SIZE = 1024 * 1024;

/** Read at once into the core. A signal can end it between two of them. */
const ROOM_SIZE = 8 * 1024 * 1024;

/**
 * Reads sources into inputs, straight to their places in the core's memory where they fill room. Those are read at the same time, for they may be read by
 * the host's other threads; of the others each read may depend on the one before (read-ahead.ts).
 */
export async function setSources(
  core: CoreInstance,
  sources: readonly (readonly [input: number, source: ByteSource])[],
  signal: AbortSignal | undefined,
): Promise<void> {
  // Room for all of them first: the memory must not grow while others write into it.
  const placed = sources.map(([input, source]) => ({ input, source, place: reserve(core, input, source.size) }));
  const reading: Promise<void>[] = [];
  for (const { input, source, place } of placed) {
    const read = setSource(core, source, place, signal).then(() => {
      written(core, input, source.size);
    });
    if (source.fillsRoom === true) reading.push(read);
    else await read;
  }
  await Promise.all(reading);
}

async function setSource(
  core: CoreInstance,
  { size, read, fillsRoom }: ByteSource,
  place: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const most = fillsRoom === true ? ROOM_SIZE : PIECE_SIZE;
  for (let start = 0; start < size; start += most) {
    signal?.throwIfAborted();
    const length = Math.min(most, size - start);
    const room = memoryView(core, place + start, length);
    const bytes = await read(start, length, room);
    if (bytes !== room) memoryView(core, place + start, length).set(bytes);
  }
}

/** Makes room for an input in the core's memory. Returns where it is. */
function reserve(core: CoreInstance, input: number, length: number): number {
  if (length >= 2 ** 32) throw outOfMemory();
  checkStatus(coreFunction(core, 'reserve')(input, length));
  return coreFunction(core, 'place')(input) >>> 0;
}

function written(core: CoreInstance, input: number, length: number): void {
  checkStatus(coreFunction(core, 'written')(input, length));
}
