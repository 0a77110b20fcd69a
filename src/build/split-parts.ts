import { isCut, type Section } from '../container/module.ts';
import { NOTE_LIMIT_REACHED, NOTE_SPLIT_TRUNCATED, NOTE_SPLIT_UNREADABLE } from '../container/notes.ts';
import type { UnitContributions } from '../container/package-index.ts';
import { SPLIT_SECTION_NAMES, splitSections } from '../container/split-sections.ts';
import type { SplitSectionName } from '../container/split-sections.ts';
import type { ByteSource } from '../core/inputs.ts';
import type { SplitInputs } from '../core/run-core.ts';
import { concatenated, lastAtOrBefore, partOf } from './byte-sources.ts';
import type { SplitFile } from './split-file.ts';

/** A part of a section's contents that is not empty. */
interface Part {
  readonly start: number;
  readonly end: number;
}

/** The parts of a file's sections that belong together: those of a `.dwo`, or of one unit in a package. */
type Member = ReadonlyMap<SplitSectionName, Part>;

/** Sections that hold the units themselves; parts of different members in them must not overlap. */
const UNITS = ['.debug_info', '.debug_types'] as const;

/** Sections that the units of a package share whole. */
const SHARED: ReadonlySet<SplitSectionName> = new Set(['.debug_str', '.debug_line_str']);

/**
 * Where a section begins that a file does not have: behind all that a core can hold, and not at the end of the others', where those of the next file will stand. Added to
 * the module's own section, of which a core holds less than half as much, it stays below 2^32.
 */
const NOWHERE = 2 ** 31;

/** A string that does not end within so many bytes is none; as the core has it. */
const LONGEST_STRING = 100_001;
/** Bytes that may be missing of a section of which the rest is used. */
const MISSING_LIMIT = 2 ** 24;

/** The order of a member's starts in the core's table. */
const STARTS = [
  '.debug_abbrev',
  '.debug_line',
  '.debug_str',
  '.debug_line_str',
  '.debug_str_offsets',
  '.debug_rnglists',
] as const satisfies readonly SplitSectionName[];

/** What split files add to a build: their sections one behind the other, and the members in them. */
export class SplitParts {
  readonly #pieces = new Map<SplitSectionName, ByteSource[]>();
  readonly #sizes = new Map<SplitSectionName, number>();
  readonly #members: number[] = [];
  #unreadable = 0;
  #limited = 0;
  #cut = 0;

  /** Counts files, or units in packages, that cannot be read. */
  addUnreadable(count = 1): void {
    this.#unreadable += count;
  }

  /** Counts files that are cut off, of which the rest is used. */
  addCut(): void {
    this.#cut += 1;
  }

