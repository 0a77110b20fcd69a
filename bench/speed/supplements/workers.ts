/** A full build over threads, against one thread. The indexes must be the same. */
import { numberOf } from '../contender.ts';
import type { Supplement } from './supplement.ts';
import { inTurn } from '../statistics.ts';
import { markdown, megabytes, milliseconds } from '../table.ts';
import { madePath } from './growth.ts';

const THREADS = [1, 2] as const;

/** Modules, and copies of each. */
const MODULES = [
  ['ruby', 1],
  ['big-rust', 1],
  ['big-rust', 13],
] as const;
const QUICK = 2;

const ROUNDS_OF_LARGE = 3;

export const workers: Supplement = {
  name: 'workers',
  async measure(bench) {
    const lines: string[][] = [];
    for (const [module, copies] of bench.quick ? MODULES.slice(0, QUICK) : MODULES) {
      const subject = bench.subject(module);
      const path = copies === 1 ? subject.path : madePath(bench, subject, copies);
      const checksums = new Set<number>();
      const over = async (threads: number): Promise<number> => {
        const answer = await bench.ours.ask('index-threads', path, String(threads));
        checksums.add(numberOf(answer, 'checksum'));
        return numberOf(answer, 'total');
      };
      const rounds = copies === 1 ? bench.rounds : ROUNDS_OF_LARGE;
      const summary = await inTurn({ one: () => over(THREADS[0]), two: () => over(THREADS[1]) }, { rounds });
      if (checksums.size !== 1) throw new Error(`${module}: the index depends on the number of threads`);
      const [one, two] = [summary('one'), summary('two')];
      lines.push([
        copies === 1 ? module : `${module} × ${copies}`,
        megabytes(copies * subject.debugSize),
        milliseconds(one),
        milliseconds(two),
        (two.min / one.min).toFixed(2),
      ]);
    }
    const head = ['module', 'debug sections', 'one thread', 'two', 'ratio of the minima'];
    return `Threads: full index, warm, the same bytes\n\n${markdown(head, lines)}`;
  },
};
