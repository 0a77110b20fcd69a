/** How time and memory grow with a module: one and the same module, its units and bodies repeated. */
import { existsSync, mkdirSync } from 'node:fs';
import { askOnce, numberOf } from '../contender.ts';
import type { Subject } from '../modules.ts';
import { inTurn } from '../statistics.ts';
import { markdown, megabytes, milliseconds } from '../table.ts';
import { corpus } from '../tools.ts';
import type { Bench } from '../figures/figure.ts';
import type { Supplement } from './supplement.ts';

/** Of sections that are read for symbols, in MB. */
const SIZES = [1, 10, 40, 400];
const QUICK_SIZES = [1, 10];

/** Large modules take seconds a round. */
const ROUNDS_OF_LARGE = 3;
const LARGE = 100e6;

export const growth: Supplement = {
  name: 'growth',
  async measure(bench) {
    const lines: string[][] = [];
    for (const size of bench.quick ? QUICK_SIZES : SIZES) {
      const { path, debugSize } = madeModule(bench, 'jq-web', size * 1e6);
      const rounds = debugSize > LARGE ? ROUNDS_OF_LARGE : bench.rounds;
      const summary = await inTurn(
        {
          ours: () => numberOf(askOnce(bench.tools.ours, 'index', path), 'total'),
          symbolic: () => numberOf(askOnce(bench.tools.peers, 'symcache', path), 'total'),
        },
        { rounds },
      );
      const memory = numberOf(askOnce(bench.tools.ours, 'index-memory', path), 'resident');
      const peerMemory = numberOf(askOnce(bench.tools.peers, 'symcache', path), 'peak');
      const perMegabyte = (value: number): string => ((value * 1e6) / debugSize).toFixed(1);
      lines.push([
        megabytes(debugSize),
        milliseconds(summary('ours')),
        `${perMegabyte(summary('ours').median)} ms`,
        `${megabytes(memory)}, ${(memory / debugSize).toFixed(2)} ×`,
        milliseconds(summary('symbolic')),
        `${perMegabyte(summary('symbolic').median)} ms`,
        `${megabytes(peerMemory)}, ${(peerMemory / debugSize).toFixed(2)} ×`,
      ]);
    }
    const head = ['debug sections', 'ours', 'a MB', 'memory added', 'symbolic', 'a MB', 'memory, module included'];
    return `Growth: full index, first call of a process, of jq-web repeated\n\n${markdown(head, lines)}`;
  },
};

/** As many copies of a module as come closest to a size. Kept in bench/corpus. */
export function madeModule(bench: Bench, name: string, debugSize: number): Subject {
  const source = bench.subject(name);
  const copies = Math.max(1, Math.round(debugSize / source.debugSize));
  const path = madePath(bench, source, copies);
  return { ...source, name: `${name} × ${copies}`, path, debugSize: copies * source.debugSize };
}

export function madePath(bench: Bench, source: Subject, copies: number): string {
  const path = corpus(`made/${source.name}-${copies}.wasm`);
  mkdirSync(corpus('made'), { recursive: true });
  if (!existsSync(path)) askOnce(bench.tools.peers, 'repeat', source.path, String(copies), path);
  return path;
}
