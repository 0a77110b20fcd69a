import { readBuildId } from '../container/build-id.ts';
import { countFunctions } from '../container/function-section.ts';
import type { OpenModule } from './open-module.ts';
import { remembered } from './remembered.ts';
import { equalNumbers, holdSameCode } from './same-code.ts';

/**
 * By what a file with debug information was taken for a module's. `code`: both hold the same code. Of a file whose code was removed: `build-id`, both have the same;
 * `function-count`, both declare as many functions; `none`, nothing speaks against it, and the starts of its functions will be held against the module's bodies.
 */
export type CompanionEvidence = 'code' | 'build-id' | 'function-count' | 'none';

/** `refusal`: why the file's debug information cannot be used for the module. */
export type CompanionFit =
  | { readonly evidence: CompanionEvidence; readonly refusal: null }
  | { readonly evidence: null; readonly refusal: 'other-code' };

const OTHER_CODE: CompanionFit = { evidence: null, refusal: 'other-code' };

/** Whole modules are compared once, however many stacks are asked about. */
const known = new WeakMap<OpenModule, WeakMap<OpenModule, Promise<CompanionFit>>>();

/**
 * Whether the debug information of `companion` is of the module's code: both must hold the same bodies. Where in the file these begin may differ, and in how many
 * bytes their sizes are written: addresses in DWARF belong to the companion's own code section, and go over to the module's body by body.
 */
export async function companionFit(
  module: OpenModule,
  companion: OpenModule,
  signal?: AbortSignal,
): Promise<CompanionFit> {
  const ofModule = known.get(module) ?? new WeakMap<OpenModule, Promise<CompanionFit>>();
  known.set(module, ofModule);
  // An aborted reading says nothing of the files, either.
  return remembered(ofModule, companion, () => judge(module, companion, signal));
}

async function judge(module: OpenModule, companion: OpenModule, signal?: AbortSignal): Promise<CompanionFit> {
  if (companion.bodyStarts.length > 0) {
    return (await holdSameCode(module, companion, signal)) ? accepted('code') : OTHER_CODE;
  }
  const [own, other] = [await readBuildId(module.layout), await readBuildId(companion.layout)];
  if (own !== null && other !== null) return equalNumbers(own, other) ? accepted('build-id') : OTHER_CODE;
  const count = await countFunctions(companion.layout);
  if (count === null) return accepted('none');
  return count === module.bodyStarts.length ? accepted('function-count') : OTHER_CODE;
}

function accepted(evidence: CompanionEvidence): CompanionFit {
  return { evidence, refusal: null };
}
