import { SymbolicationError } from '../src/index.ts';
import type { ErrorCode } from '../src/index.ts';
import { exercise } from './case.ts';
import type { Case, Kind } from './case.ts';
import { MemoryWatch } from './memory.ts';
import type { AddedMemory } from './memory.ts';

/** What a run came to. */
export interface Verdict {
  readonly seed: number;
  readonly kind: Kind;
  readonly label: string;
  readonly size: number;
  readonly outcome: 'answer' | ErrorCode | 'crash';
  /** Of processor time. */
  readonly milliseconds: number;
  /** Bytes added at the peak. */
  readonly memory: number;
  /** Why the run is a failure; empty where it is none. */
  readonly faults: readonly string[];
}

const MB = 1e6;

/**
 * `FUZZ_PATIENCE=4` gives four times as long. CI has it, whose machines are of any speed and shared: seed 9272 takes 0.98 of its time on a quiet one,
 * and took 1.28 on the same one while others used it.
 */
const PATIENCE = Number(process.env['FUZZ_PATIENCE'] ?? 1);

/** Milliseconds of processor time that an input of so many bytes may take. */
export function timeLimit(size: number): number {
  return PATIENCE * (1000 + (1000 * size) / MB);
}

/** Bytes that it may add to the memory. */
export function memoryLimit(size: number): number {
  return 4 * size + 64 * MB;
}

/** Exercises the input among others. What is over a limit here, garbage and all, is to be judged alone. */
export async function judgeQuickly(input: Case): Promise<Verdict> {
  const measured = await measure(input, () => undefined);
  return verdictOf(input, measured, measured.memory.seen);
}

/** Of the tries of an input alone: the first one has the host's compiling in it. */
const TRIES = 3;

/**
 * Exercises the input, again where it is over a limit: the least counts. Of the memory what is left after collecting in between, which the process
 * must be told to do often.
 */
export async function judgeThoroughly(input: Case): Promise<Verdict> {
  let verdict: Verdict | null = null;
  for (let left = TRIES; left > 0 && (verdict === null || verdict.faults.length > 0); left -= 1) {
    collectGarbage();
    const measured = await measure(input, collectGarbage);
    const milliseconds = Math.min(measured.milliseconds, verdict?.milliseconds ?? Infinity);
    const memory = Math.min(measured.memory.held, verdict?.memory ?? Infinity);
    verdict = verdictOf(input, { ...measured, milliseconds }, memory);
  }
  if (verdict === null) throw new Error('an input was not tried');
  return verdict;
}

function verdictOf({ seed, kind, label, bytes }: Case, measured: Measured, memory: number): Verdict {
  const { outcome, milliseconds, crash } = measured;
  const size = bytes.length;
  const faults = crash === null ? [] : [crash];
  if (milliseconds > timeLimit(size)) {
    faults.push(`took ${milliseconds.toFixed()} ms of ${timeLimit(size).toFixed()}`);
  }
  if (memory > memoryLimit(size)) {
    faults.push(`took ${(memory / MB).toFixed(1)} MB of ${(memoryLimit(size) / MB).toFixed(1)}`);
  }
  return { seed, kind, label, size, outcome, milliseconds, memory, faults };
}

function collectGarbage(): void {
  globalThis.gc?.();
}

interface Measured {
  readonly outcome: Verdict['outcome'];
  readonly milliseconds: number;
  readonly memory: AddedMemory;
  readonly crash: string | null;
}

async function measure(input: Case, rest: () => void): Promise<Measured> {
  const memory = new MemoryWatch();
  const start = process.cpuUsage();
  let outcome: Verdict['outcome'] = 'answer';
  let crash: string | null = null;
  try {
    await exercise(input, rest);
  } catch (error) {
    const isCoded = SymbolicationError.is(error) && error.code !== 'core-failed';
    outcome = isCoded ? error.code : 'crash';
    if (!isCoded) crash = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  // Of processors, not of the clock: a busy machine is no fault of the input. What hangs without working is the supervisor's.
  const { user, system } = process.cpuUsage(start);
  return { outcome, crash, milliseconds: (user + system) / 1000, memory: memory.end() };
}
