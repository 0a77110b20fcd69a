import type { SymbolFrame } from '../../src/types.ts';
import type { FunctionEntry } from './dwarf/functions.ts';
import type { Row, Sequence } from './dwarf/lines.ts';
import type { AddressRange } from './dwarf/ranges.ts';
import { covers } from './evidence.ts';
import type { Evidence, Place } from './evidence.ts';
import type { LlvmFrame } from './llvm.ts';
import { bodyOf } from './module.ts';
import type { Body, WasmModule } from './module.ts';

/**
 * Causes of a difference. Each says who is right, and is only given where the file itself, in the harness's own reading,
 * shows it; README.md has the list with reasons.
 */
export type DifferenceClass =
  | 'before-first-row'
  | 'unit-not-found'
  | 'name-beside-dwarf'
  | 'fuller-name'
  | 'llvm-hole'
  | 'llvm-spill'
  | 'broken-range'
  | 'ambiguous-call'
  | 'inverted-range'
  | 'row-overrun'
  | 'short-claim'
  | 'weak-copy'
  | 'row-arbitrated';

/** No code stands here or above: Binaryen writes such ends where an inlined call's length has become negative or unknown. */
const ADDRESS_SPACE = 2 ** 32;

/** One address, with everything that a verdict needs. */
export interface Case {
  readonly address: number;
  readonly body: Body;
  readonly ours: readonly SymbolFrame[];
  /** Ours without arbitration, where the module was processed by Binaryen. */
  readonly paint: readonly SymbolFrame[] | null;
  readonly llvm: readonly LlvmFrame[];
}

/** The same functions were inlined into each other at the same places; the place of the instruction itself is not compared. */
export function sameChain(ours: readonly SymbolFrame[], llvm: readonly LlvmFrame[]): boolean {
  return (
    ours.length === llvm.length &&
    ours.every((frame, at) => {
      const other = llvm[at];
      return frame.symbol === other?.symbol && (at === 0 || samePlace(frame, other));
    })
  );
}

/** The instruction itself has the same place. */
export function sameRow(ours: readonly SymbolFrame[], llvm: readonly LlvmFrame[]): boolean {
  const [innermost] = ours;
  const [other] = llvm;
  return innermost !== undefined && other !== undefined && samePlace(innermost, other);
}

function samePlace(frame: SymbolFrame, other: LlvmFrame): boolean {
  return frame.file === other.file && frame.line === other.line && frame.column === other.column;
}

/** The causes of a difference, of its place and of its chain; `null` where the evidence does not show them all. */
export function classify(difference: Case, module: WasmModule, evidence: Evidence): readonly DifferenceClass[] | null {
  const { ours, llvm } = difference;
  const causes: (DifferenceClass | null)[] = [];
  if (!sameRow(ours, llvm)) causes.push(classifyPlace(difference, evidence));
  if (!sameChain(ours, llvm)) causes.push(classifyChain(difference, module, evidence));
  const found = causes.filter((cause) => cause !== null);
  return found.length === causes.length ? [...new Set(found)] : null;
}

function classifyPlace({ address, body, ours, llvm }: Case, evidence: Evidence): DifferenceClass | null {
  const [innermost] = ours;
  const [other] = llvm;
  if (innermost === undefined || other === undefined) return null;
  const llvmKnowsNoRow = other.file === null && other.line === null;
  const own = ownRows(address, body, evidence);
  const foreign = evidence.sequencesAt(address).filter((sequence) => !own.some((row) => row.sequence === sequence));
  const llvmHasForeignRow = foreign.some(({ rows }) => rows.some((row) => row.address <= address && isRow(other, row)));
  const ambiguous = evidence.claims(body).length > 1;

  if (innermost.origin.location === 'declaration') {
    const declared = declarationsIn(body, innermost, evidence).some((place) => isAt(innermost, place));
    if (own.length > 0 || !declared) return null;
    if (llvmKnowsNoRow) return 'before-first-row';
    if (!llvmHasForeignRow) return null;
    return ambiguous ? 'weak-copy' : 'row-overrun';
  }
  const found = own.find(({ row }) => isRow(innermost, row));
  if (found === undefined) return null;
  if (llvmKnowsNoRow) return evidence.unitCovers(found.sequence.table, address) ? null : 'unit-not-found';
  if (!llvmHasForeignRow) return null;
  return ambiguous ? 'weak-copy' : 'row-overrun';
}

