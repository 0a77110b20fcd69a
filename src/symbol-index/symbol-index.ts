import { SymbolicationError } from '../errors.ts';
import type { Reason } from '../types.ts';
import { readIdentity } from './identity.ts';
import type { IndexIdentity } from './identity.ts';
import { DAMAGED, malformed } from './malformed.ts';
import type { KeptRows } from './kept-rows.ts';
import { SectionReader } from './section-reader.ts';

const MAGIC = 0x6d797377; // "wsym", read as little-endian u32
const VERSION = 1;
const HEADER_SIZE = 24;
const DIRECTORY_ENTRY_SIZE = 16;
/** Diagnostics that tell why no debug information was used, and the reasons that they are; the first that is met counts. */
const SET_ASIDE: readonly (readonly [code: number, reason: Reason])[] = [
  [101, 'truncated-module'],
  [105, 'truncated-module'],
  [3, 'stale-dwarf'],
  [4, 'hollow-dwarf'],
  [11, 'limit-reached'],
  [110, 'companion-missing'],
  [111, 'other-code'],
  [200, 'stale-source-map'],
];

const littleEndianHost = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** One number for each record of a table, in the width that the file has it. Where the file has none, all are 0: `?? 0`. */
export type Column = Uint8Array | Uint16Array | Uint32Array;

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
  /** By position in the code section: address just behind the size LEB (ascending), length, function, name-section name, rows. */
  readonly bodies: readonly [starts: Column, lengths: Column, functions: Column, names: Column, rows: Column];
  /** By function id: linkage name, display name, declaring file, declaring line, flags. */
  readonly functions: readonly Column[];
  readonly functionCount: number;
  /** By file id: compilation directory, directory, name. */
  readonly files: readonly Column[];
  readonly fileCount: number;
  /** By call site: inlined function, then file, line and column of the call. */
  readonly callSites: readonly [functions: Column, files: Column, lines: Column, columns: Column];
  readonly callSiteCount: number;
  readonly rows: Uint8Array;
  readonly nodeOffsets: Column;
  readonly nodes: Uint8Array;
  readonly nodeCount: number;
  readonly strings: Uint8Array;
  /** Three words a kind: code, count, place. */
  readonly diagnostics: Uint32Array;
  /** Why the module's debug information as a whole was set aside, where it was. */
  readonly setAside: Reason | null;
  /** Decoded strings by offset and, under negative keys, joined paths by file id. */
  readonly texts = new Map<number, string | null>();
  /** What is kept of bodies that are asked often, by whoever keeps it; this folder keeps nothing. */
  kept: KeptRows | null = null;
  /** Bytes of strings that may still be decoded. */
  textBudget: number;

  /** For `openIndex`, which has checked the header. */
  constructor(bytes: Uint8Array, name: string | null) {
    const sections = readDirectory(bytes, name);
    const view = (tag: number): Uint8Array => {
      const [offset, byteLength] = sections.get(tag) ?? NO_SECTION;
      return bytes.subarray(offset, offset + byteLength);
    };
    const count = (tag: number): number => sections.get(tag)?.[2] ?? 0;
    const column = (tag: number, like = tag): Column => {
      const [offset, byteLength, records] = sections.get(tag) ?? NO_SECTION;
      const width = byteLength / (records || 1);
      if (![0, 1, 2, 4].includes(width) || records !== count(like)) malformed(name, offset, DAMAGED);
      return readColumn(bytes, offset, width ? records : 0, width);
    };
    this.name = name;
    this.bytes = bytes;
    this.bodies = [column(2), column(3, 2), column(4, 2), column(5, 2), column(6, 2)];
    this.functions = [7, 8, 9, 10, 11].map((tag) => column(tag, 7));
    this.functionCount = count(7);
    this.files = [12, 13, 14].map((tag) => column(tag, 12));
    this.fileCount = count(12);
    this.callSites = [column(15), column(16, 15), column(17, 15), column(18, 15)];
    this.callSiteCount = count(15);
    this.rows = view(19);
    this.nodeOffsets = column(20);
    this.nodes = view(21);
    this.nodeCount = count(21);
    this.strings = view(22);
    const [offset, byteLength] = sections.get(23) ?? NO_SECTION;
    this.diagnostics = readWords(bytes, offset, byteLength >>> 2);
    this.identity = readIdentity(readerOf(this, view(1)), this.bodies[0].length, bytes[6] ?? 0);
    const codes = this.diagnostics.filter((_, at) => at % 3 === 0);
    this.setAside = SET_ASIDE.find(([code]) => codes.includes(code))?.[1] ?? null;
    // Twice what honest ones need, so that one that is damaged costs no other.
    this.textBudget = this.strings.length * 2;
  }
}

