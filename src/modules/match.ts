import { compareIdentities, type IdentityEvidence } from '../identity/compare.ts';
import { type Certainty, certaintyOf, strengthOf } from '../identity/identify.ts';
import type { ModuleIdentity } from '../identity/module-identity.ts';
import { identityNamed, v8HashIn } from '../identity/stack-identities.ts';
import type { ParsedStack, StackFrame } from '../stack/frame.ts';
import type { TrapKind } from '../stack/trap.ts';
import type { Reason } from '../types.ts';
import { modulesAround, namedModules, namesModule, NONE } from './candidates.ts';
import { certaintyOfFit, type Choice, chooseByFit, chooseLeft, chooseNamed, type Choosing } from './choose.ts';
import type { CodeSource } from './code-reader.ts';
import type { FitBits, FitCount } from './fit-count.ts';
import { judgeInEitherOrder } from './either-order.ts';
import { type FrameGroup, frameGroups } from './frame-groups.ts';
import type { FrameMatch } from './frame-match.ts';
import type { FramePosition } from './judge.ts';
import { haveSameBodies, type ModuleOutline } from './outline.ts';
import { once } from './remembered.ts';
import { positionsOf, turnedPositions } from './positions.ts';
import { StackUnderTest } from './stack-under-test.ts';

/** Why some frames were taken for a module's. */
export type MatchEvidence =
  | IdentityEvidence
  /** No other module was given, or is left. */
  | { readonly kind: 'only-module'; readonly agrees: true }
  /** How many of the frames fit in which way. */
  | ({ readonly kind: 'fit'; readonly agrees: boolean } & Pick<FitCount, 'exact' | 'plausible' | 'impossible'>);

/** Frames of one stack that name their module in the same way, and the module that was found for them. */
export interface ModuleMatch {
  readonly frames: readonly number[];
  /** Index in the list of modules; `null` where none is theirs, or where they are of several. */
  readonly module: number | null;
  readonly reason: Reason | null;
  /** `null` where no module is theirs. */
  readonly certainty: Certainty | null;
  /** A frame contradicts the module, so that none of them is answered. */
  readonly isWrongBuild: boolean;
  readonly evidence: readonly MatchEvidence[];
}

/** What came out for a stack. */
export interface StackMatch {
  /** By frame. */
  readonly frames: readonly FrameMatch[];
  readonly modules: readonly ModuleMatch[];
}

/** What is known of the modules, by their place in one list. */
export interface KnownModules {
  readonly outlines: readonly ModuleOutline[];
  readonly identities: readonly ModuleIdentity[];
  readonly code: CodeSource;
  /** By frame: those among which its module is, where that is known of something else than its names. */
  readonly assigned?: readonly (readonly number[] | undefined)[] | undefined;
}

/**
 * Finds each frame's module among those given. By name first: V8's hash or the file name in the frame's URL, the module's name in `wasm://wasm/NAME-HASH`, the module's name in front of the
 * function's. Else by elimination: a single module given is taken for all frames that name no module, and for those that name one only as long as none of the stack's
 * frames names the given one; else a second module's frames would get names of the first. Among several, by how the frames fit.
 *
 * Where a frame does not fit its module, the module is another build, and its lines are wrong: none of the frames beside it that mean the same module are answered.
 */
export function matchFrames(stack: ParsedStack, trap: TrapKind | null, known: KnownModules): StackMatch {
  return matchGroups(groupsIn(stack, trap, known), known.code);
}

/** A stack's groups, and what is known of the modules: all that does not depend on code. */
export interface StackGroups {
  readonly stack: ParsedStack;
  readonly positions: readonly FramePosition[];
  readonly groups: readonly FrameGroup[];
  readonly outlines: readonly ModuleOutline[];
  readonly identities: readonly ModuleIdentity[];
}

/** The first half of {@link matchFrames}. */
export function groupsIn(
  stack: ParsedStack,
  trap: TrapKind | null,
  { outlines, identities, assigned }: Omit<KnownModules, 'code'>,
): StackGroups {
  const named = namedModules(outlines, identities);
  const positions = positionsOf(stack, trap);
  const around = modulesAround(outlines);
  const candidatesOf = (frame: StackFrame, i: number): readonly number[] => {
    const found = assigned?.[i] ?? named(frame);
    return found.length > 0 ? found : around(frame);
  };
  const candidates = stack.frames.map((frame, i) => (frame.kind === 'wasm' ? candidatesOf(frame, i) : NONE));
  return { stack, positions, groups: frameGroups(stack.frames, positions, candidates), outlines, identities };
}