interface OwnRow {
  readonly sequence: Sequence;
  readonly row: Row;
}

/**
 * Rows for an address that belong to its body: they stand in it and, where units describe the body, come from the line table
 * of one whose description ends where the body does.
 */
function ownRows(address: number, body: Body, evidence: Evidence): OwnRow[] {
  const claims = evidence.claims(body);
  const ending = claims.filter((claim) => claim.ranges.some(({ end }) => end === body.end));
  const exact = ending.length > 0 ? ending : claims;
  const tables = new Set(exact.map((claim) => claim.unit.lineTable));
  return evidence.sequencesAt(address).flatMap((sequence) => {
    const row = sequence.rows.findLast((candidate) => candidate.address <= address);
    const belongs = covers(body, row?.address ?? -1) && (claims.length === 0 || tables.has(sequence.table));
    return row !== undefined && belongs ? [{ sequence, row }] : [];
  });
}

function classifyChain(difference: Case, module: WasmModule, evidence: Evidence): DifferenceClass | null {
  const { address, body, ours, llvm } = difference;
  const claims = evidence.claims(body);
  const outermost = ours.at(-1);
  const other = llvm.at(-1);
  if (outermost === undefined || other === undefined) return null;
  const nameSection = module.names.get(body.functionIndex) ?? null;
  const names = [nameSection, ...claims.map((claim) => evidence.nameOf(claim))];
  // Whatever LLVM says, the body's own name must be one that the file gives to this very body.
  if (!names.includes(outermost.symbol)) return null;

  if (claims.length === 0) {
    if (ours.length > 1) return null;
    return other.symbol === null ? 'name-beside-dwarf' : spilled(difference, module, evidence);
  }
  if (llvm.length === 1 && other.symbol === null) {
    if (ours.length > 1 && !sameFrames(ours, difference.paint) && !fitsRow(difference, evidence)) return null;
    const claimed = claims.some((claim) => claim.ranges.some((range) => covers(range, address)));
    return claimed ? 'llvm-hole' : 'short-claim';
  }
  if (isFullerName(ours, llvm, nameSection)) return 'fuller-name';
  const spill = spilled(difference, module, evidence);
  if (spill !== null) return spill;
  if (claims.length > 1 && isOfExactClaim(ours, body, evidence)) return 'weak-copy';
  if (difference.paint === null) return null;
  if (isRowConsistent(difference, evidence)) return 'row-arbitrated';
  const calls = [ours, llvm].map((frames) => innermostRanges(frames, body, evidence));
  if (calls.some((ranges) => isBroken(ranges, address, body))) return 'broken-range';
  const bothCover = calls.every((ranges) => ranges.some((range) => covers(range, address)));
  if (bothCover && ours[0]?.symbol === llvm[0]?.symbol && fitsRow(difference, evidence)) return 'ambiguous-call';
  return isInInvertedRange(difference, evidence) ? 'inverted-range' : null;
}

/** All is equal but the outermost name, and there the name section's contains DWARF's identifier. */
function isFullerName(ours: readonly SymbolFrame[], llvm: readonly LlvmFrame[], nameSection: string | null): boolean {
  const outermost = ours.at(-1);
  const other = llvm.at(-1);
  if (outermost === undefined || other?.symbol == null || nameSection === null) return false;
  const renamed = [...ours.slice(0, -1), { ...outermost, symbol: other.symbol }];
  const [identifier = ''] = other.symbol.split('<');
  const fuller = outermost.symbol === nameSection && identifier !== '' && nameSection.includes(identifier);
  return fuller && sameChain(renamed, llvm);
}

/** LLVM's outermost function has code, but none that starts where this body does. */
function spilled({ body, llvm }: Case, module: WasmModule, evidence: Evidence): DifferenceClass | null {
  const name = llvm.at(-1)?.symbol ?? null;
  if (name === null) return null;
  const here = evidence.claims(body).some((claim) => evidence.nameOf(claim) === name);
  const elsewhere = evidence.startsOf(name).some((start) => bodyOf(module, start) !== body);
  return !here && elsewhere ? 'llvm-spill' : null;
}

