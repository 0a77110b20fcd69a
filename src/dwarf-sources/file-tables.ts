/**
 * The tables of directories and files in a line program's header (DWARF 5, 6.2.4), read for the texts that compilers put there: the core reads the same headers for
 * paths and rows, and has no use for texts.
 */

/** A string by where it begins: in the header itself, or in a section of strings. */
export interface TextPlace {
  readonly section: 'header' | '.debug_line_str' | '.debug_str';
  readonly offset: number;
}

/** A file whose text its header has. */
export interface FileWithSource {
  readonly name: TextPlace;
  /** Number of its directory. */
  readonly directory: number;
  readonly source: TextPlace;
}

export interface FileTables {
  readonly directories: readonly TextPlace[];
  readonly files: readonly FileWithSource[];
}

/** `DW_LNCT_…`; the last is LLVM's, of clang's `-gembed-source` and rustc's `-Zembed-source`. */
const PATH = 1;
const DIRECTORY_INDEX = 2;
const LLVM_SOURCE = 0x2001;

/** Of an entry; DWARF 5 knows five. */
const MOST_FORMATS = 32;
/** As the core has it. */
const MOST_ENTRIES = 2 ** 18;

/** `DW_FORM_…` of fixed size. */
const SIZES: Readonly<Partial<Record<number, number>>> = {
  0x0b: 1,
  0x05: 2,
  0x06: 4,
  0x07: 8,
  0x1e: 16,
  0x25: 1,
  0x26: 2,
  0x27: 3,
  0x28: 4,
};
const BLOCK = 0x09;
const STRING = 0x08;
const SDATA = 0x0d;
const STRP = 0x0e;
const UDATA = 0x0f;
const STRX = 0x1a;
const LINE_STRP = 0x1f;

type Value = { readonly number: number } | { readonly text: TextPlace } | null;
type Formats = readonly (readonly [content: number, form: number])[];

/**
 * Reads a header of version 5 from its number of directory formats on.
 * @returns `null` where no file has a text, or the tables cannot be read
 */
export function readFileTables(header: DataView, start: number, offsetSize: 4 | 8): FileTables | null {
  const reader = new TableReader(header, start, offsetSize);
  try {
    const directories: TextPlace[] = [];
    reader.entries(reader.formats(), (values) => {
      const path = values.get(PATH);
      // What cannot be read keeps its number.
      directories.push(path != null && 'text' in path ? path.text : NOWHERE);
    });
    const formats = reader.formats();
    if (!formats.some(([content]) => content === LLVM_SOURCE)) return null;
    const files: FileWithSource[] = [];
    reader.entries(formats, (values) => {
      const [path, directory, source] = [PATH, DIRECTORY_INDEX, LLVM_SOURCE].map((content) => values.get(content));
      if (path == null || source == null || !('text' in path) || !('text' in source)) return;
      files.push({
        name: path.text,
        directory: directory != null && 'number' in directory ? directory.number : 0,
        source: source.text,
      });
    });
    return { directories, files };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

const NOWHERE: TextPlace = { section: 'header', offset: Infinity };

/** Ends in a `RangeError` at the end of the bytes, as a `DataView` does, and at all that is none. */
class TableReader {
  readonly #header: DataView;
  readonly #offsetSize: 4 | 8;
  #at: number;

  constructor(header: DataView, start: number, offsetSize: 4 | 8) {
    this.#header = header;
    this.#offsetSize = offsetSize;
    this.#at = start;
  }

  formats(): Formats {
    const count = this.#header.getUint8(this.#at++);
    if (count > MOST_FORMATS) throw new RangeError('too many formats');
    return Array.from({ length: count }, () => [this.#uleb(), this.#uleb()] as const);
  }

  entries(formats: Formats, take: (values: ReadonlyMap<number, Value>) => void): void {
    const count = this.#uleb();
    if (count > MOST_ENTRIES) throw new RangeError('too many entries');
    for (let entry = 0; entry < count; entry += 1) {
      const start = this.#at;
      const values = new Map<number, Value>();
      for (const [content, form] of formats) values.set(content, this.#value(form));
      if (this.#at === start) throw new RangeError('entries without bytes');
      take(values);
    }
  }

  #value(form: number): Value {
    switch (form) {
      case STRING: {
        const offset = this.#at;
        while (this.#header.getUint8(this.#at++) !== 0);
        return { text: { section: 'header', offset } };
      }
      case STRP:
        return { text: { section: '.debug_str', offset: this.#unsigned(this.#offsetSize) } };
      case LINE_STRP:
        return { text: { section: '.debug_line_str', offset: this.#unsigned(this.#offsetSize) } };
      case UDATA:
      case STRX: {
        const number = this.#uleb();
        // An index of a string means nothing without the unit.
        return form === UDATA ? { number } : null;
      }
      case SDATA:
        this.#uleb();
        return null;
      case BLOCK:
        this.#skip(this.#uleb());
        return null;
      default: {
        const size = SIZES[form];
        if (size === undefined) throw new RangeError(`form ${form}`);
        if (size <= 8 && form < 0x10) return { number: this.#unsigned(size) };
        this.#skip(size);
        return null;
      }
    }
  }

  #skip(bytes: number): void {
    this.#at += bytes;
    if (this.#at > this.#header.byteLength) throw new RangeError('behind the end');
  }

  #unsigned(size: number): number {
    let value = 0;
    for (let byte = size - 1; byte >= 0; byte -= 1) value = value * 256 + this.#header.getUint8(this.#at + byte);
    this.#at += size;
    return value;
  }

  #uleb(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 63; factor *= 128) {
      const byte = this.#header.getUint8(this.#at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number has more than 64 bits');
  }
}
