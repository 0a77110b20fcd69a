import { ByteReader } from './byte-reader.ts';
import type { AddressRange } from './ranges.ts';

/** What .debug_aranges says, by offset of the unit in .debug_info. */
export function readAddressRanges(section: Uint8Array): Map<number, AddressRange[]> {
  const units = new Map<number, AddressRange[]>();
  const reader = new ByteReader(section);
  while (!reader.atEnd) {
    const start = reader.position;
    const { length, offsetSize } = reader.unitLength();
    const end = reader.position + length;
    reader.position += 2;
    const unit = reader.unsigned(offsetSize);
    const addressSize = reader.u8();
    reader.position += 1;
    // Tuples are aligned to their own size.
    const padding = (reader.position - start) % (2 * addressSize);
    if (padding > 0) reader.position += 2 * addressSize - padding;
    const ranges: AddressRange[] = [];
    while (reader.position < end) {
      const address = reader.unsigned(addressSize);
      const size = reader.unsigned(addressSize);
      if (address === 0 && size === 0) break;
      ranges.push({ start: address, end: address + size });
    }
    units.set(unit, ranges);
    reader.position = end;
  }
  return units;
}
