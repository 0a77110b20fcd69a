import { ByteReader } from './byte-reader.ts';
import { ATTRIBUTE, readForm, textOf } from './forms.ts';
import type { FormValue } from './forms.ts';
import { rangesOf } from './ranges.ts';
import type { AddressRange } from './ranges.ts';
import type { Unit } from './units.ts';

/** A DW_TAG_subprogram or DW_TAG_inlined_subroutine; of its attributes only what the evidence needs. */
export interface FunctionEntry {
  readonly offset: number;
  readonly unit: Unit;
  readonly inlined: boolean;
  readonly ranges: readonly AddressRange[];
  readonly ownName: string | null;
  readonly ownLinkageName: string | null;
  /** File number in the unit's line table; `null` where the entry has none of its own. */
  readonly declFile: number | null;
  readonly declLine: number | null;
  /** Where an inlined call stands in its caller; 0 is unknown. */
  readonly callLine: number;
  readonly callColumn: number;
  /** Abstract origin or specification, offset in .debug_info. */
  readonly origin: number | null;
  /** The entry that it stands in; `null` at the top. */
  readonly parent: FunctionEntry | null;
}

const SUBPROGRAM = 0x2e;
const INLINED_SUBROUTINE = 0x1d;

/** All function entries of a unit, in order. */
export function readFunctions(unit: Unit): FunctionEntry[] {
  const entries: FunctionEntry[] = [];
  const reader = new ByteReader(unit.sections('.debug_info'), unit.firstEntry);
  const parents: (FunctionEntry | null)[] = [];
  let parent: FunctionEntry | null = null;
  while (reader.position < unit.end) {
    const offset = reader.position;
    const code = reader.uleb();
    if (code === 0) {
      parent = parents.pop() ?? null;
      continue;
    }
    const abbreviation = unit.abbreviations.get(code);
    if (abbreviation === undefined) throw new RangeError(`unknown abbreviation ${code} at ${offset}`);
    const { tag, attributes, hasChildren } = abbreviation;
    let entry: FunctionEntry | null = null;
    if (tag === SUBPROGRAM || tag === INLINED_SUBROUTINE) {
      entry = readFunction(unit, reader, offset, tag === INLINED_SUBROUTINE, attributes, parent);
      entries.push(entry);
    } else {
      for (let at = 0; at < attributes.length; at += 3) readForm(reader, attributes[at + 1] ?? 0, 0, unit);
    }
    if (hasChildren) {
      parents.push(parent);
      parent = entry ?? parent;
    }
  }
  return entries;
}

function readFunction(
  unit: Unit,
  reader: ByteReader,
  offset: number,
  inlined: boolean,
  attributes: readonly number[],
  parent: FunctionEntry | null,
): FunctionEntry {
  let low: FormValue | undefined;
  let high: FormValue | undefined;
  let rangeList: FormValue | undefined;
  let ownName: string | null = null;
  let ownLinkageName: string | null = null;
  let declFile: number | null = null;
  let declLine: number | null = null;
  let callLine = 0;
  let callColumn = 0;
  let origin: number | null = null;
  for (let at = 0; at < attributes.length; at += 3) {
    const form = attributes[at + 1] ?? 0;
    const value = readForm(reader, form, attributes[at + 2] ?? 0, unit);
    switch (attributes[at]) {
      case ATTRIBUTE.name:
        ownName = textOf(unit, form, value);
        break;
      case ATTRIBUTE.linkageName:
      case ATTRIBUTE.mipsLinkageName:
        ownLinkageName = textOf(unit, form, value);
        break;
      case ATTRIBUTE.declFile:
        declFile = value;
        break;
      case ATTRIBUTE.declLine:
        declLine = value;
        break;
      case ATTRIBUTE.abstractOrigin:
      case ATTRIBUTE.specification:
        origin = value;
        break;
      case ATTRIBUTE.callLine:
        callLine = value;
        break;
      case ATTRIBUTE.callColumn:
        callColumn = value;
        break;
      case ATTRIBUTE.lowPc:
        low = { form, value };
        break;
      case ATTRIBUTE.highPc:
        high = { form, value };
        break;
      case ATTRIBUTE.ranges:
        rangeList = { form, value };
        break;
      default:
    }
  }
  const ranges = rangesOf(unit, low, high, rangeList);
  const own = { ownName, ownLinkageName, declFile, declLine, callLine, callColumn };
  return { offset, unit, inlined, ranges, ...own, origin, parent };
}
