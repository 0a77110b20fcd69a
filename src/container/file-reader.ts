import { nodeModule } from '../host/node-modules.ts';
import { bytesReader } from './bytes-reader.ts';
import type { OpenReader } from './range-reader.ts';
import { readAhead } from './read-ahead.ts';
import { shortened, systemError } from './system-error.ts';
import { unreadable } from './unreadable.ts';
import { collectChunks } from './whole-body.ts';

type FileHandle = import('node:fs/promises').FileHandle;

/**
 * A file by its path or `file:` URL. What has no size beforehand (a pipe, a device) is read once, up to the limit of whole-body.ts.
 * @throws SymbolicationError `unreadable-input`
 */
export async function openFileReader(location: string): Promise<OpenReader> {
  const handle = await openHandle(location);
  try {
    const status = await handle.stat();
    if (status.isDirectory()) throw unreadable(location, 'it is a directory');
    if (status.isFile()) return handleReader(handle, location, status.size);
    const bytes = await collectChunks(handleChunks(handle), location);
    await handle.close();
    return bytesReader(bytes, location);
  } catch (error) {
    await handle.close();
    throw error instanceof Error && 'code' in error && 'syscall' in error ? systemError(location, error) : error;
  }
}

async function openHandle(location: string): Promise<FileHandle> {
  const files = nodeModule('node:fs/promises');
  if (files === null) throw unreadable(location, 'this host has no file system; pass a URL, a Blob or bytes');
  const path = /^file:/i.test(location) ? pathOf(location) : location;
  try {
    return await files.open(path);
  } catch (error) {
    throw systemError(location, error);
  }
}

function pathOf(url: string): string {
  try {
    return nodeModule('node:url')?.fileURLToPath(url) ?? url;
  } catch (error) {
    throw unreadable(url, error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Closes what nobody has closed: a handle that is collected while it is open ends a program in Node 26, and is warned of before. */
const forgotten = /* @__PURE__ */ new FinalizationRegistry<FileHandle>((handle) => {
  void handle.close().catch(() => undefined);
});

function handleReader(handle: FileHandle, name: string, size: number): OpenReader {
  // Whoever holds a function of the reader holds this. A reader itself is copied and dropped.
  const lease = { handle };
  forgotten.register(lease, handle, lease);
  const reader = readAhead({
    name,
    size,
    fillsRoom: true,
    async read(offset, length, bytes = new Uint8Array(length)) {
      for (let filled = 0; filled < length;) {
        const { bytesRead } = await lease.handle
          .read(bytes, filled, length - filled, offset + filled)
          .catch((error: unknown) => {
            throw systemError(name, error, offset);
          });
        if (bytesRead === 0) throw shortened(name, offset);
        filled += bytesRead;
      }
      return bytes;
    },
  });
  return {
    ...reader,
    close: () => {
      forgotten.unregister(lease);
      return lease.handle.close();
    },
  };
}

async function* handleChunks(handle: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    const chunk = new Uint8Array(64 * 1024);
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
  }
}
