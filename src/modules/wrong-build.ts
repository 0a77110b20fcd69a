import { impossible, plausible } from '../fit/frame-fit.ts';
import type { ParsedStack } from '../stack/frame.ts';
import type { Reason } from '../types.ts';
import type { Choice } from './choose.ts';
import type { Judgement } from './judge.ts';
import type { FrameMatch } from './frame-match.ts';
import type { JudgedFrame, StackUnderTest } from './stack-under-test.ts';

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
  const judged = group.map((frame, i) => {
    const module = 'each' in choice ? choice.each[i] : choice.module;
    return module == null ? null : test.judge(frame, module);
  });
  const linked = withLinks(test, group, judged);
  const isWrongBuild = linked.some(
    (found, i) => found?.judgement.fit.fit === 'impossible' && !mayBeCut(stack, group[i] ?? -1),
  );
  const known = new Map<JudgedFrame | null, FrameMatch>();
  const matches = linked.map((found) => {
    const match = known.get(found) ?? matchOf(found, isWrongBuild);
    known.set(found, match);
    return match;
  });
  return { matches, isWrongBuild };
}

function matchOf(found: JudgedFrame | null, isWrongBuild: boolean): FrameMatch {
  if (found === null) return { module: null, reason: 'no-module', judgement: null };
  const { module, judgement } = found;
  return { module, reason: reasonOf(judgement, isWrongBuild), judgement };
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
  judged: readonly (JudgedFrame | null)[],
): readonly (JudgedFrame | null)[] {
  let agreeing = 0;
  const against = new Set<JudgedFrame>();
  let contradictions = 0;
  const links = group.map((frame, i) => {
    const found = judged[i] ?? null;
    const above = test.positions[frame]?.above ?? null;
    const isInGroup = above !== null && group[i - 1] === above;
    const link = found === null ? 'unknown' : test.link(frame, found, isInGroup ? (judged[i - 1] ?? null) : null);
    if (link === 'agrees') agreeing += 1;
    if (link === 'contradicts') contradictions += 1;
    if (link === 'contradicts' && found !== null) against.add(found);
    return link;
  });
  if (contradictions === 0) return judged;
  const isSupported =
    contradictions >= PROVING_LINKS || judged.some((found) => found?.judgement.fit.fit === 'impossible');
  const fit = isSupported && contradictions > agreeing ? impossible('other-callee') : plausible('other-callee');
  const changed = new Map([...against].map((each) => [each, { ...each, judgement: { ...each.judgement, fit } }]));
  return judged.map((found, i) =>
    found === null || links[i] !== 'contradicts' ? found : (changed.get(found) ?? found),
  );
}
