/** `null` where the length says nothing of what will arrive: hosts take compression off. */
export function announcedLength({ headers }: Response): number | null {
  const encoding = headers.get('content-encoding');
  const length = headers.get('content-length');
  if (length === null || !/^\d{1,15}$/.test(length)) return null;
  return encoding === null || encoding === 'identity' ? Number(length) : null;
}

/** The whole body, `too-large`, or how it broke off. */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  announced: number | null,
  maxBytes: number,
  onPart: (length: number) => void,
): Promise<Uint8Array | 'too-large' | { readonly cause: unknown }> {
  if (body === null) return new Uint8Array(0);
  // A server may announce gigabytes and send nothing.
  let bytes = new Uint8Array(Math.min(announced ?? 0, TRUSTED_LENGTH));
  let length = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const part = await reader.read();
      if (part.done) return bytes.subarray(0, length);
      onPart(part.value.length);
      const end = length + part.value.length;
      if (end > maxBytes) return 'too-large';
      if (end > bytes.length) bytes = grown(bytes, length, Math.min(maxBytes, Math.max(end, bytes.length * 2)));
      bytes.set(part.value, length);
      length = end;
    }
  } catch (cause) {
    return { cause };
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const TRUSTED_LENGTH = 16 * 1024 * 1024;

function grown(bytes: Uint8Array, length: number, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size);
  larger.set(bytes.subarray(0, length));
  return larger;
}
