import type { FoundBy, FoundKind, MissReason, SourceMiss } from '../sources/symbol-source.ts';
import type { SeenFile, StoredModule } from './stored-module.ts';

/**
 * A file of the disk cache: "wscache1", a u32 with the CRC-32 of all behind it, a u32 with the length of a JSON text, that text, and, each at a multiple of 8, the symbol indexes. Numbers are little-endian. So what was
 * torn or changed is known for such, and an index need not be copied to be read.
 */
const MAGIC = new TextEncoder().encode('wscache1');
const CHECKSUM_AT = 8;
const LENGTH_AT = 12;
const HEADER_SIZE = 16;
const ALIGNMENT = 8;

/** CRC-32 as in zlib. */
export type Checksum = (bytes: Uint8Array) => number;

/** What is read back: for whom it was written, and by which version of the package. */
export interface Entry extends StoredModule {
  readonly writer: string;
}

export function encodeEntry({ indexes, ...entry }: Entry, checksum: Checksum): Uint8Array {
  const lengths = indexes.map(({ length }) => length);
  const json = new TextEncoder().encode(JSON.stringify({ ...entry, lengths }));
  const places = placesOf(HEADER_SIZE + json.length, lengths);
  const bytes = new Uint8Array(places.at(-1) ?? 0);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(LENGTH_AT, json.length, true);
  bytes.set(json, HEADER_SIZE);
  indexes.forEach((index, i) => {
    bytes.set(index, places[i] ?? 0);
  });
  view.setUint32(CHECKSUM_AT, checksum(bytes.subarray(LENGTH_AT)), true);
  return bytes;
}

/** `null` for anything that is not, byte for byte, what {@link encodeEntry} made. The indexes are views. */
export function decodeEntry(bytes: Uint8Array, checksum: Checksum): Entry | null {
  if (bytes.length < HEADER_SIZE || MAGIC.some((byte, at) => bytes[at] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(CHECKSUM_AT, true) !== checksum(bytes.subarray(LENGTH_AT))) return null;
  const jsonEnd = HEADER_SIZE + view.getUint32(LENGTH_AT, true);
  if (jsonEnd > bytes.length) return null;
  const head = headOf(new TextDecoder().decode(bytes.subarray(HEADER_SIZE, jsonEnd)));
  if (head === null) return null;
  const { lengths, ...entry } = head;
  const places = placesOf(jsonEnd, lengths);
  if (places.at(-1) !== bytes.length) return null;
  // Not `subarray`, which of a Node Buffer gives another one: the readers of indexes should see one class only.
  const indexes = lengths.map((length, i) => new Uint8Array(bytes.buffer, bytes.byteOffset + (places[i] ?? 0), length));
  return { ...entry, indexes };
}

/** Where each index begins, and, last, where the file ends. */
function placesOf(start: number, lengths: readonly number[]): number[] {
  let at = aligned(start);
  return [...lengths.map((length) => [at, (at = aligned(at + length))][0] ?? 0), at];
}

function aligned(at: number): number {
  return Math.ceil(at / ALIGNMENT) * ALIGNMENT;
}

type Head = Omit<Entry, 'indexes'> & { readonly lengths: readonly number[] };

/** A checksum that fits does not say that a version of this package wrote the same fields. */
function headOf(json: string): Head | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const { writer, key, files, misses, storedAt, expiresAt, lengths } = value;
  if (typeof writer !== 'string' || typeof key !== 'string' || typeof storedAt !== 'number') return null;
  if (expiresAt !== null && typeof expiresAt !== 'number') return null;
  if (!Array.isArray(files) || !files.every(isSeenFile)) return null;
  if (!Array.isArray(misses) || !misses.every(isMiss)) return null;
  if (!Array.isArray(lengths) || !lengths.every(isLength)) return null;
  return { writer, key, files, misses, storedAt, expiresAt, lengths };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

const KINDS: readonly FoundKind[] = ['executable', 'debuginfo', 'any'];
const WAYS: readonly FoundBy[] = ['build-id', 'url', 'file-name', 'elimination'];

function isSeenFile(value: unknown): value is SeenFile {
  if (!isRecord(value)) return false;
  const { kind, name, by, version } = value;
  const isKnown = KINDS.some((each) => each === kind) && WAYS.some((each) => each === by);
  return isKnown && typeof name === 'string' && (version === null || typeof version === 'string');
}

/** Their list is what {@link MissReason} is, so that none is forgotten here. */
const REASONS: Readonly<Record<MissReason, true>> = {
  'not-found': true,
  'nothing-to-ask-by': true,
  'not-allowed': true,
  'redirect-refused': true,
  'too-large': true,
  timeout: true,
  incomplete: true,
  'server-error': true,
  unreachable: true,
  unreadable: true,
  'other-build': true,
  'no-code': true,
};

function isMiss(value: unknown): value is SourceMiss {
  if (!isRecord(value)) return false;
  const { source, reason, detail } = value;
  const isKnown = typeof reason === 'string' && Object.hasOwn(REASONS, reason);
  return isKnown && typeof source === 'string' && (detail === null || typeof detail === 'string');
}
