import { fork } from 'node:child_process';
import { makeCase } from './case.ts';
import type { Kind, Plan } from './case.ts';
import type { Verdict } from './judge.ts';

/** A run that says nothing for so long hangs: the slowest inputs may take some seconds on an idle machine, and are tried three times. */
const SILENCE_MS = 180_000;

/** JavaScript's own heap at most, in MB: an input that fills more ends the process, which is seen. */
const HEAP_MB = 1024;

/** Runs of one process, so that what a million of them leave behind is nobody's cost. */
const PROCESS_RUNS = 25_000;

interface ChildMode {
  /** Node's. */
  readonly flags: readonly string[];
  /** Of main.ts. */
  readonly options: readonly string[];
}

/** Collecting garbage seldom, on one core: that is most of what a small input takes. */
const AMONG_OTHERS: ChildMode = { flags: ['--max-semi-space-size=16', '--single-threaded-gc'], options: [] };

/** Collecting whenever the heap has grown by a tenth, so that no peak is missed. */
const ALONE: ChildMode = { flags: ['--max-semi-space-size=1', '--heap-growing-percent=10'], options: ['--alone'] };

/**
 * Judges seeds in processes of their own, for an input may end one or never let it go on. That is a verdict too; the next seed then gets a
 * new process.
 */
export async function supervise(plan: Plan, onVerdict: (verdict: Verdict) => void): Promise<void> {
  const end = plan.seed + plan.runs;
  for (let next = plan.seed; next < end;) {
    const last = Math.min(end, next + PROCESS_RUNS);
    const ended = await runChild({ ...plan, seed: next, runs: last - next }, AMONG_OTHERS, (verdict) => {
      next = verdict.seed + 1;
      onVerdict(verdict);
    });
    if (next >= last) continue;
    onVerdict(await crashOf(next, plan.only, ended));
    next += 1;
  }
}

/**
 * The verdict on an input that went over a limit, from a process that has judged nothing else and holds no more than it must: what the inputs before it
 * left behind, and what a collector that goes by the machine's memory let lie, is not this input's.
 */
export async function judgeAlone({ seed }: Verdict, only: Kind | null): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  const ended = await runChild({ seed, runs: 1, only }, ALONE, (verdict) => verdicts.push(verdict));
  return verdicts[0] ?? crashOf(seed, only, ended);
}

/** Resolves when the process has ended, to how it ended. */
async function runChild(
  { seed, runs, only }: Plan,
  { flags, options }: ChildMode,
  onVerdict: (verdict: Verdict) => void,
): Promise<string> {
  const kind = only === null ? [] : ['--kind', only];
  const child = fork(
    process.argv[1] ?? '',
    ['--child', '--seed', String(seed), '--runs', String(runs), ...kind, ...options],
    {
      execArgv: [...process.execArgv, `--max-old-space-size=${HEAP_MB}`, ...flags],
      serialization: 'advanced',
    },
  );
  let ended: string | null = null;
  const kill = (): void => {
    ended = `no answer after ${SILENCE_MS / 1000} s`;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(kill, SILENCE_MS);
  child.on('message', (message) => {
    timer.refresh();
    if (isVerdict(message)) onVerdict(message);
  });
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(ended ?? `the process ended with ${signal ?? `status ${code ?? 0}`}`);
    });
  });
}

function isVerdict(message: unknown): message is Verdict {
  return typeof message === 'object' && message !== null && 'seed' in message && 'faults' in message;
}

async function crashOf(seed: number, only: Kind | null, ended: string): Promise<Verdict> {
  const { kind, label, bytes } = await makeCase(seed, only);
  return { seed, kind, label, size: bytes.length, outcome: 'crash', milliseconds: 0, memory: 0, faults: [ended] };
}
