import { cpus, loadavg } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Contender } from './contender.ts';
import { firstIndex, fullIndex, memory, nativeCore } from './figures/build.ts';
import type { Figure } from './figures/figure.ts';
import { frames, lookup } from './figures/lookup.ts';
import { freshStack, stackFromIndex } from './figures/process.ts';
import { indexBytes, packageBytes } from './figures/size.ts';
import { events, parse } from './figures/stacks.ts';
import { subjects } from './modules.ts';
import { batch } from './supplements/batch.ts';
import { budget } from './supplements/budget.ts';
import { growth } from './supplements/growth.ts';
import { maps } from './supplements/maps.ts';
import { otherTools } from './supplements/other-tools.ts';
import { store } from './supplements/store.ts';
import type { Supplement } from './supplements/supplement.ts';
import { workers } from './supplements/workers.ts';
import { formatRows } from './table.ts';
import type { Row } from './table.ts';
import { prepareTools, versionOf } from './tools.ts';

const FIGURES: readonly Figure[] = [
  fullIndex,
  firstIndex,
  nativeCore,
  freshStack,
  stackFromIndex,
  lookup,
  frames,
  parse,
  events,
  indexBytes,
  memory,
  packageBytes,
];

const SUPPLEMENTS: readonly Supplement[] = [growth, batch, maps, otherTools, workers, budget, store];

const NAMES = [...FIGURES, ...SUPPLEMENTS].map(({ name }) => name);

const USAGE = `Usage: npm run bench -- [--only FIGURE]… [--quick] [--rounds N]

Times the built package against native peers on real modules, and prints a table. README.md beside this says how.
Figures: ${NAMES.join(', ')}.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '9' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new UsageError(`not a number of rounds: ${values.rounds}`);
  const unknown = values.only?.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new UsageError(`unknown figure ${unknown}`);
  const isWanted = ({ name }: { readonly name: string }): boolean => values.only?.includes(name) ?? true;

  const tools = prepareTools();
  const [ours, peers] = [new Contender(tools.ours), new Contender(tools.peers)];
  const notes: string[] = [];
  const note = (text: string): void => {
    notes.push(text);
  };
  const bench = { tools, ours, peers, subject: subjects(), rounds, quick: values.quick, note };
  const rows: Row[] = [];
  console.log(conditions(tools.wasmTools));
  for (const figure of FIGURES.filter(isWanted)) {
    process.stderr.write(`${figure.name} (load ${load()}) …\n`);
    rows.push(...(await figure.measure(bench)));
  }
  if (rows.length > 0) console.log(`\n${formatRows(rows)}`);
  for (const supplement of SUPPLEMENTS.filter(isWanted)) {
    process.stderr.write(`${supplement.name} (load ${load()}) …\n`);
    console.log(`\n${await supplement.measure(bench)}`);
  }
  ours.end();
  peers.end();
  console.log();
  for (const text of notes) console.log(`- ${text}`);
  console.log(`- load at the end: ${load()}`);
  return 0;
}

/** What a reader must know to believe the numbers. Times are minimum / median. */
function conditions(wasmTools: string): string {
  const peers = 'symbolic-debuginfo and symbolic-symcache 13.9.0, addr2line 0.27.1';
  return `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${load()}; ${peers}, ${versionOf(wasmTools) ?? ''}`;
}

function load(): string {
  return loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
}

class UsageError extends Error {}

try {
  process.exitCode = await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const wrongUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  console.error(wrongUsage ? `${message}\n\n${USAGE}` : error instanceof Error ? (error.stack ?? message) : message);
  process.exitCode = wrongUsage ? 2 : 1;
}
