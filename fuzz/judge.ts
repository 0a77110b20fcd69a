import { SymbolicationError } from '../src/index.ts';
import type { ErrorCode } from '../src/index.ts';
import { exercise } from './case.ts';
import type { Case, Kind } from './case.ts';
import { peakMemory, resetMemory } from './memory.ts';

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

/** Milliseconds of processor time that an input of so many bytes may take. */
export function timeLimit(size: number): number {
  return 1000 + (1000 * size) / MB;
}

/** Bytes that it may add to the memory. */
export function memoryLimit(size: number): number {
  return 4 * size + 64 * MB;
}

/** Runs that a limit is judged by: the cores of one build that still lie about in the next are no fault of the input. */
const ATTEMPTS = 3;

/** Exercises the input, again where it is over a limit: the least counts. */
export async function judge(input: Case): Promise<Verdict> {
  const { seed, kind, label, bytes } = input;
  const size = bytes.length;
  let best = await measure(input, () => undefined);
  for (let attempt = 1; attempt < ATTEMPTS && isOver(best, size); attempt += 1) {
    collectGarbage();
    const again = await measure(input, collectGarbage);
    best = {
      ...again,
      milliseconds: Math.min(best.milliseconds, again.milliseconds),
      memory: Math.min(best.memory, again.memory),
    };
  }
  const faults = best.crash === null ? [] : [best.crash];
  if (best.milliseconds > timeLimit(size)) {
    faults.push(`took ${best.milliseconds.toFixed()} ms of ${timeLimit(size).toFixed()}`);
  }
  if (best.memory > memoryLimit(size)) {
    faults.push(`took ${(best.memory / MB).toFixed(1)} MB of ${(memoryLimit(size) / MB).toFixed(1)}`);
  }
  const { outcome, milliseconds, memory } = best;
  return { seed, kind, label, size, outcome, milliseconds, memory, faults };
}

function collectGarbage(): void {
  globalThis.gc?.();
}

interface Measured {
  readonly outcome: Verdict['outcome'];
  readonly milliseconds: number;
  readonly memory: number;
  readonly crash: string | null;
}

function isOver({ milliseconds, memory }: Measured, size: number): boolean {
  return milliseconds > timeLimit(size) || memory > memoryLimit(size);
}

async function measure(input: Case, rest: () => void): Promise<Measured> {
  resetMemory();
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
  return { outcome, crash, milliseconds: (user + system) / 1000, memory: peakMemory() };
}
