import { impossible, plausible } from '../fit/frame-fit.ts';
import type { ParsedStack } from '../stack/frame.ts';
import type { Reason } from '../types.ts';
import type { Choice } from './choose.ts';
import type { Judgement } from './judge.ts';
import { bitsOf, type FitBits, placeOf } from './fit-count.ts';
import type { FrameMatch } from './frame-match.ts';
import type { JudgedFrame, StackUnderTest } from './stack-under-test.ts';

/** Frames of a group, judged; `isWrongBuild` where their module is another build. */
export interface JudgedGroup {
  /** In the order of the group's frames. */
  readonly matches: readonly FrameMatch[];
  readonly isWrongBuild: boolean;
  /** Of each different place. */
  readonly bits: FitBits;
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
      bits: { bits: 0, nameBits: 0 },
    };
  }
  const judged = group.map((frame, i) => {
    const module = 'each' in choice ? choice.each[i] : choice.module;
    return module == null ? null : test.judge(frame, module);
  });
  const linked = test.hasCode ? withLinks(test, group, judged) : judged;
  const isWrongBuild = linked.some(
    (found, i) => found?.judgement.fit.fit === 'impossible' && !mayBeCut(stack, group[i] ?? -1),
  );
  const sum = { bits: 0, nameBits: 0 };
  let last: JudgedFrame | null = null;
  let lastMatch = NO_MATCH;
  const matches = linked.map((found, i) => {
    if (found === null) return NO_MATCH;
    if (found === last) return lastMatch;
    // Recursion proves no more than one call.
    if (last === null || placeOf(last.judgement) !== placeOf(found.judgement)) {
      const { bits, nameBits } = bitsOf(found.judgement, test.frames[group[i] ?? -1]);
      sum.bits += bits;
      sum.nameBits += nameBits;
    }
    last = found;
    lastMatch = { module: found.module, reason: reasonOf(found.judgement, isWrongBuild), judgement: found.judgement };
    return lastMatch;
  });
  return { matches, isWrongBuild, bits: sum };
}

const NO_MATCH: FrameMatch = { module: null, reason: 'no-module', judgement: null };

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
    const aboveIt = above !== null && group[i - 1] === above ? (judged[i - 1] ?? null) : null;
    // A log repeats a line that is no stack of its own.
    const isRepeated = aboveIt !== null && found !== null && placeOf(aboveIt.judgement) === placeOf(found.judgement);
    const own = found === null ? 'unknown' : test.link(frame, found, aboveIt);
    const link = own === 'contradicts' && isRepeated ? 'unknown' : own;
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
