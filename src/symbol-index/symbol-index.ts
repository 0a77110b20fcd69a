import { SymbolicationError } from '../errors.ts';
import type { Reason } from '../types.ts';
import { readIdentity } from './identity.ts';
import type { IndexIdentity } from './identity.ts';
import { malformed } from './malformed.ts';
import { SectionReader } from './section-reader.ts';

const MAGIC = 0x6d797377; // "wsym", read as little-endian u32
const VERSION = 1;
const HEADER_SIZE = 24;
const DIRECTORY_ENTRY_SIZE = 16;
/** Diagnostics that tell why no debug information was used. */
const SET_ASIDE: readonly (readonly [code: number, reason: Reason])[] = [
  [3, 'stale-dwarf'],
  [4, 'hollow-dwarf'],
  [11, 'limit-reached'],
];

const littleEndianHost = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * An open symbol index: typed views of the file's sections, made once. Ids and offsets in them are the file's own, as
 * native/src/format.rs specifies them; addresses are code-relative. The free functions of this folder answer from it. It
 * keeps the bytes that it was opened on: they must not change.
 */
export class SymbolIndex {
  /** Path or URL of the module that the index stands for, where the opener knew one. */
  readonly name: string | null;
  readonly bytes: Uint8Array;
  readonly identity: IndexIdentity;
  /** Addresses just behind the bodies' size LEBs, ascending. */
  readonly bodyStarts: Uint32Array;
  readonly bodyLengths: Uint32Array;
  /** Three words a body: function, name-section name, offset of its rows. */
  readonly bodies: Uint32Array;
  /** Five words a function: linkage name, display name, declaring file, declaring line, flags. */
  readonly functions: Uint32Array;
  /** Three words a file: compilation directory, directory, name. */
  readonly files: Uint32Array;
  readonly rows: Uint8Array;
  readonly nodeOffsets: Uint32Array;
  readonly nodes: Uint8Array;
  /** Four words a call site: inlined function, then file, line and column of the call. */
  readonly callSites: Uint32Array;
  readonly strings: Uint8Array;
  /** Three words a kind: code, count, place. */
  readonly diagnostics: Uint32Array;
  /** Why the module's debug information as a whole was set aside, where it was. */
  readonly setAside: Reason | null;
  /** Decoded strings by offset and, under negative keys, joined paths by file id. */
  readonly texts = new Map<number, string | null>();
  /** UTF-16 units that the cache of texts still takes. */
  textBudget: number;

  /** For `openIndex`, which has checked the header. */
  constructor(bytes: Uint8Array, name: string | null) {
    const sections = readDirectory(bytes, name);
    const view = (tag: number): Uint8Array => {
      const { offset, byteLength } = sections.get(tag) ?? NO_SECTION;
      return bytes.subarray(offset, offset + byteLength);
    };
    const words = (tag: number, wordsPerRecord: number): Uint32Array => {
      const { offset, byteLength, count } = sections.get(tag) ?? NO_SECTION;
      if (byteLength !== count * wordsPerRecord * 4) malformed(name, offset, `wrong size of section ${tag}`);
      return readWords(bytes, offset, byteLength / 4);
    };
    this.name = name;
    this.bytes = bytes;
    this.bodyStarts = words(2, 1);
    this.bodyLengths = words(3, 1);
    this.bodies = words(4, 3);
    this.functions = words(5, 5);
    this.files = words(6, 3);
    this.rows = view(7);
    this.nodeOffsets = words(8, 1);
    this.nodes = view(9);
    this.callSites = words(10, 4);
    this.strings = view(11);
    this.diagnostics = words(12, 3);
    const bodyCount = this.bodyStarts.length;
    if (this.bodyLengths.length !== bodyCount || this.bodies.length !== bodyCount * 3) {
      malformed(name, HEADER_SIZE, 'different numbers of bodies');
    }
    this.identity = readIdentity(readerOf(this, view(1)), bodyCount, bytes[6] ?? 0);
    const has = (code: number): boolean => this.diagnostics.some((word, at) => at % 3 === 0 && word === code);
    this.setAside = SET_ASIDE.find(([code]) => has(code))?.[1] ?? null;
    // Decoded once each, honest strings need no more than their bytes; joined paths add a few times as much.
    this.textBudget = this.strings.length * 8;
  }
}

