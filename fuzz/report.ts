import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCase } from './case.ts';
import type { Kind, Plan } from './case.ts';
import { memoryLimit, timeLimit } from './judge.ts';
import type { Verdict } from './judge.ts';

const EXTENSIONS: Record<Kind, string> = {
  container: 'wasm',
  debug: 'wasm',
  trap: 'wasm',
  index: 'wsym',
  map: 'json',
  text: 'utf16.txt',
  names: 'wasm',
  ids: 'wasm',
  component: 'wasm',
  'symbol-list': 'symbols',
  dwo: 'module-and-dwo',
  dwp: 'module-and-dwp',
  cut: 'wasm',
};

/** Failures whose input is written: the first of them tell enough. */
const WRITTEN = 50;

/** A long run tells how far it is. */
const PROGRESS_RUNS = 10_000;

/** What is told at the end, gathered run by run. */
export class Report {
  runs = 0;
  failures = 0;
  #overOnce = 0;
  readonly #outcomes = new Map<string, number>();
  readonly #milliseconds = new Map<Kind, number>();
  readonly #start = performance.now();
  #slowest: Verdict | null = null;
  #nearestTime: Verdict | null = null;
  #nearestMemory: Verdict | null = null;
  #largest: Verdict | null = null;
  #folder: string | null = null;
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** @param first of a process that has judged others before; `verdict` may be one of a process of its own, which counts */
  async add(first: Verdict, verdict: Verdict): Promise<void> {
    if (first.faults.length > 0 && verdict.faults.length === 0) {
      this.#overOnce += 1;
      console.log(`over a limit, but not in a process of its own: ${describe(first)}`);
    }
    const { kind, outcome, milliseconds, memory, size } = verdict;
    this.runs += 1;
    const key = `${kind}: ${outcome}`;
    this.#outcomes.set(key, (this.#outcomes.get(key) ?? 0) + 1);
    this.#milliseconds.set(kind, (this.#milliseconds.get(kind) ?? 0) + milliseconds);
    const timeShare = (each: Verdict): number => each.milliseconds / timeLimit(each.size);
    const memoryShare = (each: Verdict): number => each.memory / memoryLimit(each.size);
    if (milliseconds > (this.#slowest?.milliseconds ?? 0)) this.#slowest = verdict;
    if (memory > (this.#largest?.memory ?? 0)) this.#largest = verdict;
    if (this.#nearestTime === null || milliseconds / timeLimit(size) > timeShare(this.#nearestTime)) {
      this.#nearestTime = verdict;
    }
    if (this.#nearestMemory === null || memory / memoryLimit(size) > memoryShare(this.#nearestMemory)) {
      this.#nearestMemory = verdict;
    }
    if (verdict.faults.length > 0) await this.#fail(verdict);
    if (this.runs % PROGRESS_RUNS === 0 && this.runs < this.#plan.runs) console.log(this.#headline());
  }

  #headline(): string {
    const { seed } = this.#plan;
    const seconds = (performance.now() - this.#start) / 1000;
    return `runs: ${this.runs} in ${seconds.toFixed(1)} s, seeds ${seed} to ${seed + this.runs - 1}, failures: ${this.failures}`;
  }

  async #fail(verdict: Verdict): Promise<void> {
    this.failures += 1;
    console.log(`\nFAILED ${describe(verdict)}`);
    for (const fault of verdict.faults) console.log(`  ${fault}`);
    const kind = this.#plan.only === null ? '' : ` --kind ${this.#plan.only}`;
    console.log(`  again: npm run fuzz -- --seed ${verdict.seed} --runs 1${kind}`);
    if (this.failures > WRITTEN) return;
    this.#folder ??= mkdtempSync(join(tmpdir(), 'wasm-symbolicate-failures-'));
    const file = join(this.#folder, `seed-${verdict.seed}.${EXTENSIONS[verdict.kind]}`);
    writeFileSync(file, (await makeCase(verdict.seed, this.#plan.only)).bytes);
    console.log(`  input: ${file}`);
  }

  print(): void {
    console.log(`\n${this.#headline()}`);
    if (this.#overOnce > 0) console.log(`over a limit, but not in a process of their own: ${this.#overOnce}`);
    for (const [key, count] of [...this.#outcomes].sort()) console.log(`  ${key.padEnd(32)} ${count}`);
    for (const [kind, milliseconds] of this.#milliseconds)
      console.log(`  ${kind}: ${(milliseconds / 1000).toFixed(1)} s`);
    const lines = [
      ['slowest', this.#slowest],
      ['nearest to its time limit', this.#nearestTime],
      ['most memory', this.#largest],
      ['nearest to its memory limit', this.#nearestMemory],
    ] as const;
    for (const [title, verdict] of lines) if (verdict !== null) console.log(`${title}: ${describe(verdict)}`);
  }
}

function describe({ seed, kind, label, size, milliseconds, memory }: Verdict): string {
  const time = `${milliseconds.toFixed()} of ${timeLimit(size).toFixed()} ms`;
  const space = `${(memory / 1e6).toFixed(1)} of ${(memoryLimit(size) / 1e6).toFixed(1)} MB`;
  return `seed ${seed}, ${kind} (${label}), ${size} bytes: ${time}, ${space}`;
}
