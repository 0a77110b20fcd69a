import { debugSections } from '../container/debug-sections.ts';
import type { ModuleLayout, Section } from '../container/module.ts';
import type { RangeReader } from '../container/range-reader.ts';
import { readAhead } from '../container/read-ahead.ts';
import { decodeText } from '../container/text.ts';
import { readFileTables, type FileTables, type TextPlace } from './file-tables.ts';

/** Bytes of a text; larger ones are none that a program is written in. */
const TEXT_LIMIT = 2 ** 24;
/** Bytes of a path, as the core has it. */
const PATH_LIMIT = 100_000;
/** Bytes that are read of paths, and UTF-16 units that are made of them: hostile files could all have one long name in another directory. */
const PATHS_LIMIT = 2 ** 25;
/** Of a header; those of large units have some hundred kilobytes. */
const HEADER_LIMIT = 2 ** 24;
const CHUNK = 4096;

/** Where the texts of sources are that DWARF 5 embeds (`DW_LNCT_LLVM_source`). */
export interface DwarfSources {
  /** Whole paths, as the index has them. */
  readonly paths: readonly string[];
  /** The text of the source with this path; `null` where there is none, or its end is missing. */
  readonly text: (path: string) => Promise<string | null>;
}

export const NO_SOURCES: DwarfSources = { paths: [], text: () => Promise.resolve(null) };

/**
 * Finds the texts that line programs' headers embed; no text is read before it is asked for. Of two with one path the first counts. What is damaged is left out.
 * @throws SymbolicationError `unreadable-input`; the signal's reason when it aborts
 */
export async function readDwarfSources(layout: ModuleLayout, signal?: AbortSignal): Promise<DwarfSources> {
  const sections = debugSections(layout);
  const line = sections.get('.debug_line');
  const places = new Map<string, TextPlace>();
  if (line === undefined) return NO_SOURCES;
  const texts = new Texts(layout.reader, {
    header: line,
    '.debug_line_str': sections.get('.debug_line_str'),
    '.debug_str': sections.get('.debug_str'),
  });
  const paths = new Paths(texts);
  for await (const tables of headersOf(layout.reader, line, signal)) {
    for (const { name, directory, source } of tables.files) {
      const path = await paths.join(tables.directories, directory, name);
      if (path !== null && !places.has(path) && (await texts.isAny(source))) places.set(path, source);
    }
    if (paths.isSpent) break;
  }
  return {
    paths: [...places.keys()],
    text: async (path) => {
      const place = places.get(path);
      return place === undefined ? null : await texts.read(place, TEXT_LIMIT);
    },
  };
}

/** Paths with what reads their texts. */
export function dwarfTexts({ paths, text }: DwarfSources): [path: string, read: () => Promise<string | null>][] {
  return paths.map((path) => [path, () => text(path)]);
}

