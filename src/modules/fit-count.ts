import type { StackFrame } from '../stack/frame.ts';
import type { Judgement } from './judge.ts';
import type { JudgedFrame, StackUnderTest } from './stack-under-test.ts';

/** How much the fit of some frames says. */
export interface FitBits {
  /**
   * How unlikely it is that frames of another module fit as well, as a power of two: what is measured of captured stacks and modules that are not theirs
   * (fixtures/stacks/modules-table.js).
   */
  readonly bits: number;
  /** The same of names: a later build has the same names at other places. */
  readonly nameBits: number;
}

/** How some frames fit a module. */
export interface FitCount extends FitBits {
  readonly exact: number;
  readonly plausible: number;
  readonly impossible: number;
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
  const seen = new Set<number>();
  let before: JudgedFrame | null = null;
  for (const [i, frame] of frames.slice(0, MOST_FRAMES).entries()) {
    const judged = stack.judge(frame, module);
    if (judged === null) continue;
    const above: JudgedFrame | null = stack.positions[frame]?.above === frames[i - 1] ? before : null;
    before = judged;
    const place = placeOf(judged.judgement);
    if (seen.has(place)) continue;
    seen.add(place);
    count[judged.judgement.fit.fit] += 1;
    const { bits, nameBits } = bitsOf(judged.judgement, stack.frames[frame]);
    count.bits += bits;
    count.nameBits += nameBits;
    const link = stack.link(frame, judged, above);
    if (link === 'agrees') count.bits += CALLS_ABOVE;
    if (link === 'contradicts' || link === 'apart') count.bits -= CALLS_ABOVE;
  }
  return count;
}

/** Equal for frames that stand at one place. */
export function placeOf({ placement: { functionIndex, offset } }: Judgement): number {
  return offset ?? -1 - (functionIndex ?? -1);
}

/** What the fit of one frame says, without its neighbours. */
export function bitsOf({ fit, placement, nameAgrees }: Judgement, frame: StackFrame | undefined): FitBits {
  const nameBits = nameAgrees ? NAME : 0;
  if (fit.fit === 'impossible' || placement.offset === null) return { bits: 0, nameBits };
  const inFunction = frame?.functionIndex != null ? IN_FUNCTION : 0;
  return { bits: inFunction + (fit.fit === 'exact' ? ON_INSTRUCTION : 0), nameBits };
}
