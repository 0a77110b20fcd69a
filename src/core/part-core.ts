import { builtCores } from './built-cores.ts';
import { demangleBuilt } from './index-core.ts';
import { runCore } from './run-core.ts';
import type { CoreOptions, CoreRun, IndexInputs } from './run-core.ts';
import type { CompiledPartCores } from './compiled-part-core.ts';

/** For other threads. */
export async function compiledPartCores(): Promise<CompiledPartCores> {
  const [parts, demangler] = await Promise.all([builtCores.parts.compiled(), builtCores.demangler.compiled()]);
  return { parts, demangler };
}

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
export async function runPartCore(inputs: IndexInputs, run: CoreRun, options: CoreOptions = {}): Promise<Uint8Array> {
  return runCore(await builtCores.parts(), inputs, options, demangleBuilt, run);
}
