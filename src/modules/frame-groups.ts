import type { NamedFrames } from '../identity/stack-identities.ts';
import type { StackFrame } from '../stack/frame.ts';
import type { FramePosition } from './judge.ts';

/** Frames of one stack that name their module in the same way. */
export interface FrameGroup extends NamedFrames {
  readonly first: StackFrame;
  /** Modules that they may mean by what they print, by their place in the list of modules. */
  readonly candidates: readonly number[];
}

/**
 * The Wasm frames, grouped. A text may hold many stacks, of several builds under one URL, so that a group ends where something stands between two frames.
 * @param candidates by frame
 */
export function frameGroups(
  frames: readonly StackFrame[],
  positions: readonly FramePosition[],
  candidates: readonly (readonly number[])[],
): readonly FrameGroup[] {
  const groups: GrowingGroup[] = [];
  const inStack = new Map<string, GrowingGroup>();
  let last: GrowingGroup | undefined;
  for (const [i, frame] of frames.entries()) {
    if (positions[i]?.above == null) {
      inStack.clear();
      last = undefined;
    }
    if (frame.kind !== 'wasm') continue;
    const { url, moduleName } = frame;
    const own = candidates[i] ?? [];
    // Neighbours mostly name one module. A map would hash each frame's URL anew, which may be as long as a `data:` URL.
    if (last?.url !== url || last.moduleName !== moduleName || !areEqual(last.candidates, own)) {
      const key = `${own.join()}\n${moduleName ?? ''}\n${url ?? ''}`;
      last = inStack.get(key);
      if (last === undefined) {
        last = { url, moduleName, first: frame, candidates: own, frames: [] };
        inStack.set(key, last);
        groups.push(last);
      }
    }
    last.frames.push(i);
  }
  return groups;
}

type GrowingGroup = FrameGroup & { readonly frames: number[] };

function areEqual(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((each, i) => each === b[i]));
}
