/** How time and memory grow with a module: one and the same module, its units and bodies repeated. Names grow with big-rust alone. */
import { existsSync, mkdirSync } from 'node:fs';
import { askOnce, numberOf } from '../contender.ts';
import type { Subject } from '../modules.ts';
import { inTurn } from '../statistics.ts';
import { markdown, megabytes, milliseconds } from '../table.ts';
import { corpus } from '../tools.ts';
import type { Bench } from '../figures/figure.ts';
import type { Supplement } from './supplement.ts';

/** Modules, and sizes of the sections that are read for symbols, in MB. */
const SIZES = [
  ['jq-web', 1],
  ['jq-web', 10],
  ['jq-web', 40],
  ['jq-web', 400],
  ['big-rust', 30],
  ['big-rust', 400],
] as const;
const QUICK = 2;

/** Large modules take seconds a round. */
const ROUNDS_OF_LARGE = 3;
const LARGE = 100e6;

export const growth: Supplement = {
  name: 'growth',
  async measure(bench) {
    const lines: string[][] = [];
    for (const [module, size] of bench.quick ? SIZES.slice(0, QUICK) : SIZES) {
      const { name, path, debugSize } = madeModule(bench, module, size * 1e6);
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
        name,
        megabytes(debugSize),
        milliseconds(summary('ours')),
        `${perMegabyte(summary('ours').median)} ms`,
        `${megabytes(memory)}, ${(memory / debugSize).toFixed(2)} ×`,
        milliseconds(summary('symbolic')),
        `${perMegabyte(summary('symbolic').median)} ms`,
        `${megabytes(peerMemory)}, ${(peerMemory / debugSize).toFixed(2)} ×`,
      ]);
    }
    const head = [
      'module',
      'debug sections',
      'ours',
      'a MB',
      'memory added',
      'symbolic',
      'a MB',
      'memory, module included',
    ];
    return `Growth: full index, first call of a process, of modules repeated\n\n${markdown(head, lines)}`;
  },
};

/** As many copies of a module as come closest to a size. */
function madeModule(
  bench: Bench,
  module: string,
  size: number,
): { readonly name: string; readonly path: string; readonly debugSize: number } {
  const source = bench.subject(module);
  const copies = Math.max(1, Math.round(size / source.debugSize));
  return { name: `${module} × ${copies}`, path: madePath(bench, source, copies), debugSize: copies * source.debugSize };
}

/** A module's units and bodies so many times. Kept in bench/corpus. */
export function madePath(bench: Bench, source: Subject, copies: number): string {
  const path = corpus(`made/${source.name}-${copies}.wasm`);
  mkdirSync(corpus('made'), { recursive: true });
  if (!existsSync(path)) askOnce(bench.tools.peers, 'repeat', source.path, String(copies), path);
  return path;
}
