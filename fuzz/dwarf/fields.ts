import { getNumber, readUleb } from '../bytes.ts';
import { FORM, ROLES, fieldOfForm } from './forms.ts';
import type { Encoding, Field, Role } from './forms.ts';

/** Debug sections by name. */
export type Debug = ReadonlyMap<string, Uint8Array>;

/** A unit or line program: where its length is, and where it ends. */
export interface Extent {
  readonly section: string;
  readonly lengthAt: number;
  readonly start: number;
  readonly end: number;
}

export interface FieldMap {
  readonly fields: PackedFields;
  readonly extents: readonly Extent[];
}

/** Fields as plain numbers: those of all fixtures as objects are more than all else in the heap, which each collection goes through. */
export class PackedFields {
  readonly length: number;
  readonly #sections: readonly string[];
  readonly #words: Uint32Array;

  constructor(fields: readonly Field[]) {
    this.length = fields.length;
    this.#sections = [...new Set(fields.map(({ section }) => section))];
    const numbers = new Map(this.#sections.map((section, number) => [section, number]));
    this.#words = new Uint32Array(fields.length * 4);
    fields.forEach(({ section, at, size, isLeb, role }, n) => {
      this.#words.set([numbers.get(section) ?? 0, at, size, ROLES.indexOf(role) * 2 + Number(isLeb)], n * 4);
    });
  }

  field(n: number): Field {
    const [section = 0, at = 0, size = 0, kind = 0] = this.#words.subarray(n * 4, n * 4 + 4);
    const role = ROLES[kind >> 1] ?? 'constant';
    return { section: this.#sections[section] ?? '', at, size, isLeb: kind % 2 === 1, role };
  }
}

const EMPTY = new Uint8Array(0);

/** All fields of sound debug sections, as far as they are known here: what they do not reach is mutated byte by byte. */
export function fieldsOf(debug: Debug): FieldMap {
  const map = { fields: [] as Field[], extents: [] as Extent[] };
  const tables = new Map<number, Abbreviations>();
  for (const section of ['.debug_info', '.debug_types']) readUnits(map, debug, section, tables);
  readLines(map, debug.get('.debug_line') ?? EMPTY);
  readWords(map, debug, '.debug_ranges', 4, 'address');
  readWords(map, debug, '.debug_rnglists', 1, 'opcode');
  readWords(map, debug, '.debug_str_offsets', 4, 'section-offset');
  readWords(map, debug, '.debug_addr', 4, 'address');
  return { fields: new PackedFields(map.fields), extents: map.extents };
}

interface MutableMap {
  readonly fields: Field[];
  readonly extents: Extent[];
}

interface Abbreviation {
  readonly hasChildren: boolean;
  readonly forms: readonly number[];
}

type Abbreviations = ReadonlyMap<number, Abbreviation>;

/** A place in a section that notes what it reads. */
class FieldReader {
  constructor(
    readonly map: MutableMap,
    readonly section: string,
    readonly bytes: Uint8Array,
    public at: number,
  ) {}

  fixed(size: number, role: Role): number {
    this.map.fields.push({ section: this.section, at: this.at, size, isLeb: false, role });
    this.at += size;
    return getNumber(this.bytes, this.at - size, size);
  }

  leb(role: Role): number {
    const { value, end } = readUleb(this.bytes, this.at);
    this.map.fields.push({ section: this.section, at: this.at, size: end - this.at, isLeb: true, role });
    this.at = end;
    return value;
  }

  form(form: number, encoding: Encoding): boolean {
    const field = fieldOfForm(this.section, this.bytes, this.at, form, encoding);
    if (field === null || this.at + field.size > this.bytes.length) return false;
    if (field.size > 0) this.map.fields.push(field);
    this.at += field.size;
    return true;
  }

  /** Length, end and size of offsets of a unit or line program. */
  extent(): { end: number; offsetSize: number } {
    const start = this.at;
    const is64 = getNumber(this.bytes, start, 4) === 0xffff_ffff;
    if (is64) this.at += 4;
    const lengthAt = this.at;
    const length = this.fixed(is64 ? 8 : 4, 'length');
    const end = Math.min(this.bytes.length, this.at + length);
    this.map.extents.push({ section: this.section, lengthAt, start, end });
    return { end, offsetSize: is64 ? 8 : 4 };
  }
}

function readUnits(map: MutableMap, debug: Debug, section: string, tables: Map<number, Abbreviations>): void {
  const bytes = debug.get(section) ?? EMPTY;
  const reader = new FieldReader(map, section, bytes, 0);
  while (reader.at < bytes.length) {
    const { end, offsetSize } = reader.extent();
    const version = reader.fixed(2, 'version');
    let unitType = section === '.debug_types' ? 2 : 1;
    let addressSize = 0;
    if (version === 5) {
      unitType = reader.fixed(1, 'tag');
      addressSize = reader.fixed(1, 'size');
    }
    const offset = reader.fixed(offsetSize, 'section-offset');
    if (version !== 5) addressSize = reader.fixed(1, 'size');
    // Skeletons and split units have an id, type units a signature and the type's offset.
    if (unitType === 4 || unitType === 5) reader.fixed(8, 'reference');
    if (unitType === 2 || unitType === 6) {
      reader.fixed(8, 'reference');
      reader.fixed(offsetSize, 'reference');
    }
    const table = tables.get(offset) ?? readAbbreviations(map, debug.get('.debug_abbrev') ?? EMPTY, offset);
    tables.set(offset, table);
    readEntries(reader, end, table, { version, addressSize, offsetSize });
    reader.at = end;
  }
}

function readAbbreviations(map: MutableMap, bytes: Uint8Array, offset: number): Abbreviations {
  const table = new Map<number, Abbreviation>();
  const reader = new FieldReader(map, '.debug_abbrev', bytes, offset);
  while (reader.at < bytes.length) {
    const code = reader.leb('abbreviation');
    if (code === 0) break;
    reader.leb('tag');
    const hasChildren = reader.fixed(1, 'flag') !== 0;
    const forms: number[] = [];
    while (reader.at < bytes.length) {
      const name = reader.leb('attribute');
      const form = reader.leb('form');
      if (name === 0 && form === 0) break;
      if (form === FORM.implicitConst) reader.leb('constant');
      forms.push(form);
    }
    table.set(code, { hasChildren, forms });
  }
  return table;
}

function readEntries(reader: FieldReader, end: number, table: Abbreviations, encoding: Encoding): void {
  while (reader.at < end) {
    const abbreviation = table.get(reader.leb('abbreviation'));
    if (abbreviation === undefined) continue;
    if (!abbreviation.forms.every((form) => reader.form(form, encoding))) return;
  }
}

function readLines(map: MutableMap, bytes: Uint8Array): void {
  const reader = new FieldReader(map, '.debug_line', bytes, 0);
  while (reader.at < bytes.length) {
    const { end, offsetSize } = reader.extent();
    const version = reader.fixed(2, 'version');
    let addressSize = 4;
    if (version === 5) {
      addressSize = reader.fixed(1, 'size');
      reader.fixed(1, 'size');
    }
    const headerLength = reader.fixed(offsetSize, 'length');
    const program = reader.at + headerLength;
    reader.fixed(1, 'size');
    if (version >= 4) reader.fixed(1, 'size');
    reader.fixed(1, 'flag');
    reader.fixed(1, 'constant');
    reader.fixed(1, 'count');
    const opcodeBase = reader.fixed(1, 'count');
    for (let n = 1; n < opcodeBase; n += 1) reader.fixed(1, 'count');
    if (version === 5) {
      for (let table = 0; table < 2; table += 1) readEntryTable(reader, program, { version, addressSize, offsetSize });
    } else {
      readOldTables(reader, program);
    }
    reader.at = program;
    readProgram(reader, end, opcodeBase);
    reader.at = end;
  }
}

/** Directories or files of DWARF 5: their formats, then themselves. */
function readEntryTable(reader: FieldReader, limit: number, encoding: Encoding): void {
  const forms: number[] = [];
  for (let left = reader.fixed(1, 'count'); left > 0; left -= 1) {
    reader.leb('attribute');
    forms.push(reader.leb('form'));
  }
  for (let left = reader.leb('count'); left > 0 && reader.at < limit; left -= 1) {
    if (!forms.every((form) => reader.form(form, encoding))) return;
  }
}

function readOldTables(reader: FieldReader, limit: number): void {
  const text = (): boolean => {
    const isLast = reader.bytes[reader.at] === 0;
    reader.form(FORM.string, { version: 4, addressSize: 4, offsetSize: 4 });
    return !isLast;
  };
  while (reader.at < limit && text());
  while (reader.at < limit && text()) {
    reader.leb('index');
    reader.leb('constant');
    reader.leb('constant');
  }
}

/** Operands of the standard opcodes 1 to 12; −2 is two bytes. */
const OPERANDS = [0, 1, 1, 1, 1, 0, 0, 0, -2, 0, 0, 1];

function readProgram(reader: FieldReader, end: number, opcodeBase: number): void {
  while (reader.at < end) {
    const opcode = reader.fixed(1, 'opcode');
    if (opcode >= opcodeBase) continue;
    if (opcode === 0) {
      const length = reader.leb('length');
      reader.fixed(1, 'opcode');
      if (length > 1) reader.fixed(length - 1, 'address');
      continue;
    }
    const operands = OPERANDS[opcode - 1] ?? 1;
    if (operands < 0) reader.fixed(2, 'constant');
    for (let left = operands; left > 0; left -= 1) reader.leb('constant');
  }
}

function readWords(map: MutableMap, debug: Debug, section: string, size: number, role: Role): void {
  const bytes = debug.get(section) ?? EMPTY;
  for (let at = 0; at + size <= bytes.length; at += size) map.fields.push({ section, at, size, isLeb: false, role });
}
