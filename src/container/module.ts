import { SymbolicationError } from '../errors.ts';
import { cursorOver, malformed, readU32 } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { NOTE_SECTION_MALFORMED, NOTE_SECTION_TRUNCATED, addNote } from './notes.ts';
import type { Note } from './notes.ts';
import { PREAMBLE_SIZE, readPreamble } from './preamble.ts';
import type { RangeReader } from './range-reader.ts';
import { decodeText } from './text.ts';

/** One section of a module. Offsets are module-file offsets in bytes. */
export interface Section {
  /** 0 custom, 1 type, 2 import, 3 function, 4 table, 5 memory, 6 global, 7 export, 8 start, 9 element, 10 code, 11 data, 12 data count, 13 tag. */
  readonly id: number;
  /** Of a custom section; at most the first {@link SECTION_NAME_LIMIT} bytes. `null` for the others. */
  readonly name: string | null;
  /** Where the section's id is. */
  readonly start: number;
  /** Where its contents begin: behind the size, in a custom section behind the name. */
  readonly contents: number;
  /** Bytes of contents that the file has. */
  readonly size: number;
  /** Bytes of contents that its header announces: more than `size` where the file is cut off. */
  readonly announced: number;
}

/** Where a file ends too early. */
export interface Cut {
  /** Where the section begins that the file's end cuts. */
  readonly start: number;
  /** `null`: the end is within the section's header, or in front of it. */
  readonly section: Section | null;
}

/** Where everything in a module is. */
export interface ModuleLayout {
  readonly reader: RangeReader;
  /** In file order. */
  readonly sections: readonly Section[];
  /** The code section; `null` in a module without one. */
  readonly code: Section | null;
  /** `null`: every section is whole. Of sections that are missing altogether only some can be seen. */
  readonly cut: Cut | null;
  /** What is damaged but harms no code offset. */
  readonly notes: readonly Note[];
}

export const CUSTOM_SECTION = 0;
export const IMPORT_SECTION = 2;
export const EXPORT_SECTION = 7;
export const CODE_SECTION = 10;
const DATA_SECTION = 11;
const DATA_COUNT_SECTION = 12;

/** A section name's bytes that are kept. Longer ones occur in hostile files only. */
export const SECTION_NAME_LIMIT = 1024;

/** The most sections in a module; real ones have some dozens. Two bytes make a section, so that a file of zeros would fill the memory. */
export const SECTION_LIMIT = 100_000;

/** Id, size and a custom section's name length: 1 + 5 + 5. */
const HEADER_LIMIT = 11;

/**
 * Reads the section table: the preamble and the headers, no contents. A section that the end of the file cuts is kept as far as it goes, and noted: half of a
 * module still answers for that half. In front of the code there is nothing yet to answer for, so that it is an error there.
 * @throws SymbolicationError `not-a-module`, `component`, `malformed-module`, `unreadable-input`
 */
export async function readModule(reader: RangeReader): Promise<ModuleLayout> {
  if ((await readPreamble(reader)) === 'component') {
    const message = `${reader.name ?? 'The input'} is a WebAssembly component where a core module is expected.`;
    throw new SymbolicationError('component', message, { file: reader.name, offset: 4 });
  }
  const sections: Section[] = [];
  const notes: Note[] = [];
  let cut: Cut | null = null;
  for (let offset = PREAMBLE_SIZE; offset < reader.size;) {
    if (sections.length === SECTION_LIMIT)
      throw malformed(reader.name, offset, `it has more than ${SECTION_LIMIT} sections`);
    const section = await readSection(reader, offset, notes);
    if (section === null || isCut(section)) {
      cut = { start: offset, section };
      addNote(notes, NOTE_SECTION_TRUNCATED, offset);
    }
    if (section === null) break;
    sections.push(section);
    offset = section.contents + section.size;
  }
  const code = onlySection(sections, CODE_SECTION, reader.name);
  if (cut !== null && code === null) await refuseWithoutCode(reader, cut);
  if (cut === null && code !== null && (await lacksData(reader, sections))) {
    cut = { start: reader.size, section: null };
    addNote(notes, NOTE_SECTION_TRUNCATED, reader.size);
  }
  if (code !== null && code.contents >= 2 ** 32)
    throw malformed(reader.name, code.start, 'the code section begins behind 4 GiB');
  return { reader, sections, code, cut, notes };
}

