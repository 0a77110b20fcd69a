import type { ByteSource } from '../core/inputs.ts';
import type { CoreDebugSection } from '../core/run-core.ts';

/** Read at once; each piece is on its way to threads and cores. */
const PIECE_SIZE = 4 * 1024 * 1024;

export type Sections = readonly (readonly [name: CoreDebugSection, bytes: Uint8Array])[];

/** Reads sections into memory that threads share; where the host has none, sending copies them. */
export async function readSections(
  sources: ReadonlyMap<CoreDebugSection, ByteSource>,
  signal: AbortSignal | undefined,
): Promise<Sections> {
  const sections: [CoreDebugSection, Uint8Array][] = [];
  for (const [name, source] of sources) {
    const bytes = new Uint8Array(
      typeof SharedArrayBuffer === 'function' ? new SharedArrayBuffer(source.size) : new ArrayBuffer(source.size),
    );
    for (let at = 0; at < source.size; at += PIECE_SIZE) {
      signal?.throwIfAborted();
      bytes.set(await source.read(at, Math.min(PIECE_SIZE, source.size - at)), at);
    }
    sections.push([name, bytes]);
  }
  return sections;
}

/** A section that is in memory. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}
