import { builtCores } from './built-cores.ts';
import { demangleNames } from './demangler.ts';
import type { CoreInstance } from './instance.ts';
import type { LendingLoader } from './spare-core.ts';
import { runCore } from './run-core.ts';
import type { CoreOptions, Demangle, IndexInputs } from './run-core.ts';

/** Gives an instance for one build, and may take it back. */
export type IndexCoreLoader = (() => Promise<CoreInstance>) & Partial<Pick<LendingLoader, 'giveBack'>>;

/**
 * Builds a symbol index in an instance that no other build uses at the time.
 * @param load gives another core than a fresh one: one that was given debug sections already, or one of a test
 * @throws SymbolicationError `core-out-of-memory`, `core-failed`, `invalid-argument`, and what the sources throw; the signal's reason when it aborts
 */
export async function runIndexCore(
  inputs: IndexInputs,
  options: CoreOptions = {},
  load: IndexCoreLoader = builtCores.core,
): Promise<Uint8Array> {
  const core = await load();
  const index = await runCore(core, inputs, options, demangleBuilt);
  load.giveBack?.(core);
  return index;
}

/** With the core that demangles, which is loaded for the first name that it is asked for. */
export const demangleBuilt: Demangle = (names, signal) => demangleNames(names, builtCores.demangler, signal);
