import type { Judgement } from '../modules/judge.ts';
import type { ModuleOutline } from '../modules/outline.ts';
import { indexOfName, type Placement } from '../modules/placement.ts';
import type { StackFrame } from '../stack/frame.ts';

/**
 * Where a frame of another build may be in this one: the function of the name that is printed, else that of the index. The offset counts only where it may be true of this
 * function.
 */
export function guessedPlacement(module: ModuleOutline, frame: StackFrame, { placement, fit }: Judgement): Placement {
  const named = indexOfName(module, frame);
  const functionIndex = named ?? placement.functionIndex;
  const isHere = placement.fits && functionIndex === placement.functionIndex && fit.why !== 'outside-function';
  return { functionIndex, offset: isHere ? placement.offset : null, fits: placement.fits };
}
