import { SymbolicationError } from '../errors.ts';
import { openBlobReader } from './blob-reader.ts';
import { bytesReader } from './bytes-reader.ts';
import { openFileReader } from './file-reader.ts';
import { openHttpReader } from './http-reader.ts';
import type { OpenReader, RangeReader } from './range-reader.ts';
import { readAhead } from './read-ahead.ts';
import { unreadable } from './unreadable.ts';
import { collectStream } from './whole-body.ts';

/**
 * Where a module comes from: a path, an `http:`, `https:` or `file:` URL (as string or `URL`), a `Blob` or `File`, bytes in memory, a fetched
 * `Response` (its body is used up), or a reader of the caller's own.
 */
export type ModuleInput =
  string | URL | Blob | Response | ArrayBuffer | SharedArrayBuffer | ArrayBufferView | RangeReader;

/**
 * Opens an input for reading. A file on disk or behind a server that honours `Range` is never read whole.
 * @throws SymbolicationError `unreadable-input`, naming the file and the cause; `invalid-argument` for anything that is no `ModuleInput`.
 */
export async function openReader(
  input: ModuleInput,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<OpenReader> {
  if (typeof input === 'string') return openLocation(input, options.signal);
  if (isUrl(input)) return openLocation(input.href, options.signal);
  if (isBlob(input)) return openBlobReader(input);
  if (isResponse(input)) return openResponse(input);
  if (ArrayBuffer.isView(input))
    return bytesReader(new Uint8Array(input.buffer, input.byteOffset, input.byteLength), null);
  if (isBuffer(input)) return bytesReader(new Uint8Array(input), null);
  if (isRangeReader(input)) return checkedReader(input);
  throw new SymbolicationError(
    'invalid-argument',
    'A module is a path, a URL, a Blob, bytes, a Response or an object with `size` and `read(offset, length)`.',
  );
}

function openLocation(location: string, signal: AbortSignal | undefined): Promise<OpenReader> {
  return /^https?:\/\//i.test(location) ? openHttpReader(location, signal) : openFileReader(location);
}

/** By tag and not by `instanceof`, which fails for objects of another realm (an iframe, a test runner's sandbox). */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

const isUrl = (value: unknown): value is URL => tagOf(value) === 'URL';
const isBlob = (value: unknown): value is Blob => ['Blob', 'File'].includes(tagOf(value));
const isResponse = (value: unknown): value is Response => tagOf(value) === 'Response';
const isBuffer = (value: unknown): value is ArrayBuffer | SharedArrayBuffer =>
  ['ArrayBuffer', 'SharedArrayBuffer'].includes(tagOf(value));

function isRangeReader(value: unknown): value is RangeReader {
  return (
    typeof value === 'object' &&
    value !== null &&
    'read' in value &&
    typeof value.read === 'function' &&
    'size' in value &&
    typeof value.size === 'number'
  );
}

async function openResponse(response: Response): Promise<OpenReader> {
  const name = response.url === '' ? null : response.url;
  if (!response.ok) throw unreadable(name, `the server answered ${response.status} ${response.statusText}`.trimEnd());
  if (response.bodyUsed) throw unreadable(name, 'the body of this Response has been read already; pass a clone');
  return bytesReader(await collectStream(response.body, name), name);
}

/** A caller's reader, held to the contract: what it throws or returns otherwise becomes this package's error. */
function checkedReader(reader: RangeReader): OpenReader {
  const name = typeof reader.name === 'string' ? reader.name : null;
  const { size } = reader;
  if (!Number.isSafeInteger(size) || size < 0) throw unreadable(name, `its reader gives ${size} as size`);
  const failed = (error: unknown, offset: number): Error =>
    SymbolicationError.is(error)
      ? error
      : unreadable(name, error instanceof Error ? error.message : String(error), { offset, cause: error });
  const exactly = (bytes: Uint8Array, offset: number, length: number): Uint8Array => {
    if (bytes.length === length) return bytes;
    throw unreadable(name, `its reader gave ${bytes.length} bytes instead of ${length}`, { offset });
  };
  const readInto = (offset: number, target: Uint8Array): void => {
    try {
      reader.readInto?.(offset, target);
    } catch (error) {
      throw failed(error, offset);
    }
  };
  const checked: RangeReader = {
    name,
    size,
    readInto: reader.readInto === undefined ? undefined : readInto,
    fillsRoom: reader.fillsRoom,
    read(offset, length, room) {
      let bytes: Uint8Array | Promise<Uint8Array>;
      try {
        bytes = reader.read(offset, length, room);
      } catch (error) {
        throw failed(error, offset);
      }
      if (ArrayBuffer.isView(bytes)) return exactly(bytes, offset, length);
      return bytes.then(
        (settled) => exactly(settled, offset, length),
        (error: unknown) => {
          throw failed(error, offset);
        },
      );
    },
  };
  return { ...readAhead(checked), close: () => Promise.resolve() };
}
