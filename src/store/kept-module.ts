import { SymbolicationError } from '../errors.ts';
import { openIndex } from '../hot-rows/open-index.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import type { StoredModule } from './stored-module.ts';

/** A stored module whose indexes are open. */
export interface KeptModule {
  readonly stored: StoredModule;
  readonly indexes: readonly SymbolIndex[];
}

/** `null` where an index cannot be opened, as one of another version of the format. */
export function openStored(stored: StoredModule, name: string | null): KeptModule | null {
  try {
    return { stored, indexes: stored.indexes.map((bytes) => openIndex(bytes, { name })) };
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
    return null;
  }
}

/** Objects and views of an open index, about. */
const INDEX_OVERHEAD = 8192;
/**
 * A decoded string's header, and its entry in the index's table of them: measured 90 to 110 bytes in V8; and what is remembered of the function whose name it mostly is
 * (answers/roled-frames.ts): 85 to 120.
 */
const TEXT_OVERHEAD = 220;
/** Of a function's slot there. */
const SLOT = 8;

/** Bytes of memory, about: the index, and what was decoded of its strings and rows so far. */
export function weightOf({ indexes }: KeptModule): number {
  return indexes.reduce((sum, index) => sum + weightOfIndex(index), 0);
}

function weightOfIndex({ bytes, strings, textBudget, texts, bodies, kept }: SymbolIndex): number {
  const decoded = Math.max(0, strings.length * 2 - textBudget);
  const remembered = texts.size * TEXT_OVERHEAD + bodies[0].length * SLOT;
  return bytes.length + INDEX_OVERHEAD + decoded + remembered + (kept?.byteLength ?? 0);
}

/** Whether places are known; without them the debug information may have been missing, and may come. */
export function hasPlaces({ indexes }: KeptModule): boolean {
  return indexes.some(({ rows }) => rows.length > 0);
}
