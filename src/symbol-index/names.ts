import type { NameOrigin } from '../types.ts';
import { malformed } from './malformed.ts';
import { stringAt } from './strings.ts';
import type { SymbolIndex } from './symbol-index.ts';

/** Columns of the table of functions. */
const LINKAGE = 0;
const DISPLAY = 1;
const FILE = 2;
const LINE = 3;
const FLAGS = 4;

const ORIGINS: readonly NameOrigin[] = ['dwarf', 'name-section', 'export', 'import', 'symbol-list', 'source-map'];

/**
 * The name for people of a function id, `null` where it has none. Decoded on demand and cached in the index.
 * Throws 'malformed-index' for what lies outside the index, as the other functions of this file do.
 */
export function functionName(index: SymbolIndex, functionId: number): string | null {
  return stringAt(index, word(index, functionId, DISPLAY)) ?? linkageName(index, functionId);
}

/** The linkage name of a function id, or its plain name where it has none. */
export function linkageName(index: SymbolIndex, functionId: number): string | null {
  return stringAt(index, word(index, functionId, LINKAGE));
}

/** Where the name of a function id comes from. */
export function nameOrigin(index: SymbolIndex, functionId: number): NameOrigin | null {
  return ORIGINS[(word(index, functionId, FLAGS) & 0xff) - 1] ?? null;
}

/** `DW_LANG` code of the unit that a function id comes from, 0 where unknown. */
export function language(index: SymbolIndex, functionId: number): number {
  return (word(index, functionId, FLAGS) >>> 8) & 0xffff;
}

/** Where the function of an id is declared, 0 where unknown. */
export function declaration(index: SymbolIndex, functionId: number): { fileId: number; line: number } {
  return { fileId: word(index, functionId, FILE), line: word(index, functionId, LINE) };
}

function word(index: SymbolIndex, functionId: number, field: number): number {
  if (functionId === 0) return 0;
  if (functionId >= index.functionCount) malformed(index.name, null, `no function ${functionId}`);
  return index.functions[field]?.[functionId] ?? 0;
}
