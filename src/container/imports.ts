import { SymbolicationError } from '../errors.ts';
import { cursorOver, malformed, readByte, readU32, skipBytes, skipLeb } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { IMPORT_SECTION, onlySection, SECTION_NAME_LIMIT } from './module.ts';
import type { ModuleLayout } from './module.ts';
import { readWhole } from './section-contents.ts';
import { decodeText } from './text.ts';

/** What the WebAssembly JavaScript interface lets engines accept. */
export const IMPORT_LIMIT = 1_000_000;

/** Import kinds, and in the place of a kind the two compact forms of the compact import section proposal. */
const KIND = { function: 0x00, table: 0x01, memory: 0x02, global: 0x03, tag: 0x04, exactFunction: 0x20 } as const;
const COMPACT_MODULE = 0x7f;
const COMPACT_MODULE_AND_TYPE = 0x7e;

/** `(ref ht)`, `(ref null ht)`; within them `exact` (custom descriptors) and `shared` (shared everything) stand before the heap type itself. */
const REFERENCE = 0x64;
const NULLABLE_REFERENCE = 0x63;
const EXACT = 0x62;
const SHARED = 0x65;

const LIMITS = { hasMaximum: 0x01, hasPageSize: 0x08 } as const;

/**
 * How many functions a module imports: the function index of its first body.
 * @throws SymbolicationError `malformed-module`, also for a kind of import that is not known: behind it nothing can be counted, and every function
 * index would be wrong
 */
export async function countImportedFunctions(layout: ModuleLayout): Promise<number> {
  const section = onlySection(layout.sections, IMPORT_SECTION, layout.reader.name);
  if (section === null) return 0;
  const cursor = cursorOver(await readWhole(layout.reader, section), section.contents, layout.reader.name);
  let functions = 0;
  for (let groups = readU32(cursor); groups > 0; groups -= 1) {
    functions += readGroup(cursor);
    if (functions > IMPORT_LIMIT)
      throw malformed(cursor.file, section.contents, `it imports more than ${IMPORT_LIMIT} functions`);
  }
  return functions;
}

/** Modules of imports that are kept; real ones import from a handful. */
const MODULES_LIMIT = 64;

/**
 * The modules that imports are from, each once, in their order. They tell which tool made a module whose `producers` section was stripped. At most the
 * first 64, and of a damaged section what stands in front of the damage.
 */
export async function readImportModules(layout: ModuleLayout): Promise<readonly string[]> {
  const section = onlySection(layout.sections, IMPORT_SECTION, layout.reader.name);
  const modules = new Set<string>();
  if (section === null) return [];
  const cursor = cursorOver(await readWhole(layout.reader, section), section.contents, layout.reader.name);
  try {
    for (let groups = readU32(cursor); groups > 0 && modules.size < MODULES_LIMIT; groups -= 1) {
      const { at } = cursor;
      const length = readU32(cursor);
      if (length <= SECTION_NAME_LIMIT) modules.add(decodeText(cursor.bytes.subarray(cursor.at, cursor.at + length)));
      cursor.at = at;
      readGroup(cursor);
    }
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
  }
  return [...modules];
}

/** One import, or several in a compact form. Returns how many functions are among them. */
function readGroup(cursor: Cursor): number {
  skipName(cursor);
  const fieldLength = readU32(cursor);
  skipBytes(cursor, fieldLength);
  const kind = readByte(cursor);
  if (fieldLength === 0 && kind === COMPACT_MODULE) {
    let functions = 0;
    for (let items = readU32(cursor); items > 0; items -= 1) {
      skipName(cursor);
      functions += readType(cursor, readByte(cursor));
    }
    return functions;
  }
  if (fieldLength === 0 && kind === COMPACT_MODULE_AND_TYPE) {
    const functionsEach = readType(cursor, readByte(cursor));
    const items = readU32(cursor);
    for (let item = 0; item < items; item += 1) skipName(cursor);
    return functionsEach * items;
  }
  return readType(cursor, kind);
}

/** Passes over the type of an import of this kind. Returns 1 for a function, else 0. */
function readType(cursor: Cursor, kind: number): 0 | 1 {
  switch (kind) {
    case KIND.function:
    case KIND.exactFunction:
      skipLeb(cursor);
      return 1;
    case KIND.table:
      skipValueType(cursor);
      skipLimits(cursor);
      return 0;
    case KIND.memory:
      skipLimits(cursor);
      return 0;
    case KIND.global:
      skipValueType(cursor);
      readByte(cursor);
      return 0;
    case KIND.tag:
      readByte(cursor);
      skipLeb(cursor);
      return 0;
    default:
      throw malformed(cursor.file, cursor.base + cursor.at - 1, `an import of unknown kind 0x${kind.toString(16)}`);
  }
}

function skipName(cursor: Cursor): void {
  skipBytes(cursor, readU32(cursor));
}

function skipValueType(cursor: Cursor): void {
  const type = readByte(cursor);
  if (type === REFERENCE || type === NULLABLE_REFERENCE) skipHeapType(cursor);
  else if (type === SHARED) skipLeb(cursor);
}

function skipHeapType(cursor: Cursor): void {
  const next = cursor.bytes[cursor.at];
  if (next === SHARED || next === EXACT) cursor.at += 1;
  skipLeb(cursor);
}

/** Flags, minimum, maximum, page size. Shared and 64-bit limits differ in the flags alone. */
function skipLimits(cursor: Cursor): void {
  const flags = readU32(cursor);
  skipLeb(cursor);
  if ((flags & LIMITS.hasMaximum) !== 0) skipLeb(cursor);
  if ((flags & LIMITS.hasPageSize) !== 0) skipLeb(cursor);
}
