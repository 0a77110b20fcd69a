import type { DebugSectionName } from './debug-sections.ts';

/** A part of a section, by its offset within the section's contents. */
export interface Contribution {
  readonly offset: number;
  readonly size: number;
}

/** What one unit takes of the sections of a package, by the section's name without `.dwo`. */
export type UnitContributions = ReadonlyMap<DebugSectionName, Contribution>;

/** By the id of a compilation unit, or by the signature of a type unit. */
export type PackageIndex = ReadonlyMap<bigint, UnitContributions>;

const HEADER_SIZE = 16;

/** The sections that are of use here, by their number (`DW_SECT_…`). */
const COLUMNS_VERSION_2: Readonly<Partial<Record<number, DebugSectionName>>> = {
  1: '.debug_info',
  2: '.debug_types',
  3: '.debug_abbrev',
  4: '.debug_line',
  6: '.debug_str_offsets',
};
const COLUMNS_VERSION_5: Readonly<Partial<Record<number, DebugSectionName>>> = {
  1: '.debug_info',
  3: '.debug_abbrev',
  4: '.debug_line',
  6: '.debug_str_offsets',
  8: '.debug_rnglists',
};

/** More kinds of sections than any version knows. */
const COLUMN_LIMIT = 32;

/**
 * Reads `.debug_cu_index` or `.debug_tu_index` of a package (DWARF 5, 7.3.5; version 2 is GNU's, for DWARF 4). Its slots are passed over one by one: of a
 * file that is not to be trusted, an order by hash can be none. `null` where it does not hold together.
 */
export function readPackageIndex(bytes: Uint8Array): PackageIndex | null {
  if (bytes.length < HEADER_SIZE) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Version 2 has 32 bits, version 5 has 16 and as many zeros.
  const version = view.getUint32(0, true);
  const columnCount = view.getUint32(4, true);
  const unitCount = view.getUint32(8, true);
  const slotCount = view.getUint32(12, true);
  const known = version === 5 ? COLUMNS_VERSION_5 : COLUMNS_VERSION_2;
  const rows = HEADER_SIZE + slotCount * 8;
  const columns = rows + slotCount * 4;
  const offsets = columns + columnCount * 4;
  const sizes = offsets + unitCount * columnCount * 4;
  const end = sizes + unitCount * columnCount * 4;
  if ((version !== 2 && version !== 5) || columnCount > COLUMN_LIMIT || end > bytes.length) return null;

  const names = Array.from({ length: columnCount }, (_, column) => known[view.getUint32(columns + column * 4, true)]);
  const index = new Map<bigint, UnitContributions>();
  // Each row once, though slots could all name the same.
  const taken = new Set<number>();
  for (let slot = 0; slot < slotCount; slot += 1) {
    const row = view.getUint32(rows + slot * 4, true);
    const id = view.getBigUint64(HEADER_SIZE + slot * 8, true);
    if (row === 0 || row > unitCount || taken.has(row) || index.has(id)) continue;
    taken.add(row);
    const contributions = new Map<DebugSectionName, Contribution>();
    names.forEach((name, column) => {
      const at = ((row - 1) * columnCount + column) * 4;
      if (name === undefined) return;
      contributions.set(name, { offset: view.getUint32(offsets + at, true), size: view.getUint32(sizes + at, true) });
    });
    index.set(id, contributions);
  }
  return index;
}
