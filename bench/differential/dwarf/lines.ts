import { ByteReader } from './byte-reader.ts';
import { readForm, textOf } from './forms.ts';
import type { FormContext } from './forms.ts';
import type { Sections, Unit } from './units.ts';

export interface Row {
  readonly address: number;
  /** `null` where the row's file number names none. */
  readonly file: string | null;
  readonly line: number;
  readonly column: number;
}

/** Rows from one start to one end, as a line program gives them. */
export interface Sequence {
  readonly start: number;
  readonly end: number;
  readonly rows: readonly Row[];
  /** Offset in .debug_line of the line table that it is part of. */
  readonly table: number;
}

/** A line table's file numbers, resolved. */
export type FileTable = (number: number) => string | null;

export interface LineTable {
  readonly offset: number;
  readonly files: FileTable;
  readonly sequences: readonly Sequence[];
}

/** Reads every line table of .debug_line, also those that no unit names. */
export function readLineTables(sections: Sections, units: readonly Unit[]): Map<number, LineTable> {
  const directories = new Map<number, string>();
  for (const unit of units) if (unit.lineTable !== null) directories.set(unit.lineTable, unit.compilationDirectory);
  const tables = new Map<number, LineTable>();
  const reader = new ByteReader(sections('.debug_line'));
  while (!reader.atEnd) {
    const offset = reader.position;
    const { length, offsetSize } = reader.unitLength();
    const end = reader.position + length;
    if (end > reader.bytes.length) break;
    tables.set(offset, readLineTable(sections, reader, { offset, end, offsetSize }, directories.get(offset) ?? ''));
    reader.position = end;
  }
  return tables;
}

function readLineTable(
  sections: Sections,
  reader: ByteReader,
  table: { offset: number; end: number; offsetSize: number },
  compilationDirectory: string,
): LineTable {
  const { offset, end, offsetSize } = table;
  const version = reader.unsigned(2);
  let addressSize = 4;
  if (version >= 5) {
    addressSize = reader.u8();
    reader.u8();
  }
  const headerLength = reader.unsigned(offsetSize);
  const programStart = reader.position + headerLength;
  const minimumInstructionLength = reader.u8();
  if (version >= 4) reader.u8();
  reader.u8(); // default is_stmt: every row counts
  const lineBase = reader.i8();
  const lineRange = reader.u8();
  const opcodeBase = reader.u8();
  const operandCounts = Array.from({ length: opcodeBase - 1 }, () => reader.u8());
  const context: FormContext = {
    sections,
    start: 0,
    version,
    offsetSize,
    addressSize,
    stringOffsetsBase: 0,
    addressBase: 0,
    rangeListsBase: 0,
  };
  const files = version >= 5 ? filesOfVersion5(reader, context) : filesBefore5(reader);
  const resolved = files.map((file) =>
    file === undefined ? null : join(compilationDirectory, file.directory, file.name),
  );
  const fileTable: FileTable = (number) => resolved[number] ?? null;
  const geometry = { minimumInstructionLength, lineBase, lineRange, opcodeBase, operandCounts, addressSize };
  reader.position = programStart;
  return { offset, files: fileTable, sequences: run(reader, end, offset, fileTable, geometry) };
}

interface Geometry {
  readonly minimumInstructionLength: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  readonly operandCounts: readonly number[];
  readonly addressSize: number;
}

function run(reader: ByteReader, end: number, table: number, files: FileTable, geometry: Geometry): Sequence[] {
  const { minimumInstructionLength, lineBase, lineRange, opcodeBase, operandCounts } = geometry;
  const sequences: Sequence[] = [];
  let rows: Row[] = [];
  let address = 0;
  let file = 1;
  let line = 1;
  let column = 0;
  const emit = (): void => {
    rows.push({ address, file: files(file), line, column });
  };
  while (reader.position < end) {
    const opcode = reader.u8();
    if (opcode >= opcodeBase) {
      const adjusted = opcode - opcodeBase;
      address += Math.floor(adjusted / lineRange) * minimumInstructionLength;
      line += lineBase + (adjusted % lineRange);
      emit();
      continue;
    }
    switch (opcode) {
      case 0: {
        const length = reader.uleb();
        const next = reader.position + length;
        const extended = reader.u8();
        if (extended === 1) {
          const start = rows[0]?.address ?? address;
          sequences.push({ start, end: address, rows, table });
          rows = [];
          address = 0;
          file = 1;
          line = 1;
          column = 0;
        } else if (extended === 2) {
          address = reader.unsigned(length - 1);
        }
        reader.position = next;
        break;
      }
      case 1: // copy
        emit();
        break;
      case 2: // advance_pc
        address += reader.uleb() * minimumInstructionLength;
        break;
      case 3: // advance_line
        line += reader.sleb();
        break;
      case 4: // set_file
        file = reader.uleb();
        break;
      case 5: // set_column
        column = reader.uleb();
        break;
      case 8: // const_add_pc
        address += Math.floor((255 - opcodeBase) / lineRange) * minimumInstructionLength;
        break;
      case 9: // fixed_advance_pc
        address += reader.unsigned(2);
        break;
      default:
        for (let left = operandCounts[opcode - 1] ?? 0; left > 0; left--) reader.uleb();
    }
  }
  return sequences;
}

interface FileName {
  readonly name: string;
  readonly directory: string;
}

function filesBefore5(reader: ByteReader): (FileName | undefined)[] {
  const directories = [''];
  for (let text = reader.text(); text !== ''; text = reader.text()) directories.push(text);
  const files: (FileName | undefined)[] = [undefined];
  for (let name = reader.text(); name !== ''; name = reader.text()) {
    const directory = directories[reader.uleb()] ?? '';
    reader.uleb();
    reader.uleb();
    files.push({ name, directory });
  }
  return files;
}

const PATH = 1;
const DIRECTORY_INDEX = 2;

function filesOfVersion5(reader: ByteReader, context: FormContext): FileName[] {
  const entries = (): { path: string; directory: number }[] => {
    const formats = Array.from({ length: reader.u8() }, () => ({ content: reader.uleb(), form: reader.uleb() }));
    return Array.from({ length: reader.uleb() }, () => {
      const entry = { path: '', directory: 0 };
      for (const { content, form } of formats) {
        const start = reader.position;
        const value = readForm(reader, form, 0, context);
        // An inline string stands in .debug_line here, not in .debug_info.
        if (content === PATH)
          entry.path = form === 0x08 ? new ByteReader(reader.bytes, start).text() : textOf(context, form, value);
        if (content === DIRECTORY_INDEX) entry.directory = value;
      }
      return entry;
    });
  };
  const directories = entries();
  return entries().map(({ path, directory }) => ({ name: path, directory: directories[directory]?.path ?? '' }));
}

function join(...parts: readonly string[]): string {
  return parts.reduce((path, part) => {
    if (part === '' || path === '') return path + part;
    if (part.startsWith('/')) return part;
    return path.endsWith('/') ? path + part : `${path}/${part}`;
  }, '');
}
