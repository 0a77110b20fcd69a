import type { RangeReader } from './range-reader.ts';
import { webCrypto } from './web-crypto.ts';

/** Bytes of either end of the file that are hashed. */
const END_SIZE = 4096;
const HASH_SIZE = 16;

/**
 * OpenTelemetry's `htlhash` of a file, for modules without build id: the first 16 bytes of SHA-256 over the first 4,096 bytes, the last 4,096 and
 * the size as a big-endian number of 64 bits. In a smaller file the two overlap. `null` where the host has no `crypto.subtle`.
 */
export async function hashFileEnds(reader: RangeReader): Promise<Uint8Array | null> {
  const subtle = webCrypto();
  if (subtle === null) return null;
  const length = Math.min(END_SIZE, reader.size);
  const hashed = new Uint8Array(2 * length + 8);
  hashed.set(await reader.read(0, length));
  hashed.set(await reader.read(reader.size - length, length), length);
  new DataView(hashed.buffer).setBigUint64(2 * length, BigInt(reader.size));
  return new Uint8Array(await subtle.digest('SHA-256', hashed)).slice(0, HASH_SIZE);
}