/** The tables of those headers, in the order of the section, in which texts are. */
async function* headersOf(
  reader: RangeReader,
  { contents, size }: Section,
  signal: AbortSignal | undefined,
): AsyncGenerator<FileTables> {
  const source = readAhead(reader);
  const read = async (at: number, length: number): Promise<DataView> => {
    const bytes = await source.read(contents + at, Math.max(0, Math.min(length, size - at)));
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
  for (let at = 0; at + 24 <= size;) {
    signal?.throwIfAborted();
    const start = await read(at, 24);
    const isLong = start.getUint32(0, true) === 0xffff_ffff;
    const [offsetSize, behindLength] = isLong ? ([8, 12] as const) : ([4, 4] as const);
    const length = isLong ? Number(start.getBigUint64(4, true)) : start.getUint32(0, true);
    const end = at + behindLength + length;
    // As in the core: what a length that is not believable leads to is no program.
    if (end > size) return;
    const version = length >= 2 ? start.getUint16(behindLength, true) : 0;
    // Behind the version two bytes about addresses.
    const headerLengthAt = behindLength + 4;
    const fixed = headerLengthAt + offsetSize;
    if (version === 5 && length >= fixed) {
      const headerLength = isLong
        ? Number(start.getBigUint64(headerLengthAt, true))
        : start.getUint32(headerLengthAt, true);
      const headerEnd = at + fixed + headerLength;
      if (headerEnd <= end && headerLength <= HEADER_LIMIT) {
        const header = await read(at, fixed + headerLength);
        // Five bytes of the machine, the number of opcodes, and the lengths of all but one.
        const opcodes = headerLength > 5 ? header.getUint8(fixed + 5) : 0;
        const tables = opcodes === 0 ? null : readFileTables(header, fixed + 5 + opcodes, offsetSize);
        if (tables !== null) yield withOffset(tables, at);
      }
    }
    at = end;
  }
}

/** With places in the section instead of the header. */
function withOffset({ directories, files }: FileTables, at: number): FileTables {
  const placed = (place: TextPlace): TextPlace =>
    place.section === 'header' ? { section: 'header', offset: at + place.offset } : place;
  return {
    directories: directories.map(placed),
    files: files.map((file) => ({ ...file, name: placed(file.name), source: placed(file.source) })),
  };
}

/** Whole paths of files, joined as the index's reader joins them. */
class Paths {
  readonly #texts: Texts;
  readonly #known = new Map<string, string | null>();
  #left = PATHS_LIMIT;

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  get isSpent(): boolean {
    return this.#left < 0;
  }

  /** `null` where a part cannot be read: a path that lacks one would be another's. */
  async join(directories: readonly TextPlace[], number: number, name: TextPlace): Promise<string | null> {
    let path = await this.#part(name);
    // Directory 0 is where the compiler ran.
    for (const index of number === 0 ? [0] : [number, 0]) {
      if (path === null || ABSOLUTE.test(path)) break;
      const place = directories[index];
      // As in the core, a folder that is not listed is none.
      const directory = place === undefined ? '' : await this.#part(place);
      path = directory === null ? null : joined(directory, path);
      this.#left -= path?.length ?? 0;
    }
    return path === null || this.isSpent ? null : path;
  }

  async #part(place: TextPlace): Promise<string | null> {
    const key = `${place.section} ${place.offset}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const text = this.isSpent ? null : await this.#texts.read(place, PATH_LIMIT);
    this.#left -= (text?.length ?? 0) + CHUNK / 64;
    this.#known.set(key, text);
    return text;
  }
}

const ABSOLUTE = /^([/\\]|[a-z]:[/\\])/i;

function joined(directory: string, path: string): string {
  if (directory === '') return path;
  return directory + ('/\\'.includes(directory.slice(-1)) ? '' : '/') + path;
}

/** Strings that end in a zero byte. */
class Texts {
  readonly #reader: RangeReader;
  readonly #sections: Readonly<Record<TextPlace['section'], Section | undefined>>;

  constructor(reader: RangeReader, sections: Readonly<Record<TextPlace['section'], Section | undefined>>) {
    this.#reader = reader;
    this.#sections = sections;
  }

  /** An empty text says that there is none: a file that is empty has a newline (DWARF issue 180201.1). */
  async isAny({ section, offset }: TextPlace): Promise<boolean> {
    const { contents, size } = this.#sections[section] ?? { contents: 0, size: 0 };
    if (!(offset < size)) return false;
    const [first] = await this.#reader.read(contents + offset, 1);
    return first !== 0;
  }

  /** `null` where it does not end within its section and `limit` bytes. */
  async read({ section, offset }: TextPlace, limit: number): Promise<string | null> {
    const { contents, size } = this.#sections[section] ?? { contents: 0, size: 0 };
    for (let length = CHUNK; offset < size; length *= 4) {
      const present = Math.min(length, size - offset, limit + 1);
      const bytes = await this.#reader.read(contents + offset, present);
      const end = bytes.indexOf(0);
      if (end >= 0) return decodeText(bytes.subarray(0, end));
      if (present < length) return null;
    }
    return null;
  }
}
