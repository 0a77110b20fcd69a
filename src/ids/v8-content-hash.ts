/** From this size on V8 takes the number of bytes for a hash (v8-hash.ts). */
const TOO_LARGE = 16_384;
/** Bits of a V8 string's hash; the lowest two bits of the field say that it is one. */
const HASH_MASK = 0x3fff_ffff;
const IS_HASH = 2;
/** What V8 puts in the place of a hash of 0. */
const ZERO_HASH = 27;

/**
 * The hash in `wasm://wasm/HASH` that V8 9.4 to 13.6 make of a small module's bytes: Bob Jenkins' one-at-a-time, cut as a string's hash is (checked on Node 18 to 24 with
 * every module of fixtures/stacks). Later versions hash in another way, so that a difference tells nothing. `null` for larger modules.
 */
export function v8ContentHash(bytes: Uint8Array): string | null {
  if (bytes.length >= TOO_LARGE) return null;
  let hash = 0;
  for (const byte of bytes) {
    hash = (hash + byte) | 0;
    hash = (hash + (hash << 10)) | 0;
    hash ^= hash >>> 6;
  }
  hash = (hash + (hash << 3)) | 0;
  hash ^= hash >>> 11;
  hash = (hash + (hash << 15)) & HASH_MASK;
  const field = ((hash === 0 ? ZERO_HASH : hash) << 2) | IS_HASH;
  return (field >>> 0).toString(16).padStart(8, '0');
}