/** The chain is from the one claim that ends where the body does. */
function isOfExactClaim(ours: readonly SymbolFrame[], body: Body, evidence: Evidence): boolean {
  const exact = evidence.claims(body).filter((claim) => claim.ranges.some(({ end }) => end === body.end));
  return exact.some((claim) => {
    const names = new Set(evidence.inlinedIn(claim).map((entry) => evidence.nameOf(entry)));
    return ours.every(({ symbol, inlined }) => (inlined ? names.has(symbol) : symbol === evidence.nameOf(claim)));
  });
}

/** The row's line lies in the source of our innermost function. */
function fitsRow({ address, body, ours }: Case, evidence: Evidence): boolean {
  const declarations = evidence.declarationsOf(ours[0]?.symbol ?? '');
  return declarationsAbove(address, body, evidence).some((above) => declarations.some((place) => equal(place, above)));
}

/** And it does not lie in that of LLVM's. */
function isRowConsistent(difference: Case, evidence: Evidence): boolean {
  const declaration = difference.llvm[0]?.declaration ?? null;
  const above = declarationsAbove(difference.address, difference.body, evidence);
  const fitsLlvm = declaration !== null && above.some((place) => equal(place, declaration));
  return fitsRow(difference, evidence) && !fitsLlvm;
}

/** Whose source the row for an address lies in, as the units see it that describe the body. */
function declarationsAbove(address: number, body: Body, evidence: Evidence): Place[] {
  const rows = evidence.rowsAt(address);
  return evidence
    .claims(body)
    .flatMap(({ unit }) => rows.map((row) => evidence.declarationAbove(row, unit)))
    .filter((place) => place !== null);
}

/** Ranges of the inlined call that is an answer's innermost frame: of that function, called at that line and column. */
function innermostRanges(frames: Case['ours'] | Case['llvm'], body: Body, evidence: Evidence): AddressRange[] {
  const [innermost, caller] = frames;
  if (innermost === undefined || caller === undefined) return [];
  return inlinedIn(body, evidence)
    .filter((entry) => entry.callLine === (caller.line ?? 0) && entry.callColumn === (caller.column ?? 0))
    .filter((entry) => evidence.nameOf(entry) === innermost.symbol)
    .flatMap(({ ranges }) => ranges);
}

/** What covers the address lost its start or has no possible end. */
function isBroken(ranges: readonly AddressRange[], address: number, body: Body): boolean {
  const covering = ranges.filter((range) => covers(range, address));
  return covering.length > 0 && covering.every(({ start, end }) => end >= ADDRESS_SPACE || !covers(body, start));
}

/** The address lies between the end and the later start of an inlined call's range: there LLVM's map has been cut anew. */
function isInInvertedRange({ address, body }: Case, evidence: Evidence): boolean {
  return inlinedIn(body, evidence).some(({ ranges }) =>
    ranges.some(({ start, end }) => end <= address && address < start && covers(body, end)),
  );
}

function inlinedIn(body: Body, evidence: Evidence): FunctionEntry[] {
  return evidence.claims(body).flatMap((claim) => evidence.inlinedIn(claim));
}

/** Declarations of the functions in a body that bear a frame's name. */
function declarationsIn(body: Body, frame: SymbolFrame, evidence: Evidence): Place[] {
  return evidence
    .claims(body)
    .flatMap((claim) => [claim, ...evidence.inlinedIn(claim)])
    .filter((entry) => frame.origin.name !== 'dwarf' || evidence.nameOf(entry) === frame.symbol)
    .map((entry) => evidence.declarationOf(entry))
    .filter((place) => place !== null);
}

function sameFrames(one: readonly SymbolFrame[], two: readonly SymbolFrame[] | null): boolean {
  return JSON.stringify(one) === JSON.stringify(two);
}

function isAt(frame: { readonly file: string | null; readonly line: number | null }, place: Place): boolean {
  return frame.file === place.file && frame.line === place.line;
}

function isRow(
  frame: { readonly file: string | null; readonly line: number | null; readonly column: number | null },
  row: { readonly file: string | null; readonly line: number; readonly column: number },
): boolean {
  return frame.file === row.file && (frame.line ?? 0) === row.line && (frame.column ?? 0) === row.column;
}

function equal(one: Place, two: Place): boolean {
  return one.file === two.file && one.line === two.line;
}
