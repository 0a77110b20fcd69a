import { getNumber, readUleb } from '../bytes.ts';

/** What a field's number means, so that a mutation can be a lie that a reader would believe. */
export type Role = (typeof ROLES)[number];

export const ROLES = [
  'length',
  'version',
  'count',
  'size',
  'section-offset',
  'reference',
  'address',
  'index',
  'abbreviation',
  'tag',
  'attribute',
  'form',
  'flag',
  'constant',
  'opcode',
  'text',
] as const;

/** A field of a debug section. */
export interface Field {
  readonly section: string;
  readonly at: number;
  readonly size: number;
  /** Written as LEB128, so that another value may need another size. */
  readonly isLeb: boolean;
  readonly role: Role;
}

export interface Encoding {
  readonly version: number;
  readonly addressSize: number;
  readonly offsetSize: number;
}

export const FORM = {
  addr: 0x01,
  block2: 0x03,
  block4: 0x04,
  data2: 0x05,
  data4: 0x06,
  data8: 0x07,
  string: 0x08,
  block: 0x09,
  block1: 0x0a,
  data1: 0x0b,
  flag: 0x0c,
  sdata: 0x0d,
  strp: 0x0e,
  udata: 0x0f,
  refAddr: 0x10,
  ref1: 0x11,
  ref2: 0x12,
  ref4: 0x13,
  ref8: 0x14,
  refUdata: 0x15,
  indirect: 0x16,
  secOffset: 0x17,
  exprloc: 0x18,
  flagPresent: 0x19,
  strx: 0x1a,
  addrx: 0x1b,
  data16: 0x1e,
  lineStrp: 0x1f,
  refSig8: 0x20,
  implicitConst: 0x21,
  loclistx: 0x22,
  rnglistx: 0x23,
  strx1: 0x25,
  strx2: 0x26,
  strx3: 0x27,
  strx4: 0x28,
  addrx1: 0x29,
  addrx2: 0x2a,
  addrx3: 0x2b,
  addrx4: 0x2c,
  gnuAddrIndex: 0x1f01,
  gnuStrIndex: 0x1f02,
} as const;

const FIXED: ReadonlyMap<number, readonly [size: number, role: Role]> = new Map([
  [FORM.data1, [1, 'constant']],
  [FORM.data2, [2, 'constant']],
  [FORM.data4, [4, 'constant']],
  [FORM.data8, [8, 'constant']],
  [FORM.data16, [16, 'constant']],
  [FORM.flag, [1, 'flag']],
  [FORM.flagPresent, [0, 'flag']],
  [FORM.implicitConst, [0, 'constant']],
  [FORM.ref1, [1, 'reference']],
  [FORM.ref2, [2, 'reference']],
  [FORM.ref4, [4, 'reference']],
  [FORM.ref8, [8, 'reference']],
  [FORM.refSig8, [8, 'reference']],
  [FORM.strx1, [1, 'index']],
  [FORM.strx2, [2, 'index']],
  [FORM.strx3, [3, 'index']],
  [FORM.strx4, [4, 'index']],
  [FORM.addrx1, [1, 'index']],
  [FORM.addrx2, [2, 'index']],
  [FORM.addrx3, [3, 'index']],
  [FORM.addrx4, [4, 'index']],
]);

const LEBS: ReadonlyMap<number, Role> = new Map([
  [FORM.sdata, 'constant'],
  [FORM.udata, 'constant'],
  [FORM.refUdata, 'reference'],
  [FORM.strx, 'index'],
  [FORM.addrx, 'index'],
  [FORM.gnuAddrIndex, 'index'],
  [FORM.gnuStrIndex, 'index'],
  [FORM.loclistx, 'index'],
  [FORM.rnglistx, 'index'],
]);

/** The field that a value of this form is; `null` for a form that the fixtures do not use. */
export function fieldOfForm(
  section: string,
  bytes: Uint8Array,
  at: number,
  form: number,
  { version, addressSize, offsetSize }: Encoding,
): Field | null {
  const fixed = (size: number, role: Role): Field => ({ section, at, size, isLeb: false, role });
  const known = FIXED.get(form);
  if (known !== undefined) return fixed(...known);
  const leb = LEBS.get(form);
  if (leb !== undefined) return { section, at, size: readUleb(bytes, at).end - at, isLeb: true, role: leb };
  switch (form) {
    case FORM.addr:
      return fixed(addressSize, 'address');
    case FORM.strp:
    case FORM.lineStrp:
    case FORM.secOffset:
      return fixed(offsetSize, 'section-offset');
    case FORM.refAddr:
      return fixed(version <= 2 ? addressSize : offsetSize, 'reference');
    case FORM.string: {
      const end = bytes.indexOf(0, at);
      return end < 0 ? null : fixed(end + 1 - at, 'text');
    }
    case FORM.block1:
      return fixed(1 + getNumber(bytes, at, 1), 'length');
    case FORM.block2:
      return fixed(2 + getNumber(bytes, at, 2), 'length');
    case FORM.block4:
      return fixed(4 + getNumber(bytes, at, 4), 'length');
    case FORM.block:
    case FORM.exprloc: {
      const { value, end } = readUleb(bytes, at);
      return fixed(end + value - at, 'length');
    }
    default:
      return null;
  }
}
