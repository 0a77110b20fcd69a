/** Builds in several threads, and builds in parts within a budget of memory. */
import { statSync } from 'node:fs';
import type { Bench } from '../figures/figure.ts';
import { askOnce, numberOf } from '../contender.ts';
import { inTurn } from '../statistics.ts';
import { markdown, megabytes, milliseconds } from '../table.ts';
import { madePath } from './growth.ts';
import type { Supplement } from './supplement.ts';

const WORKERS = 2;

export const workers: Supplement = {
  name: 'workers',
  async measure(bench) {
    const lines: string[][] = [];
    for (const { name, path } of (bench.quick ? ['jq-web'] : ['ruby', 'big-rust']).map(bench.subject)) {
      const threads = `workers=${WORKERS}`;
      const [one, several] = [await bench.ours.ask('index', path), await bench.ours.ask('index', path, threads)];
      const isSame = numberOf(one, 'checksum') === numberOf(several, 'checksum');
      const summary = await inTurn(
        {
          one: async () => numberOf(await bench.ours.ask('index', path), 'total'),
          several: async () => numberOf(await bench.ours.ask('index', path, threads), 'total'),
        },
        { rounds: bench.rounds, warmUp: 3 },
      );
      lines.push([
        name,
        milliseconds(summary('one')),
        milliseconds(summary('several')),
        `${(summary('one').median / summary('several').median).toFixed(2)} ×`,
        isSame ? 'the same' : '**different**',
      ]);
    }
    const head = ['module', 'one thread', `${WORKERS} workers`, 'faster', 'bytes'];
    return `Full index over worker threads, warm\n\n${markdown(head, lines)}`;
  },
};

const BUDGET = 512 * 2 ** 20;
const MADE_SIZE = 3 * 2 ** 30;
const QUICK_MADE_SIZE = 1e8;

export const budget: Supplement = {
  name: 'budget',
  measure(bench) {
    const source = bench.subject('big-rust');
    const copies = Math.ceil((bench.quick ? QUICK_MADE_SIZE : MADE_SIZE) / statSync(madePath(bench, source, 1)).size);
    const path = madePath(bench, source, copies);
    const head = ['module', 'file', 'budget', 'memory added', 'within', 'time', 'index'];
    const name = `big-rust × ${copies}`;
    const line = [name, megabytes(statSync(path).size), megabytes(BUDGET), ...budgetCells(bench, path)];
    return Promise.resolve(`A build in parts, within a budget\n\n${markdown(head, [line])}`);
  },
};

function budgetCells(bench: Bench, path: string): readonly string[] {
  try {
    const answer = askOnce(bench.tools.ours, 'index-memory', path, `memoryBudget=${BUDGET}`);
    const resident = numberOf(answer, 'resident');
    return [
      megabytes(resident),
      resident <= BUDGET ? 'yes' : '**no**',
      `${(numberOf(answer, 'total') / 1000).toFixed(1)} s`,
      megabytes(numberOf(answer, 'bytes')),
    ];
  } catch (error) {
    return ['', `**failed**: ${error instanceof Error ? error.message : String(error)}`, '', ''];
  }
}
