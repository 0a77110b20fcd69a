import type { ParsedStack } from '../stack/frame.ts';
import { areNeighbours } from '../stack/neighbours.ts';
import type { TrapKind } from '../stack/trap.ts';
import type { FramePosition } from './judge.ts';

/** By frame. Only of the first one it is known what stopped it: a text may hold several stacks. */
export function positionsOf({ text, frames }: ParsedStack, trap: TrapKind | null): readonly FramePosition[] {
  return frames.map((frame, i) => {
    const above = frames[i - 1];
    return {
      above: above !== undefined && areNeighbours(text, above, frame) ? i - 1 : null,
      trap: i === 0 ? trap : null,
    };
  });
}
