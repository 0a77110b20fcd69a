import { unreadable } from './unreadable.ts';

/**
 * The most bytes that are taken into memory when an input can only be read from beginning to end: a `Response`, a pipe, a server that
 * ignores `Range`. Twice the largest module with debug information that was met (Chromium-sized builds stay below 256 MiB per file).
 */
export const WHOLE_BODY_LIMIT = 512 * 1024 * 1024;

/** The chunks of an input without random access, joined. Stops reading at the limit. */
export async function collectChunks(chunks: AsyncIterable<Uint8Array>, name: string | null): Promise<Uint8Array> {
  let bytes = new Uint8Array(64 * 1024);
  let length = 0;
  for await (const chunk of chunks) {
    if (length + chunk.length > WHOLE_BODY_LIMIT) {
      throw unreadable(name, `it can only be read as a whole and is larger than ${WHOLE_BODY_LIMIT} bytes`);
    }
    if (length + chunk.length > bytes.length) {
      const larger = new Uint8Array(Math.min(WHOLE_BODY_LIMIT, Math.max(bytes.length * 2, length + chunk.length)));
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}

/** {@link collectChunks} for the body of a response; `null` is an empty one. */
export async function collectStream(
  stream: ReadableStream<Uint8Array> | null,
  name: string | null,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  return stream === null ? new Uint8Array(0) : collectChunks(streamChunks(stream, name, signal), name);
}

/** Not `for await` over the stream itself: Safari's streams are no async iterables. Leaving early cancels the transfer. */
export async function* streamChunks(
  stream: ReadableStream<Uint8Array>,
  name: string | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const part = await reader.read();
      if (part.done) return;
      yield part.value;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw unreadable(name, error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
