import type { Judgement } from './judge.ts';
import type { JudgedFrame, StackUnderTest } from './stack-under-test.ts';

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
  /** The same of names: a later build has the same names at other places. */
  readonly nameBits: number;
}

/** Frames that are looked at to choose a module for many. */
const MOST_FRAMES = 128;

/** Of an offset in the function of the index that is printed beside it. */
const IN_FUNCTION = 3;
/** Of an offset on an instruction that can be the frame's. */
const ON_INSTRUCTION = 3;
const NAME = 8;
/** Of a call of just the function above. */
const CALLS_ABOVE = 4;

/** Takes frames for those of one module. Each place counts once: recursion proves no more than one call. */
export function countFits(stack: StackUnderTest, frames: readonly number[], module: number): FitCount {
  const count = { exact: 0, plausible: 0, impossible: 0, bits: 0, nameBits: 0 };
  const seen = new Set<JudgedFrame>();
  let before: JudgedFrame | null = null;
  for (const [i, frame] of frames.slice(0, MOST_FRAMES).entries()) {
    const judged = stack.judge(frame, module);
    if (judged === null) continue;
    const above: JudgedFrame | null = stack.positions[frame]?.above === frames[i - 1] ? before : null;
    before = judged;
    if (seen.has(judged)) continue;
    seen.add(judged);
    count[judged.judgement.fit.fit] += 1;
    count.bits += bitsOf(judged.judgement, stack.frames[frame]?.functionIndex != null);
    if (judged.judgement.nameAgrees) count.nameBits += NAME;
    const link = stack.link(frame, judged, above);
    if (link === 'agrees') count.bits += CALLS_ABOVE;
    if (link === 'contradicts') count.bits -= CALLS_ABOVE;
  }
  return count;
}

function bitsOf({ fit, placement }: Judgement, hasIndex: boolean): number {
  if (fit.fit === 'impossible' || placement.offset === null) return 0;
  return (hasIndex ? IN_FUNCTION : 0) + (fit.fit === 'exact' ? ON_INSTRUCTION : 0);
}
