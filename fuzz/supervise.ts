import { fork } from 'node:child_process';
import { makeCase } from './case.ts';
import type { Kind, Plan } from './case.ts';
import type { Verdict } from './judge.ts';

/** A run that says nothing for so long hangs: the slowest inputs may take some seconds, and are tried three times. */
const SILENCE_MS = 60_000;

/** JavaScript's own heap at most, in MB: an input that fills more ends the process, which is seen. */
const HEAP_MB = 1024;

/**
 * Judges seeds in a process of its own, for an input may end it or never let it go on. That is a verdict too; the next seed then gets a
 * new process.
 */
export async function supervise(plan: Plan, onVerdict: (verdict: Verdict) => void): Promise<void> {
  const end = plan.seed + plan.runs;
  for (let next = plan.seed; next < end;) {
    const ended = await runChild({ ...plan, seed: next, runs: end - next }, (verdict) => {
      next = verdict.seed + 1;
      onVerdict(verdict);
    });
    if (next >= end) break;
    onVerdict(await crashOf(next, plan.only, ended));
    next += 1;
  }
}

/** Resolves when the process has ended, to how it ended. */
async function runChild({ seed, runs, only }: Plan, onVerdict: (verdict: Verdict) => void): Promise<string> {
  const kind = only === null ? [] : ['--kind', only];
  const child = fork(process.argv[1] ?? '', ['--child', '--seed', String(seed), '--runs', String(runs), ...kind], {
    execArgv: [...process.execArgv, `--max-old-space-size=${HEAP_MB}`],
    serialization: 'advanced',
  });
  let ended: string | null = null;
  const kill = (): void => {
    ended = `no answer after ${SILENCE_MS / 1000} s`;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(kill, SILENCE_MS);
  child.on('message', (message) => {
    clearTimeout(timer);
    timer = setTimeout(kill, SILENCE_MS);
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
