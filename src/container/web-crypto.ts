/** The host's hashes; `null` on pages that are not served securely. */
export function webCrypto(): SubtleCrypto | null {
  const host: { readonly crypto?: { readonly subtle?: SubtleCrypto } } = globalThis;
  return host.crypto?.subtle ?? null;
}
