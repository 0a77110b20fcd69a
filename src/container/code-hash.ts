import { isCut } from './module.ts';
import type { ModuleLayout } from './module.ts';
import { pieceReader } from './range-reader.ts';
import { webCrypto } from './web-crypto.ts';

const PIECE_SIZE = 1024 * 1024;
const HASH_SIZE = 32;

/**
 * Pieces that are read and hashed at once: one is hashed by another thread while the next is read. More would be in memory at once (four were 6 MB more beside the core for ruby, in the same time),
 * and as many requests at once to a server.
 */
const PIECES_AT_ONCE = 2;

/**
 * Identifies a module by its code, which stripping leaves alone: SHA-256 over the concatenated SHA-256 of each 1 MiB of the code section's
 * contents (the last piece is what is left). Hashed in pieces, since the Web's crypto has no hash that takes its input little by little.
 * `null` for a module without code or with a part of it only, and where the host has no `crypto.subtle` (pages that are not served securely).
 */
export async function hashCode(layout: ModuleLayout, signal?: AbortSignal): Promise<Uint8Array | null> {
  const subtle = webCrypto();
  const { code, reader } = layout;
  if (subtle === null || code === null || isCut(code)) return null;
  const hashes = new Uint8Array(Math.ceil(code.size / PIECE_SIZE) * HASH_SIZE);
  let next = 0;
  const hashPieces = async (): Promise<void> => {
    const read = pieceReader(reader, PIECE_SIZE);
    while (next * PIECE_SIZE < code.size) {
      signal?.throwIfAborted();
      const piece = next;
      next += 1;
      const at = piece * PIECE_SIZE;
      const bytes = await read(code.contents + at, Math.min(PIECE_SIZE, code.size - at));
      hashes.set(await sha256(subtle, bytes), piece * HASH_SIZE);
    }
  };
  await Promise.all(Array.from({ length: PIECES_AT_ONCE }, hashPieces));
  return sha256(subtle, hashes);
}

async function sha256(subtle: SubtleCrypto, bytes: Uint8Array): Promise<Uint8Array> {
  // The copy is for views of shared memory, which `digest` refuses.
  const own =
    bytes.buffer instanceof ArrayBuffer
      ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : bytes.slice();
  return new Uint8Array(await subtle.digest('SHA-256', own));
}
