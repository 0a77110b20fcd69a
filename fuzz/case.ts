import { exerciseIndex, exerciseMap, exerciseModule, exerciseText } from './exercise.ts';
import { indexBytesOf, pickSubject, subjectOf } from './corpus.ts';
import { mutateDebug, swapDebug } from './dwarf/mutate.ts';
import { mutateContainer } from './mutate/container.ts';
import { mutateIndex } from './mutate/index-file.ts';
import { mutateSourceMap } from './mutate/source-map.ts';
import { mutateText } from './mutate/text.ts';
import { below, once, randomOf, scaled } from './random.ts';
import type { Random } from './random.ts';
import { makeTrap } from './traps/all.ts';
import { makeIndexTrap } from './traps/indexes.ts';

export type Kind = 'container' | 'debug' | 'trap' | 'index' | 'map' | 'text' | 'cut';

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

/** Of a hundred runs. */
const SHARES: readonly (readonly [kind: Kind, share: number])[] = [
  ['debug', 40],
  ['map', 10],
  ['trap', 8],
  ['container', 17],
  ['index', 15],
  ['text', 10],
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
  if (kind === 'map') return mutateSourceMap(random);
  if (kind === 'text') {
    // As UTF-16, for a lone surrogate is a character that a stack may hold and UTF-8 may not.
    return { label: 'captured stacks', bytes: new Uint8Array(Buffer.from(mutateText(random), 'utf16le')) };
  }
  if (kind === 'index' && once(random, 8)) {
    const size = once(random, 20) ? 2_000_000 : 200_000;
    return { label: 'made to be costly', bytes: makeIndexTrap(random, 100 + scaled(random, size)) };
  }
  const subject = pickSubject(random);
  const { file, bytes } = subject;
  if (kind === 'container') return { label: file, bytes: mutateContainer(random, bytes) };
  if (kind === 'index') return { label: file, bytes: mutateIndex(random, await indexBytesOf(subject)) };
  return { label: file, bytes: once(random, 15) ? swapDebug(random, bytes) : mutateDebug(random, file, bytes) };
}

/** Does with the input what its kind is for, one thing after the other; `rest` is called in between. */
export async function exercise(kind: Kind, bytes: Uint8Array, rest: () => void): Promise<void> {
  if (kind === 'index') exerciseIndex(bytes);
  else if (kind === 'map') await exerciseMap(bytes, rest);
  else if (kind === 'text') await exerciseText(Buffer.from(bytes).toString('utf16le'));
  else await exerciseModule(bytes, rest);
}
