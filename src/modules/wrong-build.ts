import type { CallLink } from '../fit/call-link.ts';
import { type FrameFit, impossible, plausible } from '../fit/frame-fit.ts';
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
  readonly links: LinkCount;
}

/** How many frames call just the function above them, and how many cannot have led to it. */
export interface LinkCount {
  readonly agreeing: number;
  readonly doubtful: number;
}

const NO_LINKS: LinkCount = { agreeing: 0, doubtful: 0 };

/**
 * Judges the frames of one stack that mean the same module. A single frame that is impossible proves that the module is another build: then none of them can be
 * answered, for what fits may do so by chance, or has other lines. What may be impossible for another cause proves nothing: a number that ends with the text,
 * which may be cut; a single call of another function, above which a line may be missing; and a frame whose function cannot have led to the frame above it, as where
 * the lines of several stacks were put together.
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
      links: NO_LINKS,
    };
  }
  const judged = group.map((frame, i) => {
    const module = 'each' in choice ? choice.each[i] : choice.module;
    return module == null ? null : test.judge(frame, module);
  });
  const { linked, links } = test.hasCode
    ? withLinks(test, group, judged, isOneStack(test, stack, group[0] ?? -1))
    : { linked: judged, links: NO_LINKS };
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
  return { matches, isWrongBuild, bits: sum, links };
}

const NO_MATCH: FrameMatch = { module: null, reason: 'no-module', judgement: null };

function reasonOf({ fit }: Judgement, isWrongBuild: boolean): Reason | null {
  if (fit.why === 'outside-function' || fit.why === 'no-function') return 'wrong-function';
  return isWrongBuild || fit.fit === 'impossible' ? 'wrong-build' : null;
}

/**
 * Whether the lines up to a frame are known to be of one stack: something is said in front of them, as engines do, or the dialect says nothing. Lines that were searched out of a log and put
 * together are not.
 */
function isOneStack(test: StackUnderTest, { text }: ParsedStack, frame: number): boolean {
  const found = test.frames[test.positions[frame]?.first ?? -1];
  if (found === undefined) return false;
  const { start } = found.spans.frame;
  return found.dialect !== 'v8' || /\S[^\S\n]*\n?[^\S\n]*$/.test(text.slice(Math.max(0, start - LINE), start));
}

/** Characters of the line in front of a stack that are looked at. */
const LINE = 200;

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
  isWhole: boolean,
): { readonly linked: readonly (JudgedFrame | null)[]; readonly links: LinkCount } {
  const links = group.map((frame, i) => {
    const found = judged[i] ?? null;
    const above = test.positions[frame]?.above ?? null;
    const aboveIt = above !== null && group[i - 1] === above ? (judged[i - 1] ?? null) : null;
    // A log repeats a line that is no stack of its own.
    const isRepeated = aboveIt !== null && found !== null && placeOf(aboveIt.judgement) === placeOf(found.judgement);
    if (found === null) return 'unknown';
    const link = test.link(frame, found, aboveIt);
    if (isRepeated && found.judgement.fit.fit !== 'impossible' && link !== 'agrees') return 'unknown';
    return link === 'contradicts' && !isWhole ? 'apart' : link;
  });
  const others = links.filter(
    (link, i) => link === 'contradicts' && judged[i]?.judgement.fit.fit !== 'impossible',
  ).length;
  const agreeing = links.filter((link) => link === 'agrees').length;
  const doubtful = links.filter((link) => link === 'contradicts' || link === 'apart').length;
  const isImpossible = (found: JudgedFrame | null, link: CallLink | undefined): boolean =>
    found?.judgement.fit.fit === 'impossible' && link !== 'apart';
  const isSupported = others >= PROVING_LINKS || judged.some((found, i) => isImpossible(found, links[i]));
  const otherCallee = isSupported && others > agreeing ? impossible : plausible;
  const fitOf = ({ judgement: { fit } }: JudgedFrame, link: CallLink): FrameFit => {
    if (fit.why === 'no-call') return link === 'apart' ? plausible('other-stack') : fit;
    return link === 'contradicts' ? otherCallee('other-callee') : plausible('other-callee');
  };
  const changed = new Map<JudgedFrame, Map<CallLink, JudgedFrame>>();
  const linked = judged.map((found, i) => {
    const link = links[i] ?? 'unknown';
    if (found === null || link === 'unknown' || link === 'agrees') return found;
    const byLink = changed.get(found) ?? new Map<CallLink, JudgedFrame>();
    changed.set(found, byLink);
    const known = byLink.get(link) ?? { ...found, judgement: { ...found.judgement, fit: fitOf(found, link) } };
    byLink.set(link, known);
    return known;
  });
  return { linked, links: { agreeing, doubtful } };
}
