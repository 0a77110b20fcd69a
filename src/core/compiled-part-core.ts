import { demangleNames } from './demangler.ts';
import { runCore } from './run-core.ts';
import type { CoreOptions, CoreRun, IndexInputs } from './run-core.ts';
import { compiledLoader } from './instance.ts';

/** What another thread needs to make parts. It cannot load them by itself: of a program's bundle it has one file, and some hosts let nobody compile. */
export interface CompiledPartCores {
  readonly parts: WebAssembly.Module;
  readonly demangler: WebAssembly.Module;
}

/** As `runPartCore`, with cores that another thread has compiled. */
export async function runCompiledPartCore(
  cores: CompiledPartCores,
  inputs: IndexInputs,
  run: CoreRun,
  options: CoreOptions,
): Promise<Uint8Array> {
  const loadDemangler = compiledLoader(cores.demangler);
  const core = await compiledLoader(cores.parts)();
  return runCore(core, inputs, options, (names, signal) => demangleNames(names, loadDemangler, signal), run);
}
