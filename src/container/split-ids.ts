import type { Section } from './module.ts';
import type { RangeReader } from './range-reader.ts';

/** DWARF 5: `DW_UT_skeleton`, `DW_UT_split_compile`. */
const SPLIT_UNIT_TYPES: ReadonlySet<number> = new Set([4, 5]);
/** `DW_AT_GNU_dwo_id`, of DWARF 4. */
const GNU_DWO_ID = 0x2131;
const LONG_LENGTH = 0xffff_ffff;

/** Bytes of a unit's header and root entry that are read, of which the id is one of the first attributes. */
const HEAD_SIZE = 512;
/** Bytes of abbreviations in which that of a root entry must lie, which compilers write first. */
const ABBREVIATION_SIZE = 4096;
/** Real modules have some thousand units. */
const UNIT_LIMIT = 100_000;

/**
 * The ids by which units in a module and their descriptions in split files name each other, as 16 hexadecimal digits: those of skeletons in a module's `.debug_info`, or of the
 * units in a `.dwo` file's. What cannot be read has none.
 */
export async function splitUnitIds(
  reader: RangeReader,
  info: Section,
  abbreviations: Section | undefined,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let at = 0;
  for (let units = 0; units < UNIT_LIMIT && at + 12 <= info.size; units += 1) {
    const bytes = await reader.read(info.contents + at, Math.min(HEAD_SIZE, info.size - at));
    const head = new ByteCursor(bytes);
    const short = head.number(4);
    const isLong = short === LONG_LENGTH;
    const length = isLong ? head.number(8) : short;
    const id = await idOf(head, isLong ? 8 : 4, reader, abbreviations);
    if (id !== null) ids.push(id.toString(16).padStart(16, '0'));
    at += length + (isLong ? 12 : 4);
  }
  return ids;
}

async function idOf(
  head: ByteCursor,
  offsetSize: 4 | 8,
  reader: RangeReader,
  abbreviations: Section | undefined,
): Promise<bigint | null> {
  try {
    const version = head.number(2);
    if (version === 5) {
      const type = head.number(1);
      head.skip(1 + offsetSize);
      return SPLIT_UNIT_TYPES.has(type) ? head.id() : null;
    }
    if (version !== 4 || abbreviations === undefined) return null;
    const offset = head.number(offsetSize);
    const addressSize = head.number(1);
    if (offset >= abbreviations.size) return null;
    const size = Math.min(ABBREVIATION_SIZE, abbreviations.size - offset);
    const table = new ByteCursor(await reader.read(abbreviations.contents + offset, size));
    return idOfRoot(head, table, { offsetSize, addressSize });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface Sizes {
  readonly offsetSize: number;
  readonly addressSize: number;
}

/** `null` too where an attribute in front of the id has a form that root entries of DWARF 4 do not have. */
function idOfRoot(entry: ByteCursor, table: ByteCursor, sizes: Sizes): bigint | null {
  // Abbreviations of other entries may stand in front of it.
  for (const code = entry.uleb(); ;) {
    const declared = table.uleb();
    if (declared === 0) return null;
    table.uleb();
    table.skip(1);
    for (;;) {
      const [name, form] = [table.uleb(), table.uleb()];
      if (name === 0 && form === 0) break;
      if (declared !== code) continue;
      if (name === GNU_DWO_ID) return form === FORM_DATA8 ? entry.id() : null;
      if (!passOver(entry, form, sizes)) return null;
    }
    if (declared === code) return null;
  }
}

const FORM_DATA8 = 0x07;

/** False for a form that is not known. */
function passOver(entry: ByteCursor, form: number, { offsetSize, addressSize }: Sizes): boolean {
  switch (form) {
    case 0x01: // DW_FORM_addr
      return entry.skip(addressSize);
    case 0x0b: // DW_FORM_data1
    case 0x0c: // DW_FORM_flag
      return entry.skip(1);
    case 0x05: // DW_FORM_data2
      return entry.skip(2);
    case 0x06: // DW_FORM_data4
      return entry.skip(4);
    case FORM_DATA8:
      return entry.skip(8);
    case 0x0e: // DW_FORM_strp
    case 0x17: // DW_FORM_sec_offset
      return entry.skip(offsetSize);
    case 0x19: // DW_FORM_flag_present
      return true;
    case 0x08: // DW_FORM_string
      while (entry.number(1) !== 0);
      return true;
    case 0x0f: // DW_FORM_udata
    case 0x1f01: // DW_FORM_GNU_addr_index
    case 0x1f02: // DW_FORM_GNU_str_index
      entry.uleb();
      return true;
    default:
      return false;
  }
}

/** Numbers of DWARF; a `RangeError` behind the end. */
class ByteCursor {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  number(size: number): number {
    const at = this.#at;
    this.skip(size);
    switch (size) {
      case 1:
        return this.#view.getUint8(at);
      case 2:
        return this.#view.getUint16(at, true);
      case 4:
        return this.#view.getUint32(at, true);
      default:
        return Number(this.#view.getBigUint64(at, true));
    }
  }

  id(): bigint {
    this.skip(8);
    return this.#view.getBigUint64(this.#at - 8, true);
  }

  /** Of numbers that are larger than codes and forms may be, some large number. */
  uleb(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.number(1);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  skip(size: number): true {
    this.#at += size;
    if (this.#at > this.#view.byteLength) throw new RangeError('behind the end');
    return true;
  }
}
