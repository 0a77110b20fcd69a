import { expect, it } from 'vitest';
import { buildIndex, closeModule, indexOf, lookupAll, openIndex, openModule, symbolicate } from '../../src/index.ts';
import type { Module, SymbolIndex } from '../../src/index.ts';
import { fixtureBytes } from '../container/fixtures.ts';
import { seeded } from '../container/seeded.ts';

const FILES = [
  'calculator-lto-dwarf5.wasm',
  'evaluator-lto.wasm',
  'inventory-O2-dwarf5.wasm',
  'inventory-Os-dwarf4-opt-O3.wasm',
  'inventory-names-only.wasm',
  'shipping-mixed.wasm',
];

interface Shared {
  readonly bytes: Uint8Array;
  readonly module: Module;
  readonly index: SymbolIndex;
  readonly offsets: readonly number[];
}

async function share(file: string): Promise<Shared> {
  const bytes = fixtureBytes(file);
  const module = await openModule(bytes, { name: file });
  const index = openIndex(await buildIndex(bytes));
  const { codeStart, codeSize } = index.identity;
  return { bytes, module, index, offsets: Array.from({ length: codeSize }, (_, address) => codeStart + address) };
}

/** One of the things that a service does with the modules that it holds, as text. */
async function task({ bytes, module, index, offsets }: Shared, kind: number, seed: number): Promise<string> {
  const random = seeded(seed);
  const asked = Array.from({ length: 5 }, () => offsets[random(offsets.length)] ?? 0);
  switch (kind) {
    case 0:
      return Buffer.from(await buildIndex(bytes)).toString('base64');
    case 1:
      return Buffer.from(await buildIndex(bytes, { offsets: asked })).toString('base64');
    case 2:
      return JSON.stringify(lookupAll(await indexOf(module), asked));
    case 3: {
      const frames = asked.map((offset) => `    at f (http://h/x.wasm:wasm-function[0]:0x${offset.toString(16)})`);
      return JSON.stringify(await symbolicate(frames.join('\n'), [index]));
    }
    default:
      return JSON.stringify(lookupAll(index, asked));
  }
}

it('a thousand lookups and builds at once answer as they do one after the other', async () => {
  const shared = await Promise.all(FILES.map(share));
  const random = seeded(1000);
  const plan = Array.from({ length: 1000 }, (_, seed) => ({ of: random(shared.length), kind: random(8), seed }));
  const run = ({ of, kind, seed }: (typeof plan)[number]): Promise<string> => {
    const subject = shared[of];
    if (subject === undefined) throw new Error('no such module');
    return task(subject, kind, seed);
  };
  const atOnce = await Promise.all(plan.map(run));
  const inTurn: string[] = [];
  for (const each of plan) inTurn.push(await run(each));
  expect(atOnce.filter((answer, n) => answer !== inTurn[n])).toEqual([]);
  await Promise.all(shared.map(({ module }) => closeModule(module)));
});
