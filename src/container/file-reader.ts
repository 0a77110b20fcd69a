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
  const { open } = await hostFileSystem(location);
  const path = /^file:/i.test(location) ? await pathOf(location) : location;
  try {
    return await open(path);
  } catch (error) {
    throw systemError(location, error);
  }
}

/** Bundlers for browsers are told to leave these imports alone, or put a module without exports in their place. */
async function hostFileSystem(location: string): Promise<{ readonly open: (path: string) => Promise<FileHandle> }> {
  const modules: { readonly open?: (path: string) => Promise<FileHandle> } = await import(
    /* webpackIgnore: true */ 'node:fs/promises'
  ).catch(() => ({}));
  if (modules.open === undefined)
    throw unreadable(location, 'this host has no file system; pass a URL, a Blob or bytes');
  return { open: modules.open };
}

async function pathOf(url: string): Promise<string> {
  const { fileURLToPath } = await import(/* webpackIgnore: true */ 'node:url');
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw unreadable(url, error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function handleReader(handle: FileHandle, name: string, size: number): OpenReader {
  const reader = readAhead({
    name,
    size,
    fillsRoom: true,
    async read(offset, length, bytes = new Uint8Array(length)) {
      for (let filled = 0; filled < length;) {
        const { bytesRead } = await handle
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
  return { ...reader, close: () => handle.close() };
}

async function* handleChunks(handle: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    const chunk = new Uint8Array(64 * 1024);
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
  }
}
