import type { SymbolIndex } from './symbol-index.ts';

/** A section of an index file: native/src/format.rs says what each tag holds. */
export interface IndexSection {
  readonly tag: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

const HEADER_SIZE = 24;
const ENTRY_SIZE = 16;

/** The file's sections in its order, those of unknown tags too. The index has been opened, so that they lie within the file. */
export function sectionsOf({ bytes }: SymbolIndex): IndexSection[] {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = file.getUint32(16, true);
  return Array.from({ length: count }, (_, i) => {
    const at = HEADER_SIZE + i * ENTRY_SIZE;
    const offset = file.getUint32(at + 4, true);
    return {
      tag: file.getUint32(at, true),
      count: file.getUint32(at + 12, true),
      bytes: bytes.subarray(offset, offset + file.getUint32(at + 8, true)),
    };
  });
}
