import type { FrameMatch } from '../modules/match.ts';
import type { FrameMatcher } from '../symbolicate.ts';

/** Frames, and the modules that were found for them: places in the lists of both. */
export interface FramesAndModules {
  readonly frames: readonly number[];
  readonly modules: readonly number[];
}

/** Matches frames with the modules that were found for them, and the other frames with those that were given. */
export function matcherOf(groups: readonly FramesAndModules[], given: number, match: FrameMatcher): FrameMatcher {
  return (frames, outlines) => {
    const matches: FrameMatch[] = [...match(frames, outlines.slice(0, given))];
    for (const group of groups) {
      const found = match(pick(frames, group.frames), pick(outlines, group.modules));
      group.frames.forEach((at, i) => {
        const { module = null, reason = null } = found[i] ?? {};
        matches[at] = { module: module === null ? null : (group.modules[module] ?? null), reason };
      });
    }
    return matches;
  };
}

function pick<T>(all: readonly T[], places: readonly number[]): T[] {
  return places.map((at) => all[at]).filter((each) => each !== undefined);
}