export interface OpenIndexOptions {
  /** Path or URL of the module that the index stands for; messages and module matching use it. */
  readonly name?: string | null | undefined;
}

/**
 * Opens a symbol index. Nothing but views is made, so the cost does not grow with the file; only bytes that are not
 * 4-aligned in their buffer have their tables copied.
 *
 * Throws 'not-an-index' for other bytes, 'index-version' for another version of the format, 'malformed-index' with the
 * offset where header, directory or identity do not hold together. Damage elsewhere shows in the answers.
 */
export function openIndex(bytes: Uint8Array, options: OpenIndexOptions = {}): SymbolIndex {
  const name = options.name ?? null;
  // Not `subarray`: on a Node Buffer it would give another Buffer, and the readers should see one class only.
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = dataView(file);
  if (file.length < HEADER_SIZE || header.getUint32(0, true) !== MAGIC) {
    throw new SymbolicationError('not-an-index', `${name ?? 'input'}: not a symbol index`, { file: name, offset: 0 });
  }
  const version = header.getUint16(4, true);
  if (version !== VERSION) {
    throw new SymbolicationError(
      'index-version',
      `${name ?? 'symbol index'}: format version ${version}, only ${VERSION} can be read; build the index anew`,
      { file: name, offset: 4 },
    );
  }
  if (header.getUint32(8, true) !== file.length) malformed(name, 8, `${file.length} bytes instead of the length`);
  return new SymbolIndex(file, name);
}

/** True when the file's checksum fits its contents. Reading needs no such check: it tells a damaged index from an odd one. */
export function verifyChecksum(index: SymbolIndex): boolean {
  const { bytes } = index;
  let hash = 0x811c9dc5;
  for (const word of readWords(bytes, 16, (bytes.length - 16) >>> 2)) hash = Math.imul(hash ^ word, 0x01000193);
  return dataView(bytes).getUint32(12, true) === hash >>> 0;
}

/** A reader of one of the index's sections of bytes. */
export function readerOf(index: SymbolIndex, section: Uint8Array): SectionReader {
  return new SectionReader(section, section.byteOffset - index.bytes.byteOffset, index.name);
}

interface Section {
  readonly offset: number;
  readonly byteLength: number;
  readonly count: number;
}

const NO_SECTION: Section = { offset: 0, byteLength: 0, count: 0 };

/** The sections by tag; one that is absent is empty. */
function readDirectory(bytes: Uint8Array, name: string | null): ReadonlyMap<number, Section> {
  const file = dataView(bytes);
  const end = HEADER_SIZE + file.getUint32(16, true) * DIRECTORY_ENTRY_SIZE;
  if (end > bytes.length) malformed(name, 16, 'directory longer than the file');
  const sections = new Map<number, Section>();
  for (let at = HEADER_SIZE; at < end; at += DIRECTORY_ENTRY_SIZE) {
    const [tag = 0, offset = 0, byteLength = 0, count = 0] = readWords(bytes, at, 4);
    if (offset % 4 !== 0 || offset + byteLength > bytes.length) malformed(name, at, 'section outside the file');
    sections.set(tag, { offset, byteLength, count });
  }
  return sections;
}

/** A view where alignment and byte order allow it, else a copy. */
function readWords(bytes: Uint8Array, offset: number, count: number): Uint32Array {
  const start = bytes.byteOffset + offset;
  if (littleEndianHost && start % 4 === 0) return new Uint32Array(bytes.buffer, start, count);
  const view = dataView(bytes);
  return Uint32Array.from({ length: count }, (_, i) => view.getUint32(offset + i * 4, true));
}

function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The identity of the module that the index was built from. */
export function identity(index: SymbolIndex): IndexIdentity {
  return index.identity;
}
