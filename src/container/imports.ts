import { SymbolicationError } from '../errors.ts';
import { cursorOver, malformed, readByte, readU32, skipBytes, skipLeb } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import type { FunctionNames } from './function-names.ts';
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

/** The functions that a module imports. */
export interface ImportedFunctions {
  /** The function index of the module's first body. */
  readonly count: number;
  /** By function index: `module.field`, as the import section writes both. */
  readonly names: FunctionNames;
}

/**
 * Reads which functions a module imports.
 * @throws SymbolicationError `malformed-module`, also for a kind of import that is not known: behind it nothing can be counted, and every function
 * index would be wrong
 */
export async function readImportedFunctions(layout: ModuleLayout): Promise<ImportedFunctions> {
  const section = onlySection(layout.sections, IMPORT_SECTION, layout.reader.name);
  const list = new ImportList(section?.size ?? 0);
  if (section === null) return list.take();
  const cursor = cursorOver(await readWhole(layout.reader, section), section.contents, layout.reader.name);
  for (let groups = readU32(cursor); groups > 0; groups -= 1) {
    readGroup(cursor, list);
    if (list.count > IMPORT_LIMIT)
      throw malformed(cursor.file, section.contents, `it imports more than ${IMPORT_LIMIT} functions`);
  }
  return list.take();
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
  const ignored = new ImportList(0);
  try {
    for (let groups = readU32(cursor); groups > 0 && modules.size < MODULES_LIMIT; groups -= 1) {
      const module = readGroup(cursor, ignored);
      if (module.length <= SECTION_NAME_LIMIT) modules.add(decodeText(module));
    }
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
  }
  return [...modules];
}

/** One import, or several in a compact form. Returns the name of the module that they are from. */
function readGroup(cursor: Cursor, list: ImportList): Uint8Array {
  const module = readName(cursor);
  const field = readName(cursor);
  const kind = readByte(cursor);
  if (field.length === 0 && kind === COMPACT_MODULE) {
    for (let items = readU32(cursor); items > 0; items -= 1) {
      const item = readName(cursor);
      if (readType(cursor, readByte(cursor))) list.add(module, item);
    }
  } else if (field.length === 0 && kind === COMPACT_MODULE_AND_TYPE) {
    const isFunction = readType(cursor, readByte(cursor));
    for (let items = readU32(cursor); items > 0; items -= 1) {
      const item = readName(cursor);
      if (isFunction) list.add(module, item);
    }
  } else if (readType(cursor, kind)) {
    list.add(module, field);
  }
  return module;
}

const DOT = 0x2e;

/** Imported functions in the order of their indices. Their names are joined from two, so that they have bytes of their own. */
class ImportList {
  count = 0;
  readonly #offsets: number[] = [];
  readonly #lengths: number[] = [];
  readonly #limit: number;
  #bytes = new Uint8Array(1024);
  #size = 0;

  /** @param sectionSize an import written out has both names in it; in the compact form many share one, which a hostile file makes long */
  constructor(sectionSize: number) {
    this.#limit = 2 * sectionSize;
  }

  add(module: Uint8Array, field: Uint8Array): void {
    this.count += 1;
    if (this.count > IMPORT_LIMIT) return;
    const length = module.length + 1 + field.length;
    const fits = this.#size + length <= this.#limit;
    this.#offsets.push(this.#size);
    this.#lengths.push(fits ? length : 0);
    if (!fits) return;
    if (this.#size + length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#size + length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(module, this.#size);
    this.#bytes[this.#size + module.length] = DOT;
    this.#bytes.set(field, this.#size + module.length + 1);
    this.#size += length;
  }

  take(): ImportedFunctions {
    const { count } = this;
    const lengths = Uint32Array.from(this.#lengths);
    const named = lengths.reduce((sum, length) => sum + (length > 0 ? 1 : 0), 0);
    const bytes = this.#bytes.slice(0, this.#size);
    return { count, names: { bytes, offsets: Uint32Array.from(this.#offsets), lengths, count: named } };
  }
}

/** Passes over the type of an import of this kind. Returns whether it is a function. */
function readType(cursor: Cursor, kind: number): boolean {
  switch (kind) {
    case KIND.function:
    case KIND.exactFunction:
      skipLeb(cursor);
      return true;
    case KIND.table:
      skipValueType(cursor);
      skipLimits(cursor);
      return false;
    case KIND.memory:
      skipLimits(cursor);
      return false;
    case KIND.global:
      skipValueType(cursor);
      readByte(cursor);
      return false;
    case KIND.tag:
      readByte(cursor);
      skipLeb(cursor);
      return false;
    default:
      throw malformed(cursor.file, cursor.base + cursor.at - 1, `an import of unknown kind 0x${kind.toString(16)}`);
  }
}

function readName(cursor: Cursor): Uint8Array {
  const length = readU32(cursor);
  const start = cursor.at;
  skipBytes(cursor, length);
  return cursor.bytes.subarray(start, cursor.at);
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