  /**
   * Adds a file; of a package only the units with these ids, and its types, as no skeleton says which of them its unit refers to.
   * @param room bytes that may be added; what takes more is left out
   * @returns bytes that were added
   */
  add(file: SplitFile, ids: ReadonlySet<bigint>, room: number): number {
    const sections = new Map(
      [...splitSections(file.layout)].filter(([, { announced, size }]) => announced - size <= MISSING_LIMIT),
    );
    if (file.damaged || !UNITS.some((name) => sections.has(name))) {
      this.addUnreadable();
      return 0;
    }
    const all = file.units === null && file.types === null ? [wholeOf(sections)] : this.#unitsOf(file, sections, ids);
    const members = this.#separate(all);
    const parts = new Map(
      SPLIT_SECTION_NAMES.map((name) => [name, merged(members.flatMap((member) => member.get(name) ?? []))] as const),
    );
    const size = [...parts.values()].flat().reduce((sum, { start, end }) => sum + end - start, 0);
    if (size > room) {
      this.#limited += 1;
      return 0;
    }
    const placed = new Map<SplitSectionName, (offset: number) => number>();
    for (const [name, section] of sections) placed.set(name, this.#append(name, file, section, parts.get(name) ?? []));
    for (const member of members) {
      const startOf = (name: SplitSectionName): number | undefined => {
        const part = member.get(name);
        return part === undefined ? undefined : placed.get(name)?.(part.start);
      };
      for (const name of UNITS) {
        const { start, end } = member.get(name) ?? { start: 0, end: 0 };
        this.#members.push(startOf(name) ?? this.#sizes.get(name) ?? 0, end - start);
      }
      this.#members.push(...STARTS.map((name) => startOf(name) ?? NOWHERE), file.layout.cut === null ? 0 : 1);
    }
    return size;
  }

  /** All that was added. */
  inputs(): SplitInputs {
    const debug = new Map(Array.from(this.#pieces, ([name, pieces]) => [name, concatenated(pieces)] as const));
    const notes = [
      [NOTE_SPLIT_UNREADABLE, this.#unreadable, 0],
      [NOTE_LIMIT_REACHED, this.#limited, 0],
      [NOTE_SPLIT_TRUNCATED, this.#cut, 0],
    ].filter(([, count]) => count !== 0);
    return { debug, members: Uint32Array.from(this.#members), notes: Uint32Array.from(notes.flat()) };
  }

  #unitsOf(
    { units, types }: SplitFile,
    sections: ReadonlyMap<SplitSectionName, Section>,
    ids: ReadonlySet<bigint>,
  ): Member[] {
    const wanted = [...(units ?? [])].filter(([id]) => ids.has(id)).map(([, contributions]) => contributions);
    const members = [...wanted, ...(types?.values() ?? [])].map((contributions) => memberOf(contributions, sections));
    const sound = members.filter((member) => member !== null);
    this.addUnreadable(members.length - sound.length);
    return sound;
  }

  /** In the order of their units, without those that overlap others: an index that lies could have the same bytes read a thousand times. */
  #separate(members: readonly Member[]): Member[] {
    const ends = new Map<SplitSectionName, number>();
    const key = (member: Member, name: SplitSectionName): number => member.get(name)?.start ?? Infinity;
    const compare = (a: number, b: number): number => (a === b ? 0 : a - b);
    const ordered = members.toSorted((a, b) => {
      const [first, second] = UNITS;
      return compare(key(a, first), key(b, first)) || compare(key(a, second), key(b, second));
    });
    return ordered.filter((member) => {
      const overlaps = UNITS.some((name) => key(member, name) < (ends.get(name) ?? 0));
      if (overlaps) this.addUnreadable();
      else for (const name of UNITS) ends.set(name, member.get(name)?.end ?? ends.get(name) ?? 0);
      return !overlaps;
    });
  }

  /** Appends parts of a section, which ascend; says where offsets of it have come to lie. */
  #append(
    name: SplitSectionName,
    { layout }: SplitFile,
    section: Section,
    parts: readonly Part[],
  ): (offset: number) => number {
    const pieces = this.#pieces.get(name) ?? [];
    let size = this.#sizes.get(name) ?? 0;
    const bases = parts.map(({ start, end }) => {
      pieces.push(partOf(layout.reader, section.contents + start, end - start));
      size += end - start;
      return size - end;
    });
    const starts = parts.map(({ start }) => start);
    if (isCut(section) && !UNITS.some((units) => units === name)) {
      // What would be read out of what is missing must not be found in the next file's.
      const missing = section.announced - section.size + LONGEST_STRING;
      pieces.push(filler(name, missing));
      size += missing;
    }
    this.#pieces.set(name, pieces);
    this.#sizes.set(name, size);
    return (offset) => offset + (bases[lastAtOrBefore(starts, offset)] ?? 0);
  }
}

/**
 * Bytes that make nothing of what is cut. Of abbreviations they are unknown forms, so that entries written by one that is cut are not read by half of it; in range lists the end of the
 * list, whose last range becomes shorter or empty; elsewhere strings that are too long, and offsets behind every section.
 */
function filler(name: SplitSectionName, size: number): ByteSource {
  const byte = name === '.debug_abbrev' ? 0x7f : name === '.debug_rnglists' ? 0x00 : 0xff;
  return { size, read: (_, length) => new Uint8Array(length).fill(byte) };
}

function wholeOf(sections: ReadonlyMap<SplitSectionName, Section>): Member {
  return new Map(Array.from(sections, ([name, { size }]) => [name, { start: 0, end: size }]));
}

/** `null` where the index names bytes that the file does not have, or no unit. */
function memberOf(contributions: UnitContributions, sections: ReadonlyMap<SplitSectionName, Section>): Member | null {
  const member = new Map<SplitSectionName, Part>();
  for (const name of SPLIT_SECTION_NAMES) {
    const section = sections.get(name);
    const { offset = 0, size = 0 } = SHARED.has(name) ? { size: section?.size ?? 0 } : (contributions.get(name) ?? {});
    if (offset + size > (section?.size ?? 0)) return null;
    if (size > 0) member.set(name, { start: offset, end: offset + size });
  }
  return UNITS.some((name) => member.has(name)) ? member : null;
}

/** Ascending, without overlap: units share tables, and an index that lies could name the same bytes for each of its units. */
function merged(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && part.start <= last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, part.end) };
    } else {
      result.push(part);
    }
  }
  return result;
}
