import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIndex } from '../src/index.ts';
import { splitModule } from './module-bytes.ts';
import { below, once, pick } from './random.ts';
import type { Random } from './random.ts';

/** A module to start from. */
export interface Subject {
  readonly file: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Above this a module takes so long that it is chosen seldom. */
const SMALL = 60_000;

const indexes = new Map<string, Promise<Uint8Array>>();
interface Corpus {
  readonly small: readonly Subject[];
  readonly smallWithDebug: readonly Subject[];
  readonly large: readonly Subject[];
  readonly stacks: readonly string[];
}

let known: Corpus | null = null;

function corpus(): Corpus {
  if (known !== null) return known;
  const fixtures = process.env['FUZZ_FIXTURES'] ?? join(process.cwd(), 'fixtures');
  const subjects = ['modules', 'features', 'stacks/modules', 'symbol-lists', 'embedded-sources'].flatMap((folder) =>
    readdirSync(join(fixtures, folder))
      .filter((file) => file.endsWith('.wasm'))
      .sort()
      .map((file) => ({ file, bytes: new Uint8Array(readFileSync(join(fixtures, folder, file))) })),
  );
  const lines = readFileSync(join(fixtures, 'stacks/captured.jsonl'), 'utf8').trimEnd().split('\n');
  const small = subjects.filter(({ bytes }) => bytes.length < SMALL);
  known = {
    small,
    smallWithDebug: small.filter(({ bytes }) => splitModule(bytes).some(({ name }) => name?.startsWith('.debug_'))),
    large: subjects.filter(({ bytes }) => bytes.length >= SMALL),
    stacks: lines.map((line) => textOf(JSON.parse(line))),
  };
  return known;
}

function textOf(capture: unknown): string {
  const isCapture = typeof capture === 'object' && capture !== null && 'text' in capture;
  return isCapture && typeof capture.text === 'string' ? capture.text : '';
}

/** A module, one in four hundred a large one. Without debug information there is nothing to lie about in it. */
export function pickSubject(random: Random, debugOnly: boolean): Subject {
  const { small, large, smallWithDebug } = corpus();
  const list = once(random, 400) ? large : debugOnly ? smallWithDebug : small;
  const subject = list[below(random, list.length)];
  if (subject === undefined) throw new Error('there are no fixtures');
  return subject;
}

/** One subject after the other. */
export function subjectOf(number: number): Subject {
  const { small, large } = corpus();
  const all = [...small, ...large];
  const subject = all[number % all.length];
  if (subject === undefined) throw new Error('there are no fixtures');
  return subject;
}

export function smallSubjects(): readonly Subject[] {
  return corpus().small;
}

export function pickStack(random: Random): string {
  const { stacks } = corpus();
  return pick(random, [stacks[below(random, stacks.length)] ?? '']);
}

/** The subject's index, built once. */
export function indexBytesOf({ file, bytes }: Subject): Promise<Uint8Array> {
  const built = indexes.get(file) ?? buildIndex(bytes);
  indexes.set(file, built);
  return built;
}
