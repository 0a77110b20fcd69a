/** What newer hosts have built in (Node 25, browsers since 2025). */
interface WithFromBase64 {
  fromBase64(base64: string): Uint8Array<ArrayBuffer>;
}

/** What Node, Bun and Deno have. */
interface WithBuffer {
  readonly Buffer: { from(base64: string, encoding: 'base64'): Uint8Array<ArrayBuffer> };
}

/** Decodes with what the host has: a loop over the characters takes 7 ms for a core in a fresh process, `Buffer` 0.4. */
export function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  if (hasFromBase64(Uint8Array)) return Uint8Array.fromBase64(base64);
  if (hasBuffer(globalThis)) return globalThis.Buffer.from(base64, 'base64');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function hasFromBase64(value: object): value is WithFromBase64 {
  return 'fromBase64' in value;
}

function hasBuffer(value: object): value is WithBuffer {
  return 'Buffer' in value;
}
