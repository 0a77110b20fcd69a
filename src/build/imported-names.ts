import { decodeText } from '../container/text.ts';
import type { NameOrigin } from '../types.ts';
import { nameSources } from './name-table.ts';
import type { NameSource } from './name-table.ts';
import type { OpenModule } from './open-module.ts';

/** A name as bytes, and its origin as the index format numbers it. */
interface ImportedName {
  readonly bytes: Uint8Array;
  readonly origin: number;
}

/**
 * The name of an imported function: that of the name section, else of the symbol table, else `module.field` of the import itself; `null` where
 * there is none.
 */
export function importedName(module: OpenModule, functionIndex: number): { name: string; origin: NameOrigin } | null {
  const found = nameFrom(nameSources(module, []), functionIndex);
  const origin = found === null ? undefined : ORIGINS[found.origin - 1];
  return found === null || origin === undefined ? null : { name: decodeText(found.bytes), origin };
}

/** By their numbers in the index format, from 1 on. */
const ORIGINS: readonly NameOrigin[] = ['dwarf', 'name-section', 'export', 'import', 'symbol-list', 'source-map'];

/**
 * The names of all imported functions as the identity section of an index has them: for each its origin and its length as a varint, and its bytes. No
 * body is theirs, so that the core has no part in it.
 */
export function importedNamesBytes(module: OpenModule, sources: readonly NameSource[]): Uint8Array {
  let bytes = new Uint8Array(1024);
  let size = 0;
  const reserve = (more: number): void => {
    if (size + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * bytes.length, size + more));
    larger.set(bytes);
    bytes = larger;
  };
  for (let functionIndex = 0; functionIndex < module.importedFunctions; functionIndex += 1) {
    const name = nameFrom(sources, functionIndex);
    const length = name?.bytes.length ?? 0;
    reserve(length + HEADER_LIMIT);
    bytes[size] = name?.origin ?? 0;
    size += 1;
    let rest = length;
    while (rest >= 0x80) {
      bytes[size] = (rest % 0x80) | 0x80;
      size += 1;
      rest = Math.floor(rest / 0x80);
    }
    bytes[size] = rest;
    size += 1;
    if (name !== null) bytes.set(name.bytes, size);
    size += length;
  }
  return bytes.subarray(0, size);
}

/** Origin and length: 1 + 5. */
const HEADER_LIMIT = 6;

function nameFrom(sources: readonly NameSource[], functionIndex: number): ImportedName | null {
  for (const { names, origin } of sources) {
    const length = names.lengths[functionIndex] ?? 0;
    const offset = names.offsets[functionIndex] ?? 0;
    if (length > 0) return { bytes: names.bytes.subarray(offset, offset + length), origin };
  }
  return null;
}
