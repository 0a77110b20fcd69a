import type { Certainty } from '../identity/identify.ts';
import type { Reason } from '../types.ts';
import { countFits, type FitCount } from './fit-count.ts';
import type { JudgedFrame, StackUnderTest } from './stack-under-test.ts';

/** Which module some frames mean that name theirs in the same way. */
export type Choice =
  /** All of them mean it. `fit` is how they fit it. */
  | { readonly module: number; readonly fit: FitCount }
  /** They are of several. */
  | { readonly each: readonly number[] }
  | { readonly reason: Reason };

/** What is to be chosen for. */
export interface Choosing {
  readonly stack: StackUnderTest;
  /** Of the group, by their place in the stack. */
  readonly frames: readonly number[];
  /** Compares two modules by their bodies: copies of one code answer alike. */
  readonly same: (a: number, b: number) => boolean;
  /** The frames name a module, which is none of those given by its name. */
  readonly namesOther: boolean;
  /** Of some modules, those for which names, ids and hashes speak most. */
  readonly likeliest: (modules: readonly number[]) => readonly number[];
}

/**
 * Of modules that the frames name: the one that they fit, and of those that they fit equally the one for which more is known to speak. Where they fit none, they may be of several that go by one name; else the
 * module that fits best is theirs in another build.
 */
export function chooseNamed(choosing: Choosing, candidates: readonly number[]): Choice {
  const { stack, frames, same, likeliest } = choosing;
  const counts = new Map(candidates.map((module) => [module, countFits(stack, frames, module)]));
  const holding = candidates.filter((module) => counts.get(module)?.impossible === 0);
  const [first, ...others] = likeliest(holding);
  if (first !== undefined) {
    if (others.some((other) => !same(first, other))) return { reason: 'ambiguous-module' };
    return { module: first, fit: counts.get(first) ?? NO_FIT };
  }
  const each = candidates.length > 1 ? chooseEach(choosing, candidates) : null;
  if (each !== null) return { each };
  const [best] = candidates.toSorted((a, b) => byFit(counts.get(a), counts.get(b)));
  return best === undefined ? { reason: 'no-module' } : { module: best, fit: counts.get(best) ?? NO_FIT };
}

const NO_FIT: FitCount = { exact: 0, plausible: 0, impossible: 0, bits: 0, nameBits: 0 };

function byFit(a = NO_FIT, b = NO_FIT): number {
  return a.impossible - b.impossible || b.bits + b.nameBits - a.bits - a.nameBits;
}

/** Modules that are tried at all frames of a text: those of one program. */
const MOST_TOGETHER = 16;

/** Bits that the fit must have beyond one for each doubling of the modules to choose from: of a thousand choices by fit alone, one may be wrong. */
const SURE = 8;

/**
 * Of modules that the frames do not name: the only one that they fit, if they fit it so well that this is no chance; or several of which each frame fits one.
 */
export function chooseByFit(choosing: Choosing, candidates: readonly number[]): Choice {
  if (candidates.length < 2) return { reason: 'no-module' };
  const { stack, frames, same, likeliest, namesOther } = choosing;
  const counts = new Map(candidates.map((module) => [module, countFits(stack, frames, module)]));
  const wanted = SURE + Math.log2(candidates.length);
  const holding = candidates.filter((module) => counts.get(module)?.impossible === 0);
  // Names alone would choose any build of the same program.
  const bitsOf = ({ bits, nameBits }: FitCount): number => (namesOther || bits === 0 ? bits : bits + nameBits);
  const most = Math.max(0, ...holding.map((module) => bitsOf(counts.get(module) ?? NO_FIT)));
  const [first, ...others] = likeliest(holding.filter((module) => bitsOf(counts.get(module) ?? NO_FIT) === most));
  if (first !== undefined && most >= wanted) {
    if (others.some((other) => !same(first, other))) return { reason: 'ambiguous-module' };
    return { module: first, fit: counts.get(first) ?? NO_FIT };
  }
  if (holding.length > 0) return { reason: holding.length > 1 && !namesOther ? 'ambiguous-module' : 'no-module' };
  const likely = candidates.filter((module) => (counts.get(module)?.exact ?? 0) > 0);
  const together = likely.reduce((sum, module) => sum + Math.max(0, counts.get(module)?.bits ?? 0), 0);
  const each = likely.length > MOST_TOGETHER || together < wanted ? null : chooseEach(choosing, likely);
  return each === null ? { reason: 'no-module' } : { each };
}

/** The one module that is left when the others are found to be meant by other frames, if all frames fit it, and one of them exactly. */
export function chooseLeft({ stack, frames }: Choosing, left: readonly number[]): Choice | null {
  const [module, ...others] = left;
  if (module === undefined || others.length > 0) return null;
  const fit = countFits(stack, frames, module);
  return fit.impossible === 0 && fit.exact > 0 ? { module, fit } : null;
}

/** A module for each frame, where each fits one; `null` where one fits none, or several that nothing tells apart. */
function chooseEach({ stack, frames, same }: Choosing, candidates: readonly number[]): readonly number[] | null {
  const choices = frames.map((frame) => fittingOf(stack, frame, candidates));
  if (choices.some((modules) => modules.length === 0)) return null;
  const chosen = new Map<number, JudgedFrame>();
  const decide = (frame: number, modules: readonly number[]): boolean => {
    const [first, ...others] = modules;
    if (first === undefined || others.some((other) => !same(first, other))) return false;
    const judged = stack.judge(frame, first);
    if (judged !== null) chosen.set(frame, judged);
    return true;
  };
  const undecided = new Set<number>();
  frames.forEach((frame, i) => {
    const modules = choices[i] ?? [];
    if (!decide(frame, modules) && !decide(frame, callersOf(stack, frame, modules, chosen))) undecided.add(i);
  });
  // From below: what a frame calls by its index is the frame above it.
  for (const i of [...undecided].reverse()) {
    const [frame = -1, below] = [frames[i], chosen.get(frames[i + 1] ?? -1)];
    if (below === undefined) return null;
    if (stack.link(frames[i + 1] ?? -1, below, stack.judge(frame, below.module)) !== 'agrees') return null;
    decide(frame, [below.module]);
  }
  return frames.map((frame) => chosen.get(frame)?.module ?? -1);
}

/** Those that fit exactly, if there are some. */
function fittingOf(stack: StackUnderTest, frame: number, candidates: readonly number[]): readonly number[] {
  const fits = candidates.map((module) => stack.judge(frame, module)?.judgement.fit.fit ?? 'impossible');
  const wanted = fits.includes('exact') ? 'exact' : 'plausible';
  return candidates.filter((_, i) => fits[i] === wanted);
}

/** Those that call just what stands above, else those that may have. */
function callersOf(
  stack: StackUnderTest,
  frame: number,
  candidates: readonly number[],
  chosen: ReadonlyMap<number, JudgedFrame>,
): readonly number[] {
  const above = chosen.get(stack.positions[frame]?.above ?? -1) ?? null;
  const links = candidates.map((module) => {
    const own = stack.judge(frame, module);
    return own === null ? 'unknown' : stack.link(frame, own, above);
  });
  return candidates.filter((_, i) => (links.includes('agrees') ? links[i] === 'agrees' : links[i] !== 'contradicts'));
}

/** How sure a fit alone makes. */
export function certaintyOfFit({ bits, nameBits, impossible }: FitCount): Certainty {
  if (impossible > 0 || bits + nameBits < SURE) return 'possible';
  return bits < 3 * SURE ? 'likely' : 'proven';
}
