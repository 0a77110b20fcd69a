/**
 * Inputs made to break the package, judged by what any input may cost: 1 s + 1 s/MB of processor time, 4 × its size + 64 MB, and no end but an answer or a coded
 * error. `--runs N` (default 10,000), `--seed S` (default 1) the first seed: run n has seed S + n, and a seed makes the same input on every machine. `--kind K`: inputs of one kind alone. `FUZZ_PATIENCE=N`: N times as long.
 */
import { parseArgs } from 'node:util';
import { isKind } from './case.ts';
import type { Plan } from './case.ts';
import { Report } from './report.ts';
import { runSeeds } from './runner.ts';
import { judgeAlone, supervise } from './supervise.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string' },
    child: { type: 'boolean', default: false },
    alone: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const USAGE =
  'usage: npm run fuzz -- [--runs N] [--seed S] [--kind debug|trap|container|index|map|text|names|ids|component|symbol-list|dwo|dwp|cut]';
if (values.help) {
  console.log(USAGE);
  process.exit();
}

function planOf(): Plan {
  const [runs, seed, only] = [Number(values.runs), Number(values.seed), values.kind ?? null];
  const isSound = Number.isSafeInteger(runs) && Number.isSafeInteger(seed) && runs > 0 && seed >= 0;
  if (!isSound || (only !== null && !isKind(only))) {
    throw new Error(USAGE);
  }
  return { seed, runs, only };
}

const plan = planOf();
if (values.child) {
  await runSeeds(plan, values.alone);
} else {
  const report = new Report(plan);
  let reported = Promise.resolve();
  await supervise(plan, (verdict) => {
    const isOverLimit = verdict.faults.length > 0 && verdict.outcome !== 'crash';
    reported = reported.then(async () =>
      report.add(verdict, isOverLimit ? await judgeAlone(verdict, plan.only) : verdict),
    );
  });
  await reported;
  report.print();
  process.exitCode = report.failures === 0 ? 0 : 1;
}
