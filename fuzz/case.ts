import {
  exerciseComponent,
  exerciseIndex,
  exerciseMap,
  exerciseModule,
  exerciseSplit,
  exerciseSymbolList,
  exerciseText,
} from './exercise.ts';
import { indexBytesOf, pickSubject, subjectOf } from './corpus.ts';
import { mutateDebug, swapDebug } from './dwarf/mutate.ts';
import { makeComponent } from './mutate/component.ts';
import { mutateContainer } from './mutate/container.ts';
import { mutateIds } from './mutate/ids.ts';
import { mutateIndex } from './mutate/index-file.ts';
import { mutateNames } from './mutate/names.ts';
import { mutateSourceMap } from './mutate/source-map.ts';
import { makeSplit } from './mutate/split.ts';
import { makeSymbolList } from './mutate/symbol-list.ts';
import { mutateText } from './mutate/text.ts';
import { below, once, randomOf, scaled } from './random.ts';
import type { Random } from './random.ts';
import { makeTrap } from './traps/all.ts';
import { makeIndexTrap } from './traps/indexes.ts';

export type Kind =
  | 'container'
  | 'debug'
  | 'trap'
  | 'index'
  | 'map'
  | 'text'
  | 'names'
  | 'ids'
  | 'component'
  | 'symbol-list'
  | 'dwo'
  | 'dwp'
  | 'cut';

/** One input, made of a seed alone. */
export interface Case {
  readonly seed: number;
  readonly kind: Kind;
  /** What it was made from or what it is. */
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** Which runs to do. */
export interface Plan {
  /** Of the first run; each further one has the next. */
  readonly seed: number;
  readonly runs: number;
  /** Inputs of one kind alone; `null`: of all. */
  readonly only: Kind | null;
}

/** Of a hundred runs: most of those that find most, some more of those that take little time, fewer traps, which take ten times as much as all else. */
const SHARES: readonly (readonly [kind: Kind, share: number])[] = [
  ['debug', 31],
  ['map', 7],
  ['dwo', 3],
  ['dwp', 3],
  ['trap', 6],
  ['container', 10],
  ['index', 15],
  ['text', 10],
  ['names', 6],
  ['ids', 2],
  ['component', 3],
  ['symbol-list', 4],
  // Only where it is asked for: the next seed cuts the next module, all modules again and again, each time elsewhere.
  ['cut', 0],
];

export function isKind(text: string): text is Kind {
  return SHARES.some(([kind]) => kind === text);
}

export async function makeCase(seed: number, only: Kind | null): Promise<Case> {
  const random = randomOf(seed);
  let left = below(random, 100);
  const drawn = SHARES.find(([, share]) => (left -= share) < 0)?.[0] ?? 'debug';
  const kind = only ?? drawn;
  if (kind === 'cut') {
    const { file, bytes } = subjectOf(seed);
    return { seed, kind, label: file, bytes: bytes.subarray(0, below(random, bytes.length)) };
  }
  return { seed, kind, ...(await makeInput(random, kind)) };
}

async function makeInput(random: Random, kind: Exclude<Kind, 'cut'>): Promise<Pick<Case, 'label' | 'bytes'>> {
  if (kind === 'trap') return makeTrap(random);
  if (kind === 'dwo' || kind === 'dwp') return makeSplit(random, kind);
  if (kind === 'map') return mutateSourceMap(random);
  if (kind === 'text') {
    // As UTF-16, for a lone surrogate is a character that a stack may hold and UTF-8 may not.
    return { label: 'captured stacks', bytes: new Uint8Array(Buffer.from(mutateText(random), 'utf16le')) };
  }
  if (kind === 'index' && once(random, 8)) {
    const size = once(random, 20) ? 2_000_000 : 200_000;
    return { label: 'made to be costly', bytes: makeIndexTrap(random, 100 + scaled(random, size)) };
  }
  if (kind === 'component') return { label: 'modules in components', bytes: makeComponent(random) };
  if (kind === 'symbol-list') return { label: 'made', bytes: makeSymbolList(random) };
  const subject = pickSubject(random, kind === 'debug');
  const { file, bytes } = subject;
  if (kind === 'names') return { label: file, bytes: mutateNames(random, bytes) };
  if (kind === 'ids') return { label: file, bytes: mutateIds(random, bytes) };
  if (kind === 'container') return { label: file, bytes: mutateContainer(random, bytes) };
  if (kind === 'index') return { label: file, bytes: mutateIndex(random, await indexBytesOf(subject)) };
  return { label: file, bytes: once(random, 15) ? swapDebug(random, bytes) : mutateDebug(random, file, bytes) };
}

/** Does with the input what its kind is for, one thing after the other; `rest` is called in between. */
export async function exercise({ seed, kind, bytes }: Case, rest: () => void): Promise<void> {
  if (kind === 'index') exerciseIndex(bytes, rest);
  else if (kind === 'map') await exerciseMap(bytes, rest);
  else if (kind === 'text') await exerciseText(Buffer.from(bytes).toString('utf16le'), rest);
  else if (kind === 'component') await exerciseComponent(bytes, rest);
  else if (kind === 'symbol-list') await exerciseSymbolList(bytes, rest);
  else if (kind === 'dwo' || kind === 'dwp') await exerciseSplit(bytes, seed, rest);
  else await exerciseModule(bytes, seed, rest);
}
