import { runCore } from './index-core.ts';
import type { CoreOptions, CoreRun, IndexInputs } from './index-core.ts';
import { coreLoader } from './instance.ts';
import type { CoreInstance } from './instance.ts';

/** The same core as of other builds, but for its knowledge of parts, which not every build should have to load. */
const loadPartCore = coreLoader(() => import('../../native/pkg/gimli_wasm_parts_bg.wasm'));

/** For other threads. */
export const compiledPartCore = (): Promise<WebAssembly.Module> => loadPartCore.compiled();

/** What a core is given besides sections that makes a part: rows of source maps and split files are for the core that makes the index. */
export type PartInputs = Omit<IndexInputs, 'debug' | 'given' | 'split'>;

/** Picks them. */
export function partInputsOf({ bodies, identity, names, nameBytes, wanted, notes }: PartInputs): PartInputs {
  return { bodies, identity, names, nameBytes, wanted, notes };
}

/**
 * A build of some units in an instance of its own: a part of an index, or an index to which others have given parts. The bytes of the index are those of a
 * build in one piece.
 * @throws SymbolicationError as `runIndexCore`, and what `nextPart` throws
 */
export async function runPartCore(
  inputs: IndexInputs,
  run: CoreRun,
  options: CoreOptions = {},
  load: () => Promise<CoreInstance> = loadPartCore,
): Promise<Uint8Array> {
  return runCore(await load(), inputs, options, run);
}