/** The second half. */
export function matchGroups(
  { stack, positions, groups, outlines: modules, identities }: StackGroups,
  code: CodeSource,
): StackMatch {
  const test = new StackUnderTest(stack.frames, positions, modules, code);
  const turnedTest = once(() => new StackUnderTest(stack.frames, turnedPositions(positions), modules, code));
  const someNamed = groups.some(({ candidates }) => candidates.length > 0);
  const same = sameModules(modules);
  const all = modules.map((_, i) => i);
  const frames: FrameMatch[] = stack.frames.map(({ kind }) => (kind === 'wasm' ? NO_MODULE : NOT_WASM));
  const questions = groups.map((group): GroupQuestion => {
    const identity = once(() => identityNamed(group));
    const isUnnamed = group.candidates.length === 0;
    return {
      group,
      identity,
      isOnly: isUnnamed && modules.length === 1 && !(someNamed && namesModule(group.first)),
      choosing: {
        stack: test,
        frames: group.frames,
        same,
        namesOther: isUnnamed && namesModule(group.first),
        likeliest: (among) => likeliestOf(identity, identities, among),
      },
    };
  });
  const choices = questions.map(({ group, isOnly, choosing }) =>
    isOnly || group.candidates.length > 0
      ? chooseNamed(choosing, isOnly ? [0] : group.candidates)
      : chooseByFit(choosing, all),
  );
  const found = questions.map((question, i): ModuleMatch => {
    const { group, identity, choosing } = question;
    const first = choices[i] ?? NO_CHOICE;
    const left =
      'reason' in first && !choosing.namesOther ? chooseLeft(choosing, modulesLeft(questions, choices, i, all)) : null;
    const choice = left ?? first;
    const { matches, isWrongBuild, bits } = judgeInEitherOrder(test, turnedTest, stack, group.frames, choice);
    matches.forEach((match, k) => {
      const frame = group.frames[k];
      if (frame !== undefined) frames[frame] = match;
    });
    const isOnly = question.isOnly || left !== null;
    return {
      frames: group.frames,
      isWrongBuild,
      ...explained({ choice, matches, bits, isOnly, identity }, identities),
    };
  });
  return { frames, modules: found };
}

/** A group, and what is asked of it. */
interface GroupQuestion {
  readonly group: FrameGroup;
  readonly identity: () => ModuleIdentity;
  /** It names none, and there is but one. */
  readonly isOnly: boolean;
  readonly choosing: Choosing;
}

/** What a group may still mean: V8 gives each module a URL of its own, so that none is meant that another URL was found to mean. */
function modulesLeft(
  questions: readonly GroupQuestion[],
  choices: readonly Choice[],
  of: number,
  all: readonly number[],
): readonly number[] {
  const url = questions[of]?.group.url ?? null;
  if (url === null || v8HashIn(url) === null) return NONE;
  const taken = new Set<number>();
  for (const [i, choice] of choices.entries()) {
    if ('module' in choice && questions[i]?.group.url !== url) taken.add(choice.module);
  }
  return taken.size === 0 ? NONE : all.filter((module) => !taken.has(module));
}

const NO_CHOICE: Choice = { reason: 'no-module' };
const NO_MODULE: FrameMatch = { module: null, reason: 'no-module', judgement: null };
const NOT_WASM: FrameMatch = { module: null, reason: 'not-wasm', judgement: null };

/** Of several modules, those for which an identity speaks most. */
function likeliestOf(
  identity: () => ModuleIdentity,
  identities: readonly ModuleIdentity[],
  among: readonly number[],
): readonly number[] {
  if (among.length < 2) return among;
  const strengths = among.map((module) => {
    const candidate = identities[module];
    return candidate === undefined ? 0 : strengthOf(compareIdentities(identity(), candidate));
  });
  const most = Math.max(...strengths);
  return among.filter((_, i) => strengths[i] === most);
}

/** What came out for a group. */
interface Outcome {
  readonly choice: Choice;
  readonly matches: readonly FrameMatch[];
  readonly bits: FitBits;
  readonly isOnly: boolean;
  readonly identity: () => ModuleIdentity;
}

function explained(
  { choice, matches, bits, isOnly, identity }: Outcome,
  identities: readonly ModuleIdentity[],
): Pick<ModuleMatch, 'module' | 'reason' | 'certainty' | 'evidence'> {
  if ('reason' in choice) return { module: null, reason: choice.reason, certainty: null, evidence: [] };
  const fit = fitEvidence(matches);
  if ('each' in choice) return { module: null, reason: null, certainty: 'likely', evidence: [fit] };
  const { module } = choice;
  const candidate = identities[module];
  const names = candidate === undefined ? [] : compareIdentities(identity(), candidate);
  const only: readonly MatchEvidence[] = isOnly ? [{ kind: 'only-module', agrees: true }] : [];
  const evidence = [...names, ...only, fit];
  if (!fit.agrees) return { module, reason: null, certainty: 'possible', evidence };
  return { module, reason: null, certainty: surer(certaintyOf(names), certaintyOfFit(bits)), evidence };
}

const CERTAINTIES: readonly Certainty[] = ['possible', 'likely', 'proven'];

function surer(a: Certainty | null, b: Certainty): Certainty {
  return a !== null && CERTAINTIES.indexOf(a) > CERTAINTIES.indexOf(b) ? a : b;
}

function fitEvidence(matches: readonly FrameMatch[]): MatchEvidence & { readonly kind: 'fit' } {
  const counts = { exact: 0, plausible: 0, impossible: 0 };
  for (const { judgement } of matches) if (judgement !== null) counts[judgement.fit.fit] += 1;
  return { kind: 'fit', agrees: counts.impossible === 0, ...counts };
}

/** Compares two modules' bodies, each pair once: a text may hold a million frames. */
function sameModules(modules: readonly ModuleOutline[]): (a: number, b: number) => boolean {
  const known = new Map<number, boolean>();
  return (a, b) => {
    const key = a * modules.length + b;
    const [first, second] = [modules[a], modules[b]];
    const found = known.get(key) ?? (first !== undefined && second !== undefined && haveSameBodies(first, second));
    known.set(key, found);
    return found;
  };
}