export interface OpenIndexOptions {
  /** Path or URL of the module that the index stands for; messages and module matching use it. */
  readonly name?: string | null | undefined;
}

/**
 * Opens a symbol index. Nothing but views is made, so the cost does not grow with the file; only bytes that are not
 * 4-aligned in their buffer are copied.
 *
 * Throws 'not-an-index' for other bytes, 'index-version' for another version of the format, 'malformed-index' with the
 * offset where header, directory or identity do not hold together. Damage elsewhere shows in the answers.
 */
export function openIndex(bytes: Uint8Array, options?: OpenIndexOptions): SymbolIndex {
  const name = options?.name ?? null;
  // Not `subarray`: on a Node Buffer it would give another Buffer, and the readers should see one class only.
  const given = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const file = bytes.byteOffset % 4 === 0 ? given : given.slice();
  const header = dataView(file);
  if (file.length < HEADER_SIZE || header.getUint32(0, true) !== MAGIC) {
    throw new SymbolicationError('not-an-index', `${name ?? 'input'}: not a symbol index`, { file: name, offset: 0 });
  }
  const version = header.getUint16(4, true);
  if (version !== VERSION) {
    throw new SymbolicationError(
      'index-version',
      `${name ?? 'symbol index'}: format version ${version}, not ${VERSION}; build it anew`,
      { file: name, offset: 4 },
    );
  }
  if (header.getUint32(8, true) !== file.length) malformed(name, 8, DAMAGED);
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

type Section = readonly [offset: number, byteLength: number, count: number];

const NO_SECTION: Section = [0, 0, 0];

/** The sections by tag; one that is absent is empty. */
function readDirectory(bytes: Uint8Array, name: string | null): ReadonlyMap<number, Section> {
  const file = dataView(bytes);
  const end = HEADER_SIZE + file.getUint32(16, true) * DIRECTORY_ENTRY_SIZE;
  if (end > bytes.length) malformed(name, 16, DAMAGED);
  const sections = new Map<number, Section>();
  for (let at = HEADER_SIZE; at < end; at += DIRECTORY_ENTRY_SIZE) {
    const [tag = 0, offset = 0, byteLength = 0, count = 0] = readWords(bytes, at, 4);
    if (offset % 4 !== 0 || offset + byteLength > bytes.length) malformed(name, at, DAMAGED);
    sections.set(tag, [offset, byteLength, count]);
  }
  return sections;
}

function readWords(bytes: Uint8Array, offset: number, count: number): Uint32Array {
  return readNumbers(Uint32Array, bytes, offset, count);
}

function readColumn(bytes: Uint8Array, offset: number, count: number, width: number): Column {
  if (width === 4) return readNumbers(Uint32Array, bytes, offset, count);
  return width === 2 ? readNumbers(Uint16Array, bytes, offset, count) : bytes.subarray(offset, offset + count);
}

/** A view; where the host's byte order is not the file's, a view of a turned copy. */
function readNumbers<T extends { reverse(): T }>(
  numbers: { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBufferLike, offset: number, count: number): T },
  bytes: Uint8Array,
  offset: number,
  count: number,
): T {
  if (littleEndianHost) return new numbers(bytes.buffer, bytes.byteOffset + offset, count);
  // All bytes in the other order, and then the numbers again.
  const turned = bytes.slice(offset, offset + count * numbers.BYTES_PER_ELEMENT).reverse();
  return new numbers(turned.buffer, 0, count).reverse();
}

/** A view that knows where in their buffer the bytes lie. */
export function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The identity of the module that the index was built from. */
export function identity(index: SymbolIndex): IndexIdentity {
  return index.identity;
}
