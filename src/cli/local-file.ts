import { closeSync, fstatSync, openSync, read, readSync, statSync } from 'node:fs';
import type { OpenReader } from '../container/range-reader.ts';
import { shortened, systemError } from '../container/system-error.ts';

/** What takes longer to read than it takes another thread to answer. */
const WORTH_A_THREAD = 256 * 1024;

/**
 * A file on disk. Few bytes are read at once: a read that waits for Node's threads costs several times as much. Many are read by those, so that this one can go on. `null` for what is none (a URL, a pipe, a directory): the package's own readers know those.
 * @throws SymbolicationError `unreadable-input`
 */
export function openLocalFile(path: string): OpenReader | null {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return null;
  try {
    // Asked before it is opened: a pipe that is opened and closed again ends whoever writes to it.
    if (!statSync(path).isFile()) return null;
    const descriptor = openSync(path, 'r');
    return readerOf(descriptor, path, fstatSync(descriptor).size);
  } catch (error) {
    throw systemError(path, error);
  }
}

function readerOf(descriptor: number, name: string, size: number): OpenReader {
  const readInto = (offset: number, target: Uint8Array): void => {
    for (let filled = 0; filled < target.length;) {
      const count = readFrom(descriptor, target, filled, offset + filled, name);
      if (count === 0) throw shortened(name, offset);
      filled += count;
    }
  };
  return {
    name,
    size,
    readInto,
    fillsRoom: true,
    read(offset, length, room = new Uint8Array(length)) {
      if (length >= WORTH_A_THREAD) return readAside(descriptor, room, offset, name);
      readInto(offset, room);
      return room;
    },
    close() {
      closeSync(descriptor);
      return Promise.resolve();
    },
  };
}

async function readAside(descriptor: number, room: Uint8Array, offset: number, name: string): Promise<Uint8Array> {
  for (let filled = 0; filled < room.length;) {
    const count = await readFromLater(descriptor, room, filled, offset + filled, name);
    if (count === 0) throw shortened(name, offset);
    filled += count;
  }
  return room;
}

function readFromLater(
  descriptor: number,
  bytes: Uint8Array,
  filled: number,
  position: number,
  name: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, bytes, filled, bytes.length - filled, position, (error, count) => {
      if (error === null) resolve(count);
      else reject(systemError(name, error, position));
    });
  });
}

function readFrom(descriptor: number, bytes: Uint8Array, filled: number, position: number, name: string): number {
  try {
    return readSync(descriptor, bytes, filled, bytes.length - filled, position);
  } catch (error) {
    throw systemError(name, error, position);
  }
}
