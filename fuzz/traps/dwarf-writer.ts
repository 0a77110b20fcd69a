import { ByteWriter } from '../bytes.ts';
import { codeSections, customSection, joinModule } from '../module-bytes.ts';

/** Attributes of DWARF that the traps write. */
export const AT = {
  sibling: 0x01,
  name: 0x03,
  stmtList: 0x10,
  lowPc: 0x11,
  highPc: 0x12,
  language: 0x13,
  compDir: 0x1b,
  abstractOrigin: 0x31,
  declFile: 0x3a,
  declLine: 0x3b,
  specification: 0x47,
  ranges: 0x55,
  callColumn: 0x57,
  callFile: 0x58,
  callLine: 0x59,
  signature: 0x69,
  linkageName: 0x6e,
} as const;

export const TAG = {
  classType: 0x02,
  lexicalBlock: 0x0b,
  compileUnit: 0x11,
  inlined: 0x1d,
  subprogram: 0x2e,
  namespace: 0x39,
  variable: 0x34,
} as const;

/** C++14 and C11. */
export const LANGUAGE = { cpp: 0x21, c: 0x1d } as const;

/** The debug sections of a trap, and the sizes of the bodies that they are about. */
export class TrapModule {
  readonly info = new ByteWriter();
  readonly types = new ByteWriter();
  readonly abbrev = new ByteWriter();
  readonly line = new ByteWriter();
  readonly str = new ByteWriter();
  readonly ranges = new ByteWriter();
  readonly rnglists = new ByteWriter();
  readonly names = new ByteWriter();
  bodySizes: readonly number[] = [1000];

  finish(): Uint8Array<ArrayBuffer> {
    const sections = [
      ['.debug_info', this.info],
      ['.debug_types', this.types],
      ['.debug_abbrev', this.abbrev],
      ['.debug_line', this.line],
      ['.debug_str', this.str],
      ['.debug_ranges', this.ranges],
      ['.debug_rnglists', this.rnglists],
      ['name', this.names],
    ] as const;
    const written = sections.filter(([, writer]) => writer.length > 0);
    return joinModule([
      ...codeSections(this.bodySizes),
      ...written.map(([name, writer]) => customSection(name, writer.view())),
    ]);
  }
}

export type Specification = readonly [attribute: number, form: number];

/** Appends an abbreviation. */
export function abbreviation(
  abbrev: ByteWriter,
  code: number,
  tag: number,
  hasChildren: boolean,
  specifications: readonly Specification[],
): void {
  abbrev.uleb(code, tag);
  abbrev.number(hasChildren ? 1 : 0, 1);
  for (const [attribute, form] of specifications) abbrev.uleb(attribute, form);
  abbrev.number(0, 2);
}

/** Appends a unit of DWARF 4 in the 32-bit format. Returns its offset. */
export function unit(info: ByteWriter, abbreviationsAt: number, entries: (info: ByteWriter) => void): number {
  const start = info.length;
  info.number(0, 4);
  info.number(4, 2);
  info.number(abbreviationsAt, 4);
  info.number(4, 1);
  entries(info);
  info.patch(start, info.length - start - 4);
  return start;
}

/** Bytes of a unit's header. */
export const UNIT_HEADER = 11;

/** Appends a line program of DWARF 4. Returns its offset. `tables`: directories and files with their terminators. */
export function lineProgram(
  line: ByteWriter,
  tables: (line: ByteWriter) => void,
  program: (line: ByteWriter) => void,
): number {
  const start = line.length;
  line.number(0, 4);
  line.number(4, 2);
  const headerAt = line.length;
  line.number(0, 4);
  // Instructions of one byte, one a step, statements by default, line base −5, line range 14, opcode base 13.
  line.bytes([1, 1, 1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]);
  tables(line);
  line.patch(headerAt, line.length - headerAt - 4);
  program(line);
  line.patch(start, line.length - start - 4);
  return start;
}

/** One directory and one file. */
export function plainTables(line: ByteWriter): void {
  line.string('src');
  line.number(0, 1);
  line.string('a.c');
  line.bytes([1, 0, 0, 0]);
}

export function setAddress(line: ByteWriter, address: number): void {
  line.bytes([0, 5, 2]);
  line.number(address, 4);
}

export function endSequence(line: ByteWriter, advance: number): void {
  line.number(2, 1);
  line.uleb(advance);
  line.bytes([0, 1, 1]);
}
