/** A store under a service's load: events over many modules, memory for a quarter of them; and what a full disk cache saves a new process. */
import { mkdirSync, rmSync } from 'node:fs';
import process from 'node:process';
import { type Answer, askOnce, numberOf } from '../contender.ts';
import { inTurn } from '../statistics.ts';
import { markdown, megabytes, milliseconds } from '../table.ts';
import { corpus, here } from '../tools.ts';
import type { Supplement } from './supplement.ts';

/** With debug information, from 8 kB to 1.8 MB. */
const FIXTURES = [
  'ledger-O0-dwarf5',
  'ledger-O2-dwarf4',
  'ledger-O3-lto-dwarf5',
  'glossary-O2-dwarf5',
  'glossary-O2-dwarf4-opt-Oz',
  'words-Os',
  'shipping-mixed',
  'inventory-O0-dwarf5',
  'inventory-O2-dwarf5',
  'calculator-lto-dwarf5',
];

/** Of the memory that all modules need. */
const SHARE = 1 / 4;
/** How many times as fast a start from disk is to be. */
const MUST = 20;

export const store: Supplement = {
  name: 'store',
  async measure(bench) {
    const folder = corpus('store');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const part = (...args: string[]): Answer =>
      askOnce(
        { command: process.execPath, args: [here('store-events.js'), here('../../dist/index.js'), folder] },
        ...args,
      );
    const made = part('make', ...FIXTURES.map((name) => here(`../../fixtures/modules/${name}.wasm`)));
    const all = part('fill');
    const budget = Math.floor(numberOf(all, 'memoryBytes') * SHARE);
    const within = part('events', String(budget), 'cache');
    const without = part('events', String(budget), 'none');
    const cpu = new Map<string, number>();
    const start = (cache: string) => (): number => {
      const answer = part('start', cache);
      cpu.set(cache, Math.min(cpu.get(cache) ?? Infinity, numberOf(answer, 'cpu')));
      return numberOf(answer, 'total');
    };
    const summary = await inTurn({ disk: start('cache'), build: start('none') }, { rounds: bench.rounds });
    const [disk, build] = [summary('disk'), summary('build')];
    rmSync(folder, { recursive: true });
    const events = markdown(
      ['memory', 'disk cache', 'events a second', 'from memory', 'from disk', 'built', 'peak of indexes', 'resident'],
      [row('for all', 'written', all), row('a quarter', 'full', within), row('a quarter', 'none', without)],
    );
    const starts = markdown(
      ['indexes of all modules in a fresh process', 'wall', 'processor time'],
      [
        ['from a full disk cache', milliseconds(disk), `${(cpu.get('cache') ?? NaN).toFixed(0)} ms`],
        ['built', milliseconds(build), `${(cpu.get('none') ?? NaN).toFixed(0)} ms`],
        ['ratio of the minima', `${(build.min / disk.min).toFixed(1)} × (must: ${MUST} ×)`, ''],
      ],
    );
    const what = `${numberOf(made, 'modules')} modules of ${megabytes(numberOf(made, 'bytes'))}, stacks of 20 frames, the module of rank n with a share of 1/n; budget ${megabytes(budget)}`;
    return `A store: ${what}\n\n${events}\n\n${starts}`;
  },
};

function row(memory: string, cache: string, answer: Answer): string[] {
  const of = (name: string): number => numberOf(answer, name);
  const share = (name: string): string => `${((100 * of(name)) / of('requests')).toFixed(1)} %`;
  return [
    memory,
    cache,
    Math.round((1000 * of('events')) / of('total')).toLocaleString('en'),
    share('memoryHits'),
    share('diskHits'),
    `${of('builds')} indexes`,
    megabytes(of('peakMemoryBytes')),
    megabytes(of('resident')),
  ];
}
