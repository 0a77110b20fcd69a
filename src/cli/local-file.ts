import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { OpenReader } from '../container/range-reader.ts';
import { shortened, systemError } from '../container/system-error.ts';

/**
 * A file on disk, read call by call: a command has nothing else to do meanwhile, and a read that waits for Node's threads costs several times as
 * much. `null` for what is none (a URL, a pipe, a directory): the package's own readers know those.
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
    read(offset, length) {
      const bytes = new Uint8Array(length);
      readInto(offset, bytes);
      return bytes;
    },
    close() {
      closeSync(descriptor);
      return Promise.resolve();
    },
  };
}

function readFrom(descriptor: number, bytes: Uint8Array, filled: number, position: number, name: string): number {
  try {
    return readSync(descriptor, bytes, filled, bytes.length - filled, position);
  } catch (error) {
    throw systemError(name, error, position);
  }
}
