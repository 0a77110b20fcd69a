import { ByteReader } from './byte-reader.ts';
import type { Sections } from './units.ts';

/** The attributes that the evidence needs. */
export const ATTRIBUTE = {
  name: 0x03,
  stmtList: 0x10,
  lowPc: 0x11,
  highPc: 0x12,
  compDir: 0x1b,
  abstractOrigin: 0x31,
  declFile: 0x3a,
  declLine: 0x3b,
  specification: 0x47,
  ranges: 0x55,
  callColumn: 0x57,
  callFile: 0x58,
  callLine: 0x59,
  linkageName: 0x6e,
  strOffsetsBase: 0x72,
  addrBase: 0x73,
  rnglistsBase: 0x74,
  mipsLinkageName: 0x2007,
} as const;

/** What of a unit the meaning of a form depends on. */
export interface FormContext {
  readonly sections: Sections;
  readonly start: number;
  readonly version: number;
  readonly offsetSize: number;
  readonly addressSize: number;
  stringOffsetsBase: number;
  addressBase: number;
  rangeListsBase: number;
}

/** A value as `readForm` gives it. */
export interface FormValue {
  readonly form: number;
  readonly value: number;
}

export const FORM = {
  addr: 0x01,
  string: 0x08,
  strp: 0x0e,
  refAddr: 0x10,
  secOffset: 0x17,
  strx: 0x1a,
  addrx: 0x1b,
  lineStrp: 0x1f,
  implicitConst: 0x21,
  rnglistx: 0x23,
} as const;

/**
 * Reads a value as one number, and steps over it: references become offsets of .debug_info, strings the offset or index
 * that `textOf` understands, blocks the offset of their contents.
 */
export function readForm(reader: ByteReader, form: number, implicit: number, unit: FormContext): number {
  switch (form) {
    case FORM.addr:
      return reader.unsigned(unit.addressSize);
    case 0x0b: // data1
    case 0x0c: // flag
    case 0x25: // strx1
    case 0x29: // addrx1
      return reader.u8();
    case 0x05: // data2
    case 0x26: // strx2
    case 0x2a: // addrx2
      return reader.unsigned(2);
    case 0x27: // strx3
    case 0x2b: // addrx3
      return reader.unsigned(3);
    case 0x06: // data4
    case 0x1c: // ref_sup4
    case 0x28: // strx4
    case 0x2c: // addrx4
      return reader.u32();
    case 0x07: // data8
    case 0x20: // ref_sig8
    case 0x24: // ref_sup8
      return reader.unsigned(8);
    case 0x0d: // sdata
      return reader.sleb();
    case 0x0f: // udata
    case FORM.strx:
    case FORM.addrx:
    case 0x22: // loclistx
    case FORM.rnglistx:
      return reader.uleb();
    case FORM.strp:
    case FORM.secOffset:
    case 0x1d: // strp_sup
    case FORM.lineStrp:
      return reader.unsigned(unit.offsetSize);
    case FORM.refAddr:
      return reader.unsigned(unit.version === 2 ? unit.addressSize : unit.offsetSize);
    case 0x11: // ref1
      return unit.start + reader.u8();
    case 0x12: // ref2
      return unit.start + reader.unsigned(2);
    case 0x13: // ref4
      return unit.start + reader.u32();
    case 0x14: // ref8
      return unit.start + reader.unsigned(8);
    case 0x15: // ref_udata
      return unit.start + reader.uleb();
    case FORM.string: {
      const start = reader.position;
      reader.position = reader.bytes.indexOf(0, start) + 1;
      return start;
    }
    case 0x16: // indirect
      return readForm(reader, reader.uleb(), 0, unit);
    case 0x19: // flag_present
      return 1;
    case FORM.implicitConst:
      return implicit;
    case 0x1e: // data16
      return skip(reader, 16);
    case 0x0a: // block1
      return skip(reader, reader.u8());
    case 0x03: // block2
      return skip(reader, reader.unsigned(2));
    case 0x04: // block4
      return skip(reader, reader.u32());
    case 0x09: // block
    case 0x18: // exprloc
      return skip(reader, reader.uleb());
    default:
      throw new RangeError(`unknown form 0x${form.toString(16)} at ${reader.position}`);
  }
}

function skip(reader: ByteReader, length: number): number {
  reader.position += length;
  return reader.position - length;
}

/** The text of a value that `readForm` gave for a string form. */
export function textOf(unit: FormContext, form: number, value: number): string {
  const at = (section: string, offset: number): string => new ByteReader(unit.sections(section), offset).text();
  switch (form) {
    case FORM.string:
      return at('.debug_info', value);
    case FORM.strp:
      return at('.debug_str', value);
    case FORM.lineStrp:
      return at('.debug_line_str', value);
    default: {
      const entry = unit.stringOffsetsBase + value * unit.offsetSize;
      const offsets = new ByteReader(unit.sections('.debug_str_offsets'), entry);
      return at('.debug_str', offsets.unsigned(unit.offsetSize));
    }
  }
}

/** The address of a value that `readForm` gave for an address form. */
export function addressOf(unit: FormContext, form: number, value: number): number {
  if (form === FORM.addr) return value;
  const entry = unit.addressBase + value * unit.addressSize;
  return new ByteReader(unit.sections('.debug_addr'), entry).unsigned(unit.addressSize);
}

export function isAddress(form: number): boolean {
  return form === FORM.addr || form === FORM.addrx || (form >= 0x29 && form <= 0x2c);
}
