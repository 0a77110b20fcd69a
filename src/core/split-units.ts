import { SymbolicationError } from '../errors.ts';

/** A unit of the module that leaves its description to a split file: a skeleton. */
export interface SplitUnit {
  /** `DW_AT_GNU_dwo_id`, or from DWARF 5 on that of the header; unsigned, 64 bits. */
  readonly id: bigint;
  /** `DW_AT_dwo_name`: the file as the compiler wrote it, absolute or relative to the compilation directory. */
  readonly name: string;
  /** Where the compiler ran; empty where the module does not say. */
  readonly compilationDirectory: string;
}

/** The core's list: for each its id, then name and compilation directory, each behind its length. */
export function readSplitUnits(list: Uint8Array): SplitUnit[] {
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const units: SplitUnit[] = [];
  let at = 0;
  const text = (): string => {
    const start = at + 4;
    at = start + view.getUint32(at, true);
    if (at > list.length) throw new SymbolicationError('core-failed', 'The core points outside its own list.');
    return decoder.decode(list.subarray(start, at));
  };
  while (at < list.length) {
    const id = view.getBigUint64(at, true);
    at += 8;
    units.push({ id, name: text(), compilationDirectory: text() });
  }
  return units;
}
