const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** UTF-8 with U+FFFD for what is invalid. The copy is for views of shared memory, which hosts refuse to decode. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes.slice());
}
