import type { OpenReader } from './range-reader.ts';
import { readAhead } from './read-ahead.ts';
import { unreadable } from './unreadable.ts';

/** A `Blob`, or a `File` with its name. The host may keep its bytes on disk. */
export function openBlobReader(blob: Blob): OpenReader {
  const name = 'name' in blob && typeof blob.name === 'string' ? blob.name : null;
  const reader = readAhead({
    name,
    size: blob.size,
    async read(offset, length) {
      let bytes: Uint8Array;
      try {
        bytes = new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (error) {
        // Hosts say NotReadableError when the file behind the Blob has changed or gone.
        throw unreadable(name, error instanceof Error ? error.message : String(error), { offset, cause: error });
      }
      if (bytes.length !== length) throw unreadable(name, 'it has changed while it was read', { offset });
      return bytes;
    },
  });
  return { ...reader, close: () => Promise.resolve() };
}
