import { builtCores } from './built-cores.ts';
import { demangleNames } from './demangler.ts';
import type { CoreInstance } from './instance.ts';
import { runCore } from './run-core.ts';
import type { CoreOptions, Demangle, IndexInputs } from './run-core.ts';

/**
 * Builds a symbol index in an instance of its own.
 * @param load only the tests give another core
 * @throws SymbolicationError `core-out-of-memory`, `core-failed`, `invalid-argument`, and what the sources throw; the signal's reason when it aborts
 */
export async function runIndexCore(
  inputs: IndexInputs,
  options: CoreOptions = {},
  load: () => Promise<CoreInstance> = builtCores.core,
): Promise<Uint8Array> {
  return runCore(await load(), inputs, options, demangleBuilt);
}

/** With the core that demangles, which is loaded for the first name that it is asked for. */
export const demangleBuilt: Demangle = (names, signal) => demangleNames(names, builtCores.demangler, signal);
