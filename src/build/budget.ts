import type { ByteSource } from '../core/inputs.ts';
import type { CoreDebugSection, CoreOptions, CoreSection, IndexInputs } from '../core/run-core.ts';
import { partInputsOf, runPartCore } from '../core/part-core.ts';
import type { PartInputs } from '../core/part-core.ts';
import { programsOf } from './part-tables.ts';
import { sectionOf, sizeOf, union } from './pieces.ts';
import type { Piece } from './pieces.ts';
import { itemAt, readUnitChain } from './unit-chain.ts';
import type { UnitChain } from './unit-chain.ts';

/** A core takes so many times the sections that it is given. */
const CORE_FACTOR = 3;

/** What a part begins with: so much of its room is for units, before it is known what they need besides. */
const FIRST_SHARE = 0.4;

/** Of sections that are read by pages: strings, range lists and the like are of the neighbourhood of others that are needed. */
const PAGE = 4096;
const PAGE_GAP = 4096;

/** Runs of a part before what is still missing is left out. Chains of real files have some eight: unit, root, names, their strings, other units, and so on. */
const MAX_RUNS = 24;

const WORDS_OF_MISSING = 3;
const SIGNATURES = 9;

/** By their numbers in the list of what is missing. `.debug_addr` and `.debug_types` are given as a whole. */
const SECTIONS = [
  '.debug_info',
  '.debug_abbrev',
  '.debug_line',
  '.debug_str',
  '.debug_line_str',
  '.debug_str_offsets',
  '.debug_addr',
  '.debug_ranges',
  '.debug_rnglists',
] as const satisfies readonly CoreDebugSection[];
const INFO = 0;
const LINE = 2;
const WHOLE: readonly CoreDebugSection[] = ['.debug_addr', '.debug_types'];
const PADDED: readonly CoreDebugSection[] = ['.debug_ranges', '.debug_rnglists'];

type Needs = Map<number, readonly Piece[]>;

interface Plan {
  readonly inputs: PartInputs;
  readonly debug: ReadonlyMap<CoreDebugSection, ByteSource>;
  readonly units: UnitChain;
  readonly programs: UnitChain;
  /** Bytes of sections that one core may be given. */
  readonly room: number;
  readonly options: CoreOptions;
}

/** What a core is to do. */
interface Task {
  readonly from: number;
  readonly to: number;
  readonly linesOnly: boolean;
}

/**
 * Builds an index part by part, so that debug sections and the core that reads them never take more than about `budget` bytes together. Each part is read
 * by a core of its own, which is given its units, and then what it finds missing, until nothing is. The index, which grows in another core, comes on top.
 */
export async function buildWithinBudget(
  inputs: Omit<IndexInputs, 'debug'>,
  debug: ReadonlyMap<CoreDebugSection, ByteSource>,
  budget: number,
  options: CoreOptions,
): Promise<Uint8Array> {
  const { signal } = options;
  const chain = async (name: CoreDebugSection): Promise<UnitChain> => {
    const source = debug.get(name);
    const hasTypeUnits = name === '.debug_info';
    return source === undefined ? { items: [], typeUnits: new Map() } : readUnitChain(source, { hasTypeUnits, signal });
  };
  const [units, programs] = [await chain('.debug_info'), await chain('.debug_line')];
  const whole = WHOLE.reduce((sum, name) => sum + (debug.get(name)?.size ?? 0), 0);
  const room = Math.max(PAGE, budget / CORE_FACTOR - whole);
  const plan: Plan = {
    inputs: partInputsOf(inputs),
    debug,
    units,
    programs,
    room,
    options: { ...options, onProgress: undefined },
  };
  const parts = partsOf(plan);
  const infoSize = debug.get('.debug_info')?.size ?? 0;
  const debugBytes = infoSize === 0 ? 0 : [...debug.values()].reduce((sum, { size }) => sum + size, 0);
  return runPartCore(
    { ...inputs, debug: new Map() },
    {
      from: 0,
      to: 0,
      debugBytes,
      nextPart: async () => {
        const next = await parts.next();
        if (next.done === true) return null;
        options.onProgress?.(next.value.done, infoSize);
        return next.value.part;
      },
    },
    { ...options, onProgress: undefined },
  );
}

/** Parts in the order of units, then those of the line programs to which no unit has led. */
async function* partsOf(plan: Plan): AsyncGenerator<{ readonly part: Uint8Array; readonly done: number }, void> {
  const ledTo = new Set<number>();
  let share = plan.room * FIRST_SHARE;
  const { items } = plan.units;
  const end = performance.now() + (plan.options.limits?.milliseconds ?? Infinity);
  for (let first = 0; first < items.length;) {
    if (performance.now() > end) {
      const { part } = await runTask(plan, taskOf(items, first, items.length), new Map(), 'limited');
      if (part !== null) yield { part, done: 0 };
      return;
    }
    const { part, next, given } = await partOfUnits(plan, first, share);
    for (const program of programsOf(part)) ledTo.add(program);
    const done = items[next]?.start ?? items.at(-1)?.end ?? 0;
    // As much of the room as this part's units would have taken, but for a reserve.
    share = Math.min(plan.room, (0.8 * plan.room * (done - (items[first]?.start ?? 0))) / Math.max(1, given));
    first = next;
    yield { part, done };
  }
  const left = plan.programs.items.filter(({ start }) => !ledTo.has(start));
  const done = items.at(-1)?.end ?? 0;
  for (let first = 0; first < left.length;) {
    const next = endOf(left, first, plan.room * FIRST_SHARE);
    const needs: Needs = new Map([
      // The first unit tells the size of addresses.
      [INFO, items.slice(0, 1)],
      [LINE, left.slice(first, next)],
    ]);
    const { part } = await runTask(plan, { from: 0, to: 0, linesOnly: true }, needs, 'single');
    first = next;
    if (part !== null) yield { part, done };
  }
}

