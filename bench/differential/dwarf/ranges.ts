import { ByteReader } from './byte-reader.ts';
import { addressOf, FORM, isAddress } from './forms.ts';
import type { FormContext, FormValue } from './forms.ts';

export interface AddressRange {
  readonly start: number;
  readonly end: number;
}

/** The ranges that DW_AT_ranges, or else DW_AT_low_pc and DW_AT_high_pc give. `baseAddress` is the unit's. */
export function rangesOf(
  unit: FormContext & { readonly baseAddress: number },
  low: FormValue | undefined,
  high: FormValue | undefined,
  rangeList: FormValue | undefined,
): AddressRange[] {
  if (rangeList !== undefined) return readRanges(unit, rangeList.form, rangeList.value);
  if (low === undefined || high === undefined) return [];
  const start = addressOf(unit, low.form, low.value);
  return [{ start, end: isAddress(high.form) ? addressOf(unit, high.form, high.value) : start + high.value }];
}

function readRanges(unit: FormContext & { readonly baseAddress: number }, form: number, value: number): AddressRange[] {
  if (unit.version < 5) return readOldRanges(unit, value);
  const section = unit.sections('.debug_rnglists');
  const at =
    form === FORM.rnglistx
      ? unit.rangeListsBase +
        new ByteReader(section, unit.rangeListsBase + value * unit.offsetSize).unsigned(unit.offsetSize)
      : value;
  const reader = new ByteReader(section, at);
  const indexed = (): number => addressOf(unit, FORM.addrx, reader.uleb());
  const address = (): number => reader.unsigned(unit.addressSize);
  const ranges: AddressRange[] = [];
  let base = unit.baseAddress;
  for (;;) {
    switch (reader.u8()) {
      case 0: // end of list
        return ranges;
      case 1: // base_addressx
        base = indexed();
        break;
      case 2: // startx_endx
        ranges.push({ start: indexed(), end: indexed() });
        break;
      case 3: {
        // startx_length
        const start = indexed();
        ranges.push({ start, end: start + reader.uleb() });
        break;
      }
      case 4: // offset_pair
        ranges.push({ start: base + reader.uleb(), end: base + reader.uleb() });
        break;
      case 5: // base_address
        base = address();
        break;
      case 6: // start_end
        ranges.push({ start: address(), end: address() });
        break;
      case 7: {
        // start_length
        const start = address();
        ranges.push({ start, end: start + reader.uleb() });
        break;
      }
      default:
        throw new RangeError(`unknown range list entry at ${reader.position}`);
    }
  }
}

function readOldRanges(unit: FormContext & { readonly baseAddress: number }, at: number): AddressRange[] {
  const reader = new ByteReader(unit.sections('.debug_ranges'), at);
  const ranges: AddressRange[] = [];
  const baseSelection = 2 ** (8 * unit.addressSize) - 1;
  let base = unit.baseAddress;
  while (!reader.atEnd) {
    const start = reader.unsigned(unit.addressSize);
    const end = reader.unsigned(unit.addressSize);
    if (start === 0 && end === 0) break;
    if (start === baseSelection) base = end;
    else ranges.push({ start: base + start, end: base + end });
  }
  return ranges;
}
