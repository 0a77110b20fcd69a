import { SymbolicationError } from '../errors.ts';
import { cursorOver, isAtEnd, readByte, readU32, skipBytes } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { FunctionNamesBuilder } from './function-names.ts';
import type { FunctionNames } from './function-names.ts';
import { customSections } from './module.ts';
import type { ModuleLayout } from './module.ts';
import { NOTE_NAMES_MALFORMED, NOTE_NAME_OUT_OF_RANGE, addNote } from './notes.ts';
import type { Note } from './notes.ts';
import type { RangeReader } from './range-reader.ts';
import { CONTENTS_LIMIT } from './section-contents.ts';
import { decodeText } from './text.ts';

export interface NameSection {
  /** `null` where the section does not give one. */
  readonly moduleName: string | null;
  readonly functions: FunctionNames;
  readonly notes: readonly Note[];
}

const MODULE_NAME = 0;
const FUNCTION_NAMES = 1;

/** Bytes of the module name's subsection that are read. */
const MODULE_NAME_LIMIT = 64 * 1024;

/** A dozen kinds are known, each of which should occur once; two bytes make one. */
const SUBSECTION_LIMIT = 1000;

/** One part of the name section, by module offset. */
interface Subsection {
  readonly id: number;
  readonly contents: number;
  /** As far as it goes within the section. */
  readonly size: number;
  /** It announces more bytes than the section has. */
  readonly isCut: boolean;
}

/**
 * Reads the module's and its functions' names; local names and the like are not even read. A damaged subsection keeps the names in
 * front of the damage and costs no other one. Rules where tools differ are V8's, as its stacks are to be answered with its names: the first `name`
 * section counts, of two names for one function the first, several function name maps are one, indices need not ascend. (SpiderMonkey drops
 * the whole map then.) Other than in V8, invalid UTF-8 does not cost the name. Bytes that are left over behind what a subsection announces are noted: it says less than it holds.
 * @param functionCount imported and defined functions of the module
 */
export async function readNames(layout: ModuleLayout, functionCount: number): Promise<NameSection> {
  const { reader } = layout;
  const notes: Note[] = [];
  const subsections = await readSubsections(layout, notes);
  const moduleName = await readModuleName(reader, subsections, notes);
  const functions = await readFunctionNames(reader, subsections, functionCount, notes);
  return { moduleName, functions, notes };
}

async function readSubsections({ reader, sections }: ModuleLayout, notes: Note[]): Promise<Subsection[]> {
  const [section] = customSections({ sections }, 'name');
  const subsections: Subsection[] = [];
  if (section === undefined) return subsections;
  const end = section.contents + section.size;
  for (let start = section.contents, read = 0; start < end; read += 1) {
    if (read === SUBSECTION_LIMIT) {
      addNote(notes, NOTE_NAMES_MALFORMED, start);
      break;
    }
    const header = cursorOver(await reader.read(start, Math.min(6, end - start)), start, reader.name);
    const announced = tolerate(notes, start, () => ({ id: readByte(header), size: readU32(header) }));
    if (announced === null) break;
    const contents = start + header.at;
    const size = Math.min(announced.size, end - contents);
    const isCut = announced.size > size;
    // Of kinds that are read, where they stop is noted then.
    if (isCut && announced.id !== FUNCTION_NAMES && announced.id !== MODULE_NAME)
      addNote(notes, NOTE_NAMES_MALFORMED, start);
    subsections.push({ id: announced.id, contents, size, isCut });
    start = contents + size;
  }
  return subsections;
}

async function readModuleName(
  reader: RangeReader,
  subsections: readonly Subsection[],
  notes: Note[],
): Promise<string | null> {
  const subsection = subsections.find(({ id }) => id === MODULE_NAME);
  if (subsection === undefined) return null;
  const { contents, size, isCut } = subsection;
  const cursor = cursorOver(await reader.read(contents, Math.min(size, MODULE_NAME_LIMIT)), contents, reader.name);
  return tolerate(notes, contents, () => {
    const length = readU32(cursor);
    const start = cursor.at;
    skipBytes(cursor, length);
    if (isCut || cursor.at < size) addNote(notes, NOTE_NAMES_MALFORMED, contents + cursor.at);
    return length === 0 ? null : decodeText(cursor.bytes.subarray(start, start + length));
  });
}

async function readFunctionNames(
  reader: RangeReader,
  subsections: readonly Subsection[],
  functionCount: number,
  notes: Note[],
): Promise<FunctionNames> {
  const names = new FunctionNamesBuilder(functionCount);
  const maps: Uint8Array[] = [];
  let base = 0;
  for (const { id, contents, size, isCut } of subsections) {
    if (id !== FUNCTION_NAMES) continue;
    if (base + size > CONTENTS_LIMIT) {
      addNote(notes, NOTE_NAMES_MALFORMED, contents);
      break;
    }
    const cursor = cursorOver(await reader.read(contents, size), contents, reader.name);
    tolerate(notes, contents, () => {
      readNameMap(cursor, base, { functionCount, names, notes });
      if (isCut || !isAtEnd(cursor)) addNote(notes, NOTE_NAMES_MALFORMED, contents + cursor.at);
    });
    maps.push(cursor.bytes);
    base += size;
  }
  return names.over(concatenated(maps));
}

/** @param base where this map's bytes come to lie among those of all maps */
function readNameMap(
  cursor: Cursor,
  base: number,
  { functionCount, names, notes }: { functionCount: number; names: FunctionNamesBuilder; notes: Note[] },
): void {
  const { bytes } = cursor;
  for (let left = readU32(cursor); left > 0; left -= 1) {
    let { at } = cursor;
    const place = cursor.base + at;
    let functionIndex = bytes[at] ?? 0x80;
    // Numbers of one and two bytes without a call: a fresh process, whose code V8 has not optimised yet, reads ten thousands.
    const second = bytes[at + 1] ?? 0x80;
    if (functionIndex < 0x80) {
      at += 1;
    } else if (second < 0x80) {
      functionIndex = (functionIndex & 0x7f) | (second << 7);
      at += 2;
    } else {
      functionIndex = readU32(cursor);
      at = cursor.at;
    }
    let length = bytes[at] ?? 0x80;
    if (length < 0x80) {
      at += 1;
    } else {
      cursor.at = at;
      length = readU32(cursor);
      at = cursor.at;
    }
    cursor.at = at;
    if (length <= bytes.length - at) cursor.at = at + length;
    else skipBytes(cursor, length);
    if (functionIndex < functionCount) names.add(functionIndex, base + at, length);
    else addNote(notes, NOTE_NAME_OUT_OF_RANGE, place);
  }
}

/** What `read` returns; where it meets damage, `null` and a note. */
function tolerate<T>(notes: Note[], place: number, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
    addNote(notes, NOTE_NAMES_MALFORMED, error.offset ?? place);
    return null;
  }
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = parts;
  if (first === undefined) return new Uint8Array(0);
  if (others.length === 0) return first;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
