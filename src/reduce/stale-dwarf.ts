import { diagnostics } from '../symbol-index/diagnostics.ts';
import { openIndex } from '../symbol-index/index.ts';

/** Whether the core set DWARF aside since its addresses are not those of the bodies. */
export function isDwarfStale(index: Uint8Array): boolean {
  return diagnostics(openIndex(index)).some(({ kind }) => kind === 'stale-dwarf');
}
