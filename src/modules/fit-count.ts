import type { Judgement } from './judge.ts';
import type { LinkedFrame, StackUnderTest } from './stack-under-test.ts';

/** How some frames fit a module. */
export interface FitCount {
  readonly exact: number;
  readonly plausible: number;
  readonly impossible: number;
  /**
   * How unlikely it is that frames of another module fit as well, as a power of two: what is measured of captured stacks and modules that are not theirs
   * (fixtures/stacks/modules-table.js).
   */
  readonly bits: number;
}

/** Frames that are looked at to choose a module for many. */
const MOST_FRAMES = 64;

/** Of an offset in the function of the index that is printed beside it. */
const IN_FUNCTION = 3;
/** Of an offset on an instruction that can be the frame's. */
const ON_INSTRUCTION = 3;
const NAME = 8;
/** Of a call of just the function above. */
const CALLS_ABOVE = 4;

/** Takes frames for those of one module. Each place counts once: recursion proves no more than one call. */
export function countFits(stack: StackUnderTest, frames: readonly number[], module: number): FitCount {
  const count = { exact: 0, plausible: 0, impossible: 0, bits: 0 };
  const seen = new Set<string>();
  let before: { readonly frame: number; readonly found: LinkedFrame } | null = null;
  for (const frame of frames) {
    if (seen.size === MOST_FRAMES) break;
    const judgement = stack.judge(frame, module);
    if (judgement === null) continue;
    const { functionIndex, offset } = judgement.placement;
    const place = `${functionIndex ?? ''}:${offset ?? ''}`;
    const above: LinkedFrame | null = before?.frame === stack.positions[frame]?.above ? (before?.found ?? null) : null;
    before = { frame, found: { module, judgement } };
    if (seen.has(place)) continue;
    seen.add(place);
    count[judgement.fit.fit] += 1;
    count.bits += bitsOf(judgement, stack.frames[frame]?.functionIndex != null);
    const link = stack.link(frame, module, judgement, above);
    if (link === 'agrees') count.bits += CALLS_ABOVE;
    if (link === 'contradicts') count.bits -= CALLS_ABOVE;
  }
  return count;
}

function bitsOf({ fit, placement, nameAgrees }: Judgement, hasIndex: boolean): number {
  const name = nameAgrees ? NAME : 0;
  if (fit.fit === 'impossible' || placement.offset === null) return name;
  return name + (hasIndex ? IN_FUNCTION : 0) + (fit.fit === 'exact' ? ON_INSTRUCTION : 0);
}
