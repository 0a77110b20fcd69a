import type { ByteSource } from '../core/inputs.ts';
import type { Piece } from './pieces.ts';

/** The units of `.debug_info`, or the programs of `.debug_line`, as their lengths lead from one to the next. */
export interface UnitChain {
  /** Ascending. Last, where there is no believable length, the few bytes that say so. */
  readonly items: readonly Piece[];
  /** Of type units in `.debug_info`: the unit by its signature. */
  readonly typeUnits: ReadonlyMap<bigint, Piece>;
}

/** Length in 64-bit DWARF, version, kind and what else stands before a signature. */
const HEADER_SIZE = 32;
const DWARF_64 = 0xffffffff;
const FIRST_RESERVED = 0xfffffff0;

/** Kinds of units with a signature. */
const TYPE_KINDS = [2, 6];

/** Steps between two looks at the signal. */
const CHECKED_AFTER = 1000;

/** Reads the headers of a section's units, and nothing else. */
export async function readUnitChain(
  source: ByteSource,
  { hasTypeUnits, signal }: { readonly hasTypeUnits: boolean; readonly signal: AbortSignal | undefined },
): Promise<UnitChain> {
  const items: Piece[] = [];
  const typeUnits = new Map<bigint, Piece>();
  for (let start = 0; start < source.size;) {
    if (items.length % CHECKED_AFTER === 0) signal?.throwIfAborted();
    const bytes = await source.read(start, Math.min(HEADER_SIZE, source.size - start));
    const end = unitEnd(bytes, start);
    const isBelievable = end !== null && end <= source.size;
    const item = { start, end: isBelievable ? end : start + bytes.length };
    items.push(item);
    if (!isBelievable) break;
    const signature = hasTypeUnits ? signatureOf(bytes) : null;
    if (signature !== null && !typeUnits.has(signature)) typeUnits.set(signature, item);
    start = end;
  }
  return { items, typeUnits };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The offset behind the unit; `null`: its length cannot be read. */
function unitEnd(bytes: Uint8Array, start: number): number | null {
  if (bytes.length < 4) return null;
  const length = viewOf(bytes).getUint32(0, true);
  if (length !== DWARF_64) return length >= FIRST_RESERVED ? null : start + 4 + length;
  return bytes.length < 12 ? null : start + 12 + Number(viewOf(bytes).getBigUint64(4, true));
}

/** Of a type unit of DWARF 5. */
function signatureOf(bytes: Uint8Array): bigint | null {
  if (bytes.length < HEADER_SIZE) return null;
  const view = viewOf(bytes);
  const [at, offsetSize] = view.getUint32(0, true) === DWARF_64 ? [12, 8] : [4, 4];
  const isTypeUnit = view.getUint16(at, true) === 5 && TYPE_KINDS.includes(view.getUint8(at + 2));
  return isTypeUnit ? view.getBigUint64(at + 4 + offsetSize, true) : null;
}

/** The number of the item in which an offset lies; −1: in none. */
export function itemAt(items: readonly Piece[], offset: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const item = items[low - 1];
  return item !== undefined && offset < item.end ? low - 1 : -1;
}
