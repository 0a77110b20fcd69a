import { DEBUG_SECTION_NAMES, debugSections, type DebugSectionName } from './debug-sections.ts';
import type { ModuleLayout, Section } from './module.ts';
import type { RangeReader } from './range-reader.ts';

/** Bytes of abbreviations that are looked through: of modules with 100 MB of debug information they have some 5 MB. */
const ABBREVIATIONS_LIMIT = 8 * 1024 * 1024;

/**
 * Debug sections to which those that are there refer, and that the file does not have. A file that ends exactly between two sections looks whole; what tells is that abbreviations
 * declare attributes whose values stand in a section behind the end. Only of a file that ends with debug sections: compilers write others behind them, so that a whole file is
 * mostly not looked through. Nothing is told by sections to which nothing must refer, as that of names.
 */
export async function missingDebugSections(layout: ModuleLayout): Promise<readonly DebugSectionName[]> {
  const { sections, cut, reader } = layout;
  if (cut !== null || sections.at(-1)?.name?.startsWith('.debug_') !== true) return [];
  const found = debugSections(layout);
  if (!found.has('.debug_info')) return [];
  // Tools also leave sections that are empty, on purpose.
  const present = new Set(sections.map(({ name }) => name));
  const abbreviations = found.get('.debug_abbrev');
  const needed = new Set<DebugSectionName>(['.debug_abbrev']);
  if (abbreviations !== undefined) {
    const size = Math.min(abbreviations.size, ABBREVIATIONS_LIMIT);
    const { sections: named, withRanges } = neededBy(await reader.read(abbreviations.contents, size));
    for (const section of named) needed.add(section);
    if (withRanges.size > 0 && !(present.has('.debug_ranges') && present.has('.debug_rnglists'))) {
      for (const version of await versionsOf(reader, found.get('.debug_info'), withRanges))
        needed.add(version < 5 ? '.debug_ranges' : '.debug_rnglists');
    }
  }
  return DEBUG_SECTION_NAMES.filter((name) => needed.has(name) && !present.has(name));
}

const STMT_LIST = 0x10;
const RANGES = 0x55;
const IMPLICIT_CONST = 0x21;
const RNGLISTX = 0x23;

interface Needed {
  readonly sections: ReadonlySet<DebugSectionName>;
  /** Offsets of tables that declare range lists by their offset, which is one in `.debug_ranges` or `.debug_rnglists` by the version of the unit. */
  readonly withRanges: ReadonlySet<number>;
}

function neededBy(table: Uint8Array): Needed {
  const sections = new Set<DebugSectionName>();
  const withRanges = new Set<number>();
  let [at, start] = [0, 0];
  const uleb = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = table[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < table.length) {
    // Behind the last of a unit's table the next one begins.
    if (uleb() === 0) {
      start = at;
      continue;
    }
    uleb();
    at += 1;
    while (at < table.length) {
      const [name, form] = [uleb(), uleb()];
      if (name === 0 && form === 0) break;
      if (form === IMPLICIT_CONST) uleb();
      // Half a declaration declares nothing.
      if (at > table.length) break;
      if (name === STMT_LIST) sections.add('.debug_line');
      if (name === RANGES && form === RNGLISTX) sections.add('.debug_rnglists');
      if (name === RANGES && form !== RNGLISTX) withRanges.add(start);
      for (const section of SECTIONS_BY_FORM.get(form) ?? []) sections.add(section);
    }
  }
  return { sections, withRanges };
}

/** Of the units with one of these tables of abbreviations. */
async function versionsOf(
  reader: RangeReader,
  info: Section | undefined,
  tables: ReadonlySet<number>,
): Promise<ReadonlySet<number>> {
  const versions = new Set<number>();
  if (info === undefined) return versions;
  let at = 0;
  for (let units = 0; units < UNIT_LIMIT && at + HEADER_SIZE <= info.size; units += 1) {
    const bytes = await reader.read(info.contents + at, HEADER_SIZE);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = view.getUint32(0, true);
    // No compiler writes 64-bit DWARF for WebAssembly.
    if (length >= 0xffff_fff0) break;
    const version = view.getUint16(4, true);
    if (version >= 2 && version <= 5 && tables.has(view.getUint32(version === 5 ? 8 : 6, true))) versions.add(version);
    at += 4 + length;
  }
  return versions;
}

/** Bytes of a unit's header, up to where its abbreviations are named. */
const HEADER_SIZE = 12;
/** Real modules have some thousand units. */
const UNIT_LIMIT = 100_000;

const INDEXED_STRINGS = ['.debug_str', '.debug_str_offsets'] as const;

/** `DW_FORM_…` whose values stand in another section. */
const SECTIONS_BY_FORM: ReadonlyMap<number, readonly DebugSectionName[]> = new Map<number, readonly DebugSectionName[]>(
  [
    [0x0e, ['.debug_str']],
    [0x1f, ['.debug_line_str']],
    ...[0x1a, 0x25, 0x26, 0x27, 0x28].map((form) => [form, INDEXED_STRINGS] as const),
    ...[0x1b, 0x29, 0x2a, 0x2b, 0x2c, 0x1f01].map((form) => [form, ['.debug_addr']] as const),
  ],
);
