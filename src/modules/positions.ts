import type { ParsedStack, StackFrame } from '../stack/frame.ts';
import type { TrapKind } from '../stack/trap.ts';
import type { FramePosition } from './judge.ts';

/** By frame. Only of the first one it is known what stopped it: a text may hold several stacks. */
export function positionsOf({ frames }: ParsedStack, trap: TrapKind | null): readonly FramePosition[] {
  return frames.map((frame, i) => {
    const above = frames[i - 1];
    return { above: above !== undefined && isNextLine(above, frame) ? i - 1 : null, trap: i === 0 ? trap : null };
  });
}

/** Whether nothing stands between the two: text between frames may be where a frame was that nobody could read. */
export function isNextLine(above: StackFrame, frame: StackFrame): boolean {
  return frame.spans.frame.start - above.spans.frame.end <= LINE_BREAK_LENGTH;
}

/** A carriage return and a line feed. */
const LINE_BREAK_LENGTH = 2;
