import { openIndex as openPlain } from '../symbol-index/index.ts';
import type { OpenIndexOptions, SymbolIndex } from '../symbol-index/index.ts';
import { HotRows } from './hot-rows.ts';

/**
 * Opens a symbol index. Nothing but views is made, so the cost does not grow with the file; only bytes that are not
 * 4-aligned in their buffer are copied. Rows of functions that are asked often are kept decoded, in at most six times the bytes of the index's rows and never
 * more than 64 MiB; `openIndex` of `wasm-symbolicate/lookup` keeps none, and takes twice as long for a lookup then.
 *
 * Throws 'not-an-index' for other bytes, 'index-version' for another version of the format, 'malformed-index' with the
 * offset where header, directory or identity do not hold together. Damage elsewhere shows in the answers.
 */
export function openIndex(bytes: Uint8Array, options?: OpenIndexOptions): SymbolIndex {
  const index = openPlain(bytes, options);
  index.kept = new HotRows(index);
  return index;
}
