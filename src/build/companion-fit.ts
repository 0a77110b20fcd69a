import { readBuildId } from '../container/build-id.ts';
import { hashCode } from '../container/code-hash.ts';
import { countFunctions } from '../container/function-section.ts';
import type { OpenModule } from './open-module.ts';

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
 * Whether the debug information of `companion` is of the module's code. Addresses in DWARF count from the code section's contents, so these must be the same; where
 * in the file they begin may differ.
 */
export async function companionFit(
  module: OpenModule,
  companion: OpenModule,
  signal?: AbortSignal,
): Promise<CompanionFit> {
  const ofModule = known.get(module) ?? new WeakMap<OpenModule, Promise<CompanionFit>>();
  known.set(module, ofModule);
  const judging = ofModule.get(companion) ?? judge(module, companion, signal);
  ofModule.set(companion, judging);
  try {
    return await judging;
  } catch (error) {
    // An aborted reading says nothing of the files.
    ofModule.delete(companion);
    throw error;
  }
}

async function judge(module: OpenModule, companion: OpenModule, signal?: AbortSignal): Promise<CompanionFit> {
  if (companion.bodyStarts.length > 0) {
    if (!equalNumbers(module.bodyStarts, companion.bodyStarts)) return OTHER_CODE;
    if (!equalNumbers(module.bodyLengths, companion.bodyLengths)) return OTHER_CODE;
    if (module.importedFunctions !== companion.importedFunctions) return OTHER_CODE;
    const [own, other] = [await hashCode(module.layout, signal), await hashCode(companion.layout, signal)];
    // Without `crypto.subtle` bodies of the same places and lengths must do.
    return own !== null && other !== null && !equalNumbers(own, other) ? OTHER_CODE : accepted('code');
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

function equalNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return a.length === b.length;
}
