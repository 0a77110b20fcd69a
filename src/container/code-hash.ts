import type { ModuleLayout } from './module.ts';
import { webCrypto } from './web-crypto.ts';

const PIECE_SIZE = 1024 * 1024;
const HASH_SIZE = 32;

/**
 * Identifies a module by its code, which stripping leaves alone: SHA-256 over the concatenated SHA-256 of each 1 MiB of the code section's
 * contents (the last piece is what is left). Hashed in pieces, since the Web's crypto has no hash that takes its input little by little.
 * `null` for a module without code, and where the host has no `crypto.subtle` (pages that are not served securely).
 */
export async function hashCode(layout: ModuleLayout, signal?: AbortSignal): Promise<Uint8Array | null> {
  const subtle = webCrypto();
  const { code, reader } = layout;
  if (subtle === null || code === null) return null;
  const hashes = new Uint8Array(Math.ceil(code.size / PIECE_SIZE) * HASH_SIZE);
  for (let at = 0, piece = 0; at < code.size; at += PIECE_SIZE, piece += 1) {
    signal?.throwIfAborted();
    const bytes = await reader.read(code.contents + at, Math.min(PIECE_SIZE, code.size - at));
    hashes.set(await sha256(subtle, bytes), piece * HASH_SIZE);
  }
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
