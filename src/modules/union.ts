import { lookupAll, type SymbolIndex } from '../symbol-index/index.ts';
import type { Lookup, Reason, SymbolFrame } from '../types.ts';
import { coverageOf } from './coverage.ts';
import { indexOf, type IndexOptions, type Module } from './module.ts';

/** Reasons that no other file would lift. */
const FINAL: ReadonlySet<Reason> = new Set(['outside-code', 'outside-functions', 'compiler-generated']);

/** Gives an index of a module that covers these module-file offsets at least. */
export type IndexSource = (module: Module, offsets: readonly number[]) => Promise<SymbolIndex>;

/**
 * The indexes that together answer for offsets of a module: those that were given, and one of its files where the given ones leave something open. So files that
 * are not needed are not read.
 */
export async function indexesCovering(
  module: Module,
  offsets: readonly number[],
  indexSource: IndexSource,
): Promise<readonly SymbolIndex[]> {
  const { given } = module;
  const left = given.length === 0 ? offsets : openOffsets(module, offsets);
  return left.length === 0 ? given : [...given, await indexSource(module, left)];
}

function openOffsets({ given, outline }: Module, offsets: readonly number[]): readonly number[] {
  return answersOf(given, outline, offsets)
    .filter(({ status, reason }) => status !== 'resolved' && !(reason !== null && FINAL.has(reason)))
    .map(({ offset }) => offset);
}

/**
 * What indexes of one module know of its offsets, joined: at each the answer that tells more, and its function's name from another one where it has none.
 * Indexes may be of files whose code section begins elsewhere.
 */
export function answersOf(
  indexes: readonly SymbolIndex[],
  { codeStart }: Pick<Module['outline'], 'codeStart'>,
  offsets: readonly number[],
): readonly Lookup[] {
  const [first, ...others] = indexes.map((index) => answersIn(index, codeStart, offsets));
  if (first === undefined || others.length === 0) return first ?? [];
  return first.map((answer, i) => others.reduce((best, other) => joined(best, other[i] ?? best), answer));
}

function answersIn(index: SymbolIndex, codeStart: number, offsets: readonly number[]): readonly Lookup[] {
  const distance = index.identity.codeStart - codeStart;
  if (distance === 0) return lookupAll(index, offsets);
  // In front of its code section an index has no offset below 0.
  const answers = lookupAll(
    index,
    offsets.map((offset) => Math.max(0, offset + distance)),
  );
  return answers.map((answer, i) => ({ ...answer, offset: offsets[i] ?? 0 }));
}

/** Two answers for one instruction. */
export function joined(a: Lookup, b: Lookup): Lookup {
  const [better, other] = worth(b) > worth(a) ? [b, a] : [a, b];
  const body = better.frames.at(-1);
  const named = other.frames.at(-1);
  if (body?.function !== null || named?.function == null) return better;
  const { function: name, symbol, origin } = named;
  const frame: SymbolFrame = { ...body, function: name, symbol, origin: { ...body.origin, name: origin.name } };
  const frames = [...better.frames.slice(0, -1), frame];
  const isWhole = better.reason === 'no-name' && frames.every((each) => each.function !== null);
  return { ...better, status: isWhole ? 'resolved' : 'partial', reason: isWhole ? null : better.reason, frames };
}

/** How much an answer tells: all, a place of the instruction, a name, nothing. */
function worth({ status, frames }: Lookup): number {
  if (status === 'resolved') return 3;
  const location = frames[0]?.origin.location ?? null;
  if (location !== null && location !== 'declaration') return 2;
  return status === 'partial' ? 1 : 0;
}

/** For what needs one index: of those that were given and the full one of the files that with lines in most functions, and then with most names. */
export async function fullestIndexOf(module: Module, options: IndexOptions = {}): Promise<SymbolIndex> {
  const own = await indexOf(module, options);
  return module.given.reduce((best, index) => (isFuller(index, best) ? index : best), own);
}

function isFuller(index: SymbolIndex, other: SymbolIndex): boolean {
  const [a, b] = [coverageOf(index), coverageOf(other)];
  return a.withLines > b.withLines || (a.withLines === b.withLines && a.named > b.named);
}
