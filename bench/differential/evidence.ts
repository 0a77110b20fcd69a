import { readAddressRanges } from './dwarf/aranges.ts';
import { readFunctions } from './dwarf/functions.ts';
import type { FunctionEntry } from './dwarf/functions.ts';
import { readLineTables } from './dwarf/lines.ts';
import type { LineTable, Row, Sequence } from './dwarf/lines.ts';
import type { AddressRange } from './dwarf/ranges.ts';
import { readUnits } from './dwarf/units.ts';
import type { Unit } from './dwarf/units.ts';
import type { Body, WasmModule } from './module.ts';

export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Longest chain of origins that is followed. */
const MAXIMUM_HOPS = 16;

/**
 * What the module's DWARF says in the harness's own reading: who is right where two answers differ is decided by this and
 * not by either of them.
 */
export class Evidence {
  readonly #units: readonly Unit[];
  readonly #tables: ReadonlyMap<number, LineTable>;
  readonly #addressRanges: ReadonlyMap<number, readonly AddressRange[]>;
  readonly #entries = new Map<number, FunctionEntry>();
  readonly #claims = new Map<number, FunctionEntry[]>();
  readonly #inlined = new Map<FunctionEntry, FunctionEntry[]>();
  readonly #starts = new Map<string, number[]>();
  readonly #declarations = new Map<string, Place[]>();
  /** By unit, then by file; ascending. */
  readonly #declaredLines = new Map<Unit, Map<string, number[]>>();
  /** By start; `#reach` is the greatest end of a sequence and all before it. */
  readonly #sequences: readonly Sequence[];
  readonly #reach: readonly number[];

  constructor(module: WasmModule) {
    const sections = (name: string): Uint8Array => module.custom.get(name) ?? new Uint8Array(0);
    this.#units = readUnits(sections);
    this.#addressRanges = readAddressRanges(sections('.debug_aranges'));
    this.#tables = readLineTables(sections, this.#units);
    for (const unit of this.#units) {
      for (const entry of readFunctions(unit)) this.#add(entry);
    }
    for (const entry of this.#entries.values()) this.#declare(entry);
    for (const files of this.#declaredLines.values()) for (const lines of files.values()) lines.sort((a, b) => a - b);
    this.#sequences = [...this.#tables.values()]
      .flatMap((table) => table.sequences)
      .filter(({ start, end }) => start < end)
      .sort((a, b) => a.start - b.start);
    let reach = 0;
    this.#reach = this.#sequences.map(({ end }) => (reach = Math.max(reach, end)));
  }

  /** Subprograms one of whose ranges starts at the body. */
  claims(body: Body): readonly FunctionEntry[] {
    return this.#claims.get(body.start) ?? [];
  }

  /** Inlined calls beneath a subprogram, at any depth. */
  inlinedIn(subprogram: FunctionEntry): readonly FunctionEntry[] {
    return this.#inlined.get(subprogram) ?? [];
  }

  /** The last row at or before an address, of each sequence that covers it. */
  rowsAt(address: number): Row[] {
    return this.sequencesAt(address).flatMap(({ rows }) => {
      const row = rows.findLast((candidate) => candidate.address <= address);
      return row === undefined ? [] : [row];
    });
  }

  sequencesAt(address: number): Sequence[] {
    const found: Sequence[] = [];
    let at = this.#sequences.findLastIndex(({ start }) => start <= address);
    for (; at >= 0 && (this.#reach[at] ?? 0) > address; at--) {
      const sequence = this.#sequences[at];
      if (sequence !== undefined && sequence.end > address) found.push(sequence);
    }
    return found;
  }

  /**
   * A unit with this line table covers the address as LLVM sees it: by .debug_aranges where the unit is listed there, which
   * Binaryen leaves as they were, else by the unit's own ranges.
   */
  unitCovers(table: number, address: number): boolean {
    return this.#units.some(
      (unit) =>
        unit.lineTable === table &&
        (this.#addressRanges.get(unit.start) ?? unit.ranges).some((range) => covers(range, address)),
    );
  }

  /** Linkage name, else name, through origins. */
  nameOf(entry: FunctionEntry): string | null {
    const chain = this.#chainOf(entry);
    return (
      chain.find(({ ownLinkageName }) => ownLinkageName !== null)?.ownLinkageName ??
      chain.find(({ ownName }) => ownName !== null)?.ownName ??
      null
    );
  }

  /** Where the code of subprograms of a linkage name starts, tombstones included. */
  startsOf(name: string): readonly number[] {
    return this.#starts.get(name) ?? [];
  }

  /** Where functions of a linkage name are declared. */
  declarationsOf(name: string): readonly Place[] {
    return this.#declarations.get(name) ?? [];
  }

  /**
   * The declaration that a row belongs to by its line: of the functions that the unit knows, the last one of the row's file that
   * stands at or above it. Functions of other units do not count: Rust nests functions, and the inner one may live elsewhere.
   */
  declarationAbove(row: Row, unit: Unit): Place | null {
    if (row.file === null) return null;
    const line = this.#declaredLines
      .get(unit)
      ?.get(row.file)
      ?.findLast((declared) => declared <= row.line);
    return line === undefined ? null : { file: row.file, line };
  }

  /** Decl_file and decl_line may stand on different entries of a chain. */
  declarationOf(entry: FunctionEntry): Place | null {
    const chain = this.#chainOf(entry);
    const withFile = chain.find(({ declFile }) => declFile !== null);
    const line = chain.find(({ declLine }) => declLine !== null)?.declLine;
    if (withFile?.declFile == null || line == null) return null;
    const file = this.#tables.get(withFile.unit.lineTable ?? -1)?.files(withFile.declFile) ?? null;
    return file === null ? null : { file, line };
  }

  #add(entry: FunctionEntry): void {
    this.#entries.set(entry.offset, entry);
    if (!entry.inlined) {
      for (const { start } of entry.ranges) push(this.#claims, start, entry);
      return;
    }
    let root = entry.parent;
    while (root?.inlined === true) root = root.parent;
    if (root !== null) push(this.#inlined, root, entry);
  }

  #declare(entry: FunctionEntry): void {
    const name = this.nameOf(entry);
    if (name !== null && !entry.inlined) for (const { start } of entry.ranges) push(this.#starts, name, start);
    const place = this.declarationOf(entry);
    if (place === null) return;
    const files = this.#declaredLines.get(entry.unit) ?? new Map<string, number[]>();
    push(files, place.file, place.line);
    this.#declaredLines.set(entry.unit, files);
    if (name === null) return;
    const known = this.#declarations.get(name) ?? [];
    if (!known.some(({ file, line }) => file === place.file && line === place.line)) {
      push(this.#declarations, name, place);
    }
  }

  #chainOf(entry: FunctionEntry): FunctionEntry[] {
    const chain = [entry];
    for (let hop = 0; hop < MAXIMUM_HOPS; hop++) {
      const origin = this.#entries.get(chain[hop]?.origin ?? -1);
      if (origin === undefined) break;
      chain.push(origin);
    }
    return chain;
  }
}

export function covers({ start, end }: AddressRange, address: number): boolean {
  return start <= address && address < end;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
