import { ByteReader } from './byte-reader.ts';
import { addressOf, ATTRIBUTE, readForm, textOf } from './forms.ts';
import type { FormContext, FormValue } from './forms.ts';
import { rangesOf } from './ranges.ts';
import type { AddressRange } from './ranges.ts';

/** The debug sections of a module by name; absent ones are empty. */
export type Sections = (name: string) => Uint8Array;

export interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  /** Attribute, form and implicit constant, three numbers each. */
  readonly attributes: readonly number[];
}

/** A unit of .debug_info, with what its root entry says. */
export interface Unit extends FormContext {
  readonly start: number;
  readonly end: number;
  readonly firstEntry: number;
  readonly abbreviations: ReadonlyMap<number, Abbreviation>;
  /** What offsets of range lists are relative to, until the list says otherwise. */
  baseAddress: number;
  /** The code that the unit says it covers. */
  ranges: readonly AddressRange[];
  compilationDirectory: string;
  /** Offset in .debug_line; `null` without line table. */
  lineTable: number | null;
}

const SKELETON = 4;
const SPLIT_COMPILE = 5;
const TYPE = 2;
const SPLIT_TYPE = 6;

/** Reads all unit headers and root entries. */
export function readUnits(sections: Sections): Unit[] {
  const info = sections('.debug_info');
  const abbreviationTables = new Map<number, ReadonlyMap<number, Abbreviation>>();
  const units: Unit[] = [];
  const reader = new ByteReader(info);
  while (!reader.atEnd) {
    const start = reader.position;
    const { length, offsetSize } = reader.unitLength();
    const end = reader.position + length;
    const version = reader.unsigned(2);
    let type = 0;
    let addressSize: number;
    let abbreviationsAt: number;
    if (version >= 5) {
      type = reader.u8();
      addressSize = reader.u8();
      abbreviationsAt = reader.unsigned(offsetSize);
      if (type === SKELETON || type === SPLIT_COMPILE) reader.position += 8;
      if (type === TYPE || type === SPLIT_TYPE) reader.position += 8 + offsetSize;
    } else {
      abbreviationsAt = reader.unsigned(offsetSize);
      addressSize = reader.u8();
    }
    let abbreviations = abbreviationTables.get(abbreviationsAt);
    if (abbreviations === undefined) {
      abbreviations = readAbbreviations(new ByteReader(sections('.debug_abbrev'), abbreviationsAt));
      abbreviationTables.set(abbreviationsAt, abbreviations);
    }
    const unit: Unit = {
      sections,
      start,
      end,
      firstEntry: reader.position,
      version,
      offsetSize,
      addressSize,
      abbreviations,
      baseAddress: 0,
      ranges: [],
      compilationDirectory: '',
      lineTable: null,
      stringOffsetsBase: 4 + offsetSize,
      addressBase: 0,
      rangeListsBase: 0,
    };
    readRoot(unit, reader);
    units.push(unit);
    reader.position = end;
  }
  return units;
}

function readRoot(unit: Unit, reader: ByteReader): void {
  const abbreviation = unit.abbreviations.get(reader.uleb());
  if (abbreviation === undefined) return;
  const values = new Map<number, FormValue>();
  const { attributes } = abbreviation;
  for (let at = 0; at < attributes.length; at += 3) {
    const form = attributes[at + 1] ?? 0;
    values.set(attributes[at] ?? 0, { form, value: readForm(reader, form, attributes[at + 2] ?? 0, unit) });
  }
  const number = (attribute: number): number | undefined => values.get(attribute)?.value;
  unit.stringOffsetsBase = number(ATTRIBUTE.strOffsetsBase) ?? unit.stringOffsetsBase;
  unit.addressBase = number(ATTRIBUTE.addrBase) ?? 0;
  unit.rangeListsBase = number(ATTRIBUTE.rnglistsBase) ?? 0;
  unit.lineTable = number(ATTRIBUTE.stmtList) ?? null;
  const lowPc = values.get(ATTRIBUTE.lowPc);
  if (lowPc !== undefined) unit.baseAddress = addressOf(unit, lowPc.form, lowPc.value);
  unit.ranges = rangesOf(unit, lowPc, values.get(ATTRIBUTE.highPc), values.get(ATTRIBUTE.ranges));
  const directory = values.get(ATTRIBUTE.compDir);
  if (directory !== undefined) unit.compilationDirectory = textOf(unit, directory.form, directory.value);
}

function readAbbreviations(reader: ByteReader): Map<number, Abbreviation> {
  const abbreviations = new Map<number, Abbreviation>();
  for (let code = reader.uleb(); code !== 0; code = reader.uleb()) {
    const tag = reader.uleb();
    const hasChildren = reader.u8() !== 0;
    const attributes: number[] = [];
    for (;;) {
      const attribute = reader.uleb();
      const form = reader.uleb();
      const implicit = form === 0x21 ? reader.sleb() : 0;
      if (attribute === 0 && form === 0) break;
      attributes.push(attribute, form, implicit);
    }
    abbreviations.set(code, { tag, hasChildren, attributes });
  }
  return abbreviations;
}
