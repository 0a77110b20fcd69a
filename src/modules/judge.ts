import { type FrameFit, fitOfClaim, impossible, plausible } from '../fit/frame-fit.ts';
import type { StackFrame } from '../stack/frame.ts';
import type { TrapKind } from '../stack/trap.ts';
import type { CodeSource } from './code-reader.ts';
import { nameWitness } from './name-witness.ts';
import { bodyOf, type ModuleOutline } from './outline.ts';
import { countsFromComponent, type Placement, placeIn } from './placement.ts';

/** What is known of a frame before any module is asked. */
export interface FramePosition {
  /** The frame that stands right above it in the text, by its index; `null` where none does. */
  readonly above: number | null;
  /** The first of the frames that stand together with it, each right above the next; its own index where none stands above. */
  readonly first: number;
  /** What stopped the program in this frame, if it is known. */
  readonly trap: TrapKind | null;
}

/** A frame taken for one of a module. */
export interface Judgement {
  readonly placement: Placement;
  readonly fit: FrameFit;
  /** The name that is printed is the function's own. */
  readonly nameAgrees: boolean;
}

/** Tests all that a frame says against a module, except for what its neighbours say. */
export function judge(
  frame: StackFrame,
  position: FramePosition,
  outline: ModuleOutline,
  module: number,
  code: CodeSource,
): Judgement {
  const placement = placeIn(outline, frame);
  const { functionIndex, offset, fits } = placement;
  const misfit = misfitOf(frame, placement, outline);
  if (misfit !== null) return { placement, fit: misfit, nameAgrees: false };
  const witness = fits ? nameWitness(outline, frame) : 'unknown';
  const nameAgrees = witness === 'agrees';
  if (witness === 'contradicts') return { placement, fit: impossible('other-name'), nameAgrees };
  if (functionIndex === null || offset === null) return { placement, fit: plausible('no-offset'), nameAgrees };
  const body = code.codeOf(module, functionIndex);
  if (typeof body === 'string') return { placement, fit: plausible(body), nameAgrees };
  const { dialect, offsetIsSure } = frame;
  const fit = fitOfClaim(
    { dialect, offset, offsetIsSure, isCaller: position.above !== null, trap: position.trap },
    body,
  );
  // Where the number means nothing, the function is all that is known.
  const isPlace = fit.why !== 'unsure-offset' || offsetIsSure;
  return { placement: isPlace ? placement : { ...placement, offset: null }, fit, nameAgrees };
}

/** Dialects of which an offset outside the code is never printed by the engine itself. */
const ALWAYS_INSIDE: readonly string[] = ['v8', 'spidermonkey'];

function misfitOf(frame: StackFrame, placement: Placement, outline: ModuleOutline): FrameFit | null {
  const { functionIndex, offset, fits } = placement;
  if (!fits) {
    const isFunction =
      functionIndex === null || functionIndex < outline.importedFunctions || bodyOf(outline, functionIndex) !== null;
    return impossible(isFunction ? 'outside-function' : 'no-function');
  }
  const isOutside = frame.offset !== null && offset === null && frame.offsetIsSure;
  // In a component it is another core module's.
  const isAlwaysInside = ALWAYS_INSIDE.includes(frame.dialect) || countsFromComponent(outline, frame);
  return isOutside && isAlwaysInside ? impossible('outside-function') : null;
}
