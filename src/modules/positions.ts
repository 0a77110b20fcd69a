import type { ParsedStack } from '../stack/frame.ts';
import { areNeighbours } from '../stack/neighbours.ts';
import type { TrapKind } from '../stack/trap.ts';
import type { FramePosition } from './judge.ts';

/** By frame. Only of the first one it is known what stopped it: a text may hold several stacks. */
export function positionsOf({ text, frames }: ParsedStack, trap: TrapKind | null): readonly FramePosition[] {
  let first = 0;
  return frames.map((frame, i) => {
    const above = frames[i - 1];
    const isBelow = above !== undefined && areNeighbours(text, above, frame);
    if (!isBelow) first = i;
    return { above: isBelow ? i - 1 : null, first, trap: i === 0 ? trap : null };
  });
}

/** Of the same frames in a text that prints the outermost first: each stands above the one before it, and the last of the first stack was stopped. */
export function turnedPositions(positions: readonly FramePosition[]): readonly FramePosition[] {
  const trap = positions[0]?.trap ?? null;
  return positions.map(({ first }, i) => {
    const isBelow = positions[i + 1]?.above === i;
    return { above: isBelow ? i + 1 : null, first, trap: first === 0 && !isBelow ? trap : null };
  });
}
