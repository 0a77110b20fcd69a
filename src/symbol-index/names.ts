import type { NameOrigin } from '../types.ts';
import { malformed } from './malformed.ts';
import { stringAt } from './strings.ts';
import type { SymbolIndex } from './symbol-index.ts';

/** Columns of the table of functions. */
const enum Field {
  Linkage,
  Display,
  File,
  Line,
  Flags,
}

/** By their numbers in the format. */
export const NAME_ORIGINS = [null, 'dwarf', 'name-section', 'export', 'import', 'symbol-list', 'source-map'] as const;

/**
 * The name for people of a function id, `null` where it has none. Decoded on demand and cached in the index.
 * Throws 'malformed-index' for what lies outside the index, as the other functions of this file do.
 */
export function functionName(index: SymbolIndex, functionId: number): string | null {
  return stringAt(index, word(index, functionId, Field.Display)) ?? linkageName(index, functionId);
}

/** The linkage name of a function id, or its plain name where it has none. */
export function linkageName(index: SymbolIndex, functionId: number): string | null {
  return stringAt(index, word(index, functionId, Field.Linkage));
}

/** Where the name of a function id comes from. */
export function nameOrigin(index: SymbolIndex, functionId: number): NameOrigin | null {
  return NAME_ORIGINS[nameOriginNumber(index, functionId)] ?? null;
}

/** The same as the number that the index has. */
export function nameOriginNumber(index: SymbolIndex, functionId: number): number {
  const number = word(index, functionId, Field.Flags) & 0xff;
  return number < NAME_ORIGINS.length ? number : 0;
}

/** `DW_LANG` code of the unit that a function id comes from, 0 where unknown. */
export function language(index: SymbolIndex, functionId: number): number {
  return (word(index, functionId, Field.Flags) >>> 8) & 0xffff;
}

/** Where the function of an id is declared, 0 where unknown. */
export function declaration(index: SymbolIndex, functionId: number): { fileId: number; line: number } {
  return { fileId: word(index, functionId, Field.File), line: word(index, functionId, Field.Line) };
}

function word(index: SymbolIndex, functionId: number, field: Field): number {
  if (functionId === 0) return 0;
  if (functionId >= index.functionCount) malformed(index.name, null, `no function ${functionId}`);
  return index.functions[field]?.[functionId] ?? 0;
}
