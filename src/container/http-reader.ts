import { bytesReader } from './bytes-reader.ts';
import type { OpenReader } from './range-reader.ts';
import { readAhead } from './read-ahead.ts';
import type { ReadAheadSizes } from './read-ahead.ts';
import { unreadable } from './unreadable.ts';
import { collectStream, streamChunks } from './whole-body.ts';

/** A request costs a round trip, so its chunks are larger than a file's. */
const HTTP_SIZES: ReadAheadSizes = { first: 64 * 1024, most: 4 * 1024 * 1024 };

/** Bytes of the file from `start` up to, not including, `end`. */
interface Range {
  readonly start: number;
  readonly end: number;
}

interface Remote {
  readonly url: string;
  readonly signal: AbortSignal | undefined;
}

/** What must stay the same over all requests for one file. */
interface Version {
  readonly size: number;
  readonly tag: string | null;
}

/**
 * A file behind HTTP, by `Range` requests. Where the server ignores `Range`, or does not let the size be seen (another origin without
 * `Access-Control-Expose-Headers: Content-Range`), the body is taken whole, once, up to the limit of whole-body.ts.
 * @throws SymbolicationError `unreadable-input`; what the signal gives as its reason, when it aborts
 */
export async function openHttpReader(url: string, signal?: AbortSignal): Promise<OpenReader> {
  const remote: Remote = { url, signal };
  const response = await request(remote, { start: 0, end: HTTP_SIZES.first });
  if (response.status === 200) return wholeBody(response, remote);
  const version = response.status === 206 ? versionOf(response) : null;
  if (version === null) {
    // 416, as an empty file satisfies no range at all, or a range that cannot be used.
    await response.body?.cancel();
    return wholeBody(await request(remote, null), remote);
  }
  const first = await exactBody(response, { start: 0, end: Math.min(HTTP_SIZES.first, version.size) }, version, remote);
  const reader = readAhead(
    {
      name: url,
      size: version.size,
      async read(offset, length) {
        const range = { start: offset, end: offset + length };
        if (range.end <= first.length) return first.subarray(range.start, range.end);
        return exactBody(await request(remote, range), range, version, remote);
      },
    },
    HTTP_SIZES,
  );
  return { ...reader, close: () => Promise.resolve() };
}

async function wholeBody(response: Response, { url, signal }: Remote): Promise<OpenReader> {
  return bytesReader(await collectStream(response.body, url, signal), url);
}

/** 200, 206 or (for a range only) 416; every other status is thrown. */
async function request({ url, signal }: Remote, range: Range | null): Promise<Response> {
  const headers: Record<string, string> = range === null ? {} : { range: `bytes=${range.start}-${range.end - 1}` };
  let response: Response;
  try {
    response = await fetch(url, { headers, signal: signal ?? null });
  } catch (error) {
    signal?.throwIfAborted();
    throw unreadable(url, networkCause(error), { cause: error });
  }
  const expected = range === null ? [200] : [200, 206, 416];
  if (expected.includes(response.status)) return response;
  await response.body?.cancel();
  throw unreadable(url, `the server answered ${response.status} ${response.statusText}`.trimEnd());
}

/** Hosts say just "fetch failed" and hide the reason one level down. */
function networkCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

/** `null` where the answer to a range request cannot be trusted to be that range of the file itself. */
function versionOf(response: Response): Version | null {
  const range = contentRange(response);
  if (range?.start !== 0) return null;
  const encoding = response.headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') return null;
  return { size: range.size, tag: tagOf(response) };
}

function tagOf(response: Response): string | null {
  return response.headers.get('etag') ?? response.headers.get('last-modified');
}

function contentRange(response: Response): (Range & { readonly size: number }) | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  if (match === null) return null;
  const [start, last, size] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return Number.isSafeInteger(size) && start <= last && last < size ? { start, end: last + 1, size } : null;
}

/** The body of a range's response, and nothing but it: a server may send other bytes, more, fewer, or those of a newer file. */
async function exactBody(
  response: Response,
  asked: Range,
  version: Version,
  { url, signal }: Remote,
): Promise<Uint8Array> {
  const offset = asked.start;
  const length = asked.end - asked.start;
  const refuse = async (cause: string): Promise<never> => {
    await response.body?.cancel();
    throw unreadable(url, cause, { offset });
  };
  const range = contentRange(response);
  if (range?.size !== version.size || tagOf(response) !== version.tag) {
    return refuse('the file has changed on the server while it was read');
  }
  if (range.start !== offset || range.end !== offset + length)
    return refuse('the server sent another range than asked for');
  const bytes = new Uint8Array(length);
  let filled = 0;
  if (response.body !== null) {
    for await (const chunk of streamChunks(response.body, url, signal)) {
      if (chunk.length > length - filled)
        throw unreadable(url, 'the server sent more than it was asked for', { offset });
      bytes.set(chunk, filled);
      filled += chunk.length;
    }
  }
  if (filled < length) throw unreadable(url, `the server sent ${filled} bytes instead of ${length}`, { offset });
  return bytes;
}
