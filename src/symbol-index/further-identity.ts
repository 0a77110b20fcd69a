import type { NameOrigin } from '../types.ts';
import { readerOf } from './symbol-index.ts';
import type { SymbolIndex } from './symbol-index.ts';

/** What an index keeps of its module's identity beyond what a lookup needs; not in the lookup entry, which is kept small. */
export interface FurtherIdentity {
  /** The length in front of the build id in its section, in hex, empty where there was none; `null` without a build id. */
  readonly buildIdPrefix: string | null;
  /** OpenTelemetry's hash of the deployed file, in hex. */
  readonly fileHash: string | null;
}

/** The name of a function that the module imports. */
export interface ImportedFunction {
  readonly name: string;
  readonly origin: NameOrigin;
}

const IDENTITY_TAG = 1;
const HEADER_SIZE = 24;
const ENTRY_SIZE = 16;
/** Numbers in front of the runs of bytes, and runs that a lookup reads. */
const FIXED_SIZE = 24;
const KNOWN_RUNS = 3;

const ORIGINS: readonly NameOrigin[] = ['dwarf', 'name-section', 'export', 'import', 'symbol-list', 'source-map'];

/** Throws 'malformed-index' where the identity section is damaged. An index without these parts has none of them. */
export function furtherIdentity(index: SymbolIndex): FurtherIdentity {
  const [prefix, fileHash] = furtherRuns(index);
  const hasBuildId = index.identity.buildId !== null;
  return {
    buildIdPrefix: hasBuildId && prefix !== undefined ? hex(prefix) : null,
    fileHash: fileHash === undefined || fileHash.length === 0 ? null : hex(fileHash),
  };
}

/** By index: where in the run of names each imported function's record begins. */
const places = new WeakMap<SymbolIndex, { readonly run: Uint8Array; readonly starts: Uint32Array }>();

/**
 * The name of an imported function by its index; `null` where it has none, or where the index does not keep it. Throws 'malformed-index' as
 * {@link furtherIdentity} does.
 */
export function importedFunction(index: SymbolIndex, functionIndex: number): ImportedFunction | null {
  const known = places.get(index) ?? readPlaces(index);
  places.set(index, known);
  const start = known.starts[functionIndex];
  if (start === undefined) return null;
  const reader = readerOf(index, known.run);
  reader.position = start;
  const origin = ORIGINS[reader.byte() - 1];
  const name = reader.text(reader.varint());
  return name === null || origin === undefined ? null : { name, origin };
}

function readPlaces(index: SymbolIndex): { run: Uint8Array; starts: Uint32Array } {
  const run = furtherRuns(index)[2] ?? new Uint8Array(0);
  const reader = readerOf(index, run);
  const starts: number[] = [];
  while (reader.position < run.length) {
    starts.push(reader.position);
    reader.byte();
    const length = reader.varint();
    reader.position += length;
  }
  return { run, starts: Uint32Array.from(starts) };
}

/** The runs behind those that a lookup reads, as far as the index has them. */
function furtherRuns(index: SymbolIndex): Uint8Array[] {
  const section = identitySection(index);
  const reader = readerOf(index, section);
  reader.position = FIXED_SIZE;
  const runs: Uint8Array[] = [];
  for (let run = 0; reader.position < section.length; run += 1) {
    const length = reader.u32();
    const start = reader.position;
    reader.position += length;
    if (reader.position > section.length) reader.fail();
    if (run >= KNOWN_RUNS) runs.push(section.subarray(start, start + length));
  }
  return runs;
}

function identitySection({ bytes }: SymbolIndex): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = HEADER_SIZE + view.getUint32(16, true) * ENTRY_SIZE;
  let found: Uint8Array = new Uint8Array(0);
  // The last of a tag counts, as for all sections.
  for (let at = HEADER_SIZE; at < end; at += ENTRY_SIZE) {
    if (view.getUint32(at, true) !== IDENTITY_TAG) continue;
    const offset = view.getUint32(at + 4, true);
    found = new Uint8Array(bytes.buffer, bytes.byteOffset + offset, view.getUint32(at + 8, true));
  }
  return found;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
