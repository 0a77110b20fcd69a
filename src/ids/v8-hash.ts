/** From this size on V8 makes the hash of a module in its made-up URL of the number of bytes alone (`String::kMaxHashCalcLength` + 1). */
const SMALLEST = 16_384;

/** The hash in `wasm://wasm/HASH` and `wasm://wasm/NAME-HASH` for a module of so many bytes; `null` where V8 hashes the contents. */
export function v8UrlHash(byteLength: number): string | null {
  if (!Number.isSafeInteger(byteLength) || byteLength < SMALLEST || byteLength >= 2 ** 30) return null;
  return (byteLength * 4 + 2).toString(16).padStart(8, '0');
}

/**
 * How many bytes the module of such a hash has, provided that it has at least 16,384; `null` where no such number gives this hash. The hash of a smaller
 * module's contents may look the same, so the number confirms a candidate of that size and refutes only larger ones.
 */
export function byteLengthOfV8UrlHash(hash: string): number | null {
  if (!/^[0-9a-f]{8}$/.test(hash)) return null;
  const value = Number.parseInt(hash, 16);
  const byteLength = value >>> 2;
  return value % 4 === 2 && byteLength >= SMALLEST ? byteLength : null;
}