/** The first of as many units as have room, and at least one; fewer where they need too much besides. */
async function partOfUnits(
  plan: Plan,
  first: number,
  share: number,
): Promise<{ readonly part: Uint8Array; readonly next: number; readonly given: number }> {
  const { items } = plan.units;
  for (let next = endOf(items, first, share); ; next = first + Math.ceil((next - first) / 2)) {
    const isSingle = next === first + 1;
    const needs: Needs = new Map([[INFO, items.slice(first, next)]]);
    const { part, given } = await runTask(plan, taskOf(items, first, next), needs, isSingle ? 'single' : 'several');
    if (part !== null) return { part, next, given };
  }
}

/** The units from one item to another. */
function taskOf(items: readonly Piece[], first: number, next: number): Task {
  return { from: items[first]?.start ?? 0, to: items[next]?.start ?? 2 ** 53 - 1, linesOnly: false };
}

function endOf(items: readonly Piece[], first: number, room: number): number {
  let next = first + 1;
  for (let size = sizeOf(items.slice(first, next)); next < items.length; next += 1) {
    size += sizeOf(items.slice(next, next + 1));
    if (size > room) break;
  }
  return next;
}

/**
 * Runs a core until nothing is missing.
 * @param items what they are: several, of which fewer may have room; a single one, which is left out where it has none; or `limited`, to be left out in any case
 * @returns `part: null` where the sections that it needs have no room
 */
async function runTask(
  plan: Plan,
  task: Task,
  needs: Needs,
  items: 'several' | 'single' | 'limited',
): Promise<{ readonly part: Uint8Array | null; readonly given: number }> {
  let needed = needs;
  let leavesOut: 'missing' | 'limited' | undefined = items === 'limited' ? items : undefined;
  if (totalOf(needed) > plan.room) {
    if (items === 'several') return { part: null, given: totalOf(needed) };
    needed = new Map();
    leavesOut = 'limited';
  }
  for (let run = 1; ; run += 1) {
    const lists: Uint8Array[] = [];
    const { inputs, options } = plan;
    const onMissing = (list: Uint8Array): void => void lists.push(list);
    const part = await runPartCore(
      { ...inputs, debug: sectionsOf(plan, needed) },
      { ...task, leavesOut, onMissing },
      options,
    );
    const [missing] = lists;
    if (missing === undefined) return { part, given: totalOf(needed) };
    const more = added(plan, needed, missing);
    const size = totalOf(more);
    if (size > plan.room && items === 'several') return { part: null, given: size };
    if (size > plan.room || run === MAX_RUNS) {
      // Half of what a unit says would look like damage.
      needed = new Map();
      leavesOut = 'limited';
    } else if (size === totalOf(needed)) leavesOut = 'missing';
    else needed = more;
  }
}

function totalOf(needs: Needs): number {
  return [...needs.values()].reduce((sum, pieces) => sum + sizeOf(pieces), 0);
}

function sectionsOf({ debug }: Plan, needs: Needs): Map<CoreDebugSection, CoreSection> {
  const sections = new Map<CoreDebugSection, CoreSection>();
  for (const [name, source] of debug) {
    const number = SECTIONS.findIndex((section) => section === name);
    const padding = PADDED.includes(name) ? 1 : 0;
    sections.set(name, WHOLE.includes(name) ? source : sectionOf(source, needs.get(number) ?? [], padding));
  }
  return sections;
}

/** What is needed, and what is missing: whole units, whole line programs, pages of the rest. */
function added({ debug, units, programs }: Plan, needs: Needs, missing: Uint8Array): Needs {
  const pieces = new Map<number, Piece[]>();
  const add = (section: number, piece: Piece | undefined): void => {
    if (piece === undefined) return;
    const known = pieces.get(section);
    if (known === undefined) pieces.set(section, [piece]);
    else known.push(piece);
  };
  const view = new DataView(missing.buffer, missing.byteOffset, missing.byteLength);
  for (let at = 0; at < missing.length; at += WORDS_OF_MISSING * 4) {
    const section = view.getUint32(at, true);
    const place = view.getBigUint64(at + 4, true);
    const offset = Number(place);
    if (section === SIGNATURES) add(INFO, units.typeUnits.get(place));
    else if (section === INFO) add(INFO, units.items[itemAt(units.items, offset)]);
    else if (section === LINE) add(LINE, programs.items[itemAt(programs.items, offset)]);
    else add(section, pageOf(offset, debug.get(SECTIONS[section] ?? '.debug_info')?.size ?? 0));
  }
  const all: Needs = new Map(needs);
  for (const [section, list] of pieces) {
    const gap = section === INFO || section === LINE ? 0 : PAGE_GAP;
    all.set(section, union(needs.get(section) ?? [], list, gap));
  }
  return all;
}

function pageOf(offset: number, sectionSize: number): Piece {
  const start = offset - (offset % PAGE);
  return { start, end: Math.min(start + PAGE, sectionSize) };
}
