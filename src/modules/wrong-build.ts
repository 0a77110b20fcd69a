import { impossible, plausible } from '../fit/frame-fit.ts';
import type { ParsedStack } from '../stack/frame.ts';
import type { Reason } from '../types.ts';
import type { Choice } from './choose.ts';
import type { Judgement } from './judge.ts';
import type { FrameMatch } from './frame-match.ts';
import type { LinkedFrame, StackUnderTest } from './stack-under-test.ts';

/** Frames of a group, judged; `isWrongBuild` where their module is another build. */
export interface JudgedGroup {
  /** In the order of the group's frames. */
  readonly matches: readonly FrameMatch[];
  readonly isWrongBuild: boolean;
}

/**
 * Judges the frames of one stack that mean the same module. A single frame that is impossible proves that the module is another build: then none of them can be
 * answered, for what fits may do so by chance, or has other lines. What may be impossible for another cause proves nothing: a number that ends with the text,
 * which may be cut, and a single call of another function, above which a line may be missing.
 */
export function judgeGroup(
  test: StackUnderTest,
  stack: ParsedStack,
  group: readonly number[],
  choice: Choice,
): JudgedGroup {
  if ('reason' in choice) {
    return {
      matches: group.map(() => ({ module: null, reason: choice.reason, judgement: null })),
      isWrongBuild: false,
    };
  }
  const modules = 'each' in choice ? choice.each : null;
  const moduleOf = (i: number): number | null => ('each' in choice ? (modules?.[i] ?? null) : choice.module);
  const judged = group.map((frame, i): LinkedFrame | null => {
    const module = moduleOf(i);
    const judgement = module === null ? null : test.judge(frame, module);
    return module === null || judgement === null ? null : { module, judgement };
  });
  const linked = withLinks(test, group, judged);
  const isProven = linked.some((found, i) => {
    return found?.judgement.fit.fit === 'impossible' && !mayBeCut(stack, group[i] ?? -1);
  });
  const matches = linked.map((found): FrameMatch => {
    if (found === null) return { module: null, reason: 'no-module', judgement: null };
    const { module, judgement } = found;
    return { module, reason: reasonOf(judgement, isProven), judgement };
  });
  return { matches, isWrongBuild: isProven };
}

function reasonOf({ fit }: Judgement, isWrongBuild: boolean): Reason | null {
  if (fit.why === 'outside-function' || fit.why === 'no-function') return 'wrong-function';
  return isWrongBuild || fit.fit === 'impossible' ? 'wrong-build' : null;
}

/** The last number of a text that ends with it may have had more digits. */
function mayBeCut({ text, frames }: ParsedStack, frame: number): boolean {
  const end = frames[frame]?.spans.body.end ?? 0;
  return end >= text.length && /[\da-f]$/.test(text.slice(-1));
}

/** Calls of other functions than the one above that prove something: more than one may be an accident of the text, and more than agree. */
const PROVING_LINKS = 2;

function withLinks(
  test: StackUnderTest,
  group: readonly number[],
  judged: readonly (LinkedFrame | null)[],
): readonly (LinkedFrame | null)[] {
  const byFrame = new Map(group.map((frame, i) => [frame, judged[i] ?? null]));
  const links = group.map((frame, i) => {
    const found = judged[i] ?? null;
    if (found === null) return 'unknown';
    const above = byFrame.get(test.positions[frame]?.above ?? -1) ?? null;
    return test.link(frame, found.module, found.judgement, above);
  });
  const against = links.filter((link) => link === 'contradicts').length;
  if (against === 0) return judged;
  const agreeing = links.filter((link) => link === 'agrees').length;
  const isSupported = against >= PROVING_LINKS || judged.some((found) => found?.judgement.fit.fit === 'impossible');
  const fit = isSupported && against > agreeing ? impossible('other-callee') : plausible('other-callee');
  return judged.map((found, i) =>
    found === null || links[i] !== 'contradicts' ? found : { ...found, judgement: { ...found.judgement, fit } },
  );
}