/**
 * True of a file that ends exactly between code and data, which an earlier section counts: no module is valid that has none of what it counts. Functions without code prove nothing:
 * from a file of debug information the code may be gone by intent.
 */
async function lacksData(reader: RangeReader, sections: readonly Section[]): Promise<boolean> {
  const counted = sections.find(({ id }) => id === DATA_COUNT_SECTION);
  if (counted === undefined || counted.size === 0 || sections.some(({ id }) => id === DATA_SECTION)) return false;
  return sections.at(-1)?.id !== CUSTOM_SECTION && (await reader.read(counted.contents, 1))[0] !== 0;
}

/** True where the end of the file cuts the section. */
export function isCut({ size, announced }: Section): boolean {
  return size < announced;
}

/** A custom section may be cut in a file without code: it is one of debug information. */
async function refuseWithoutCode(reader: RangeReader, { start, section }: Cut): Promise<void> {
  const [id] = await reader.read(start, 1);
  if (id === CUSTOM_SECTION) return;
  throw malformed(
    reader.name,
    start,
    section === null
      ? `the file ends within the header of section ${id ?? 0}`
      : `section ${section.id} announces ${section.announced} bytes, ${section.size} are left in the file`,
  );
}

/** The section with this id. @throws SymbolicationError `malformed-module` where there are two, as engines do. */
export function onlySection(sections: readonly Section[], id: number, file: string | null): Section | null {
  const [first, second] = sections.filter((section) => section.id === id);
  if (second !== undefined) throw malformed(file, second.start, `a second section with id ${id}`);
  return first ?? null;
}

/** Custom sections with this name, in file order. */
export function customSections({ sections }: Pick<ModuleLayout, 'sections'>, name: string): readonly Section[] {
  return sections.filter((section) => section.name === name);
}

/** Reads a section's header, of a module or a component. `null` where the end of the file leaves too little of it. */
export async function readSection(reader: RangeReader, start: number, notes: Note[]): Promise<Section | null> {
  const header = cursorOver(await reader.read(start, Math.min(HEADER_LIMIT, reader.size - start)), start, reader.name);
  const id = header.bytes[0];
  if (id === undefined) return null;
  header.at = 1;
  const announced = readLength(header);
  if (announced === null) return null;
  const begin = start + header.at;
  const left = reader.size - begin;
  if (id === CUSTOM_SECTION) return readCustomSection(reader, header, { start, begin, announced, left }, notes);
  return { id, name: null, start, contents: begin, size: Math.min(announced, left), announced };
}

async function readCustomSection(
  reader: RangeReader,
  header: Cursor,
  { start, begin, announced, left }: { start: number; begin: number; announced: number; left: number },
  notes: Note[],
): Promise<Section | null> {
  const nameLength = readLength(header);
  if (nameLength === null) return null;
  const nameStart = start + header.at;
  const contents = nameStart + nameLength;
  const end = begin + Math.min(announced, left);
  if (contents > end) {
    if (announced > left) return null;
    // The name runs out of its section, which itself is framed soundly: what follows can still be read.
    addNote(notes, NOTE_SECTION_MALFORMED, start);
    return { id: CUSTOM_SECTION, name: '', start, contents: end, size: 0, announced: 0 };
  }
  const nameBytes = await reader.read(nameStart, Math.min(nameLength, SECTION_NAME_LIMIT));
  const name = decodeText(nameBytes);
  return { id: CUSTOM_SECTION, name, start, contents, size: end - contents, announced: begin + announced - contents };
}

/** `null` where the file ends within the number; one over 32 bits is an error. */
function readLength(header: Cursor): number | null {
  const endsWithin =
    header.bytes.length < HEADER_LIMIT && header.bytes.subarray(header.at).every((byte) => byte >= 0x80);
  return endsWithin ? null : readU32(header);
}
