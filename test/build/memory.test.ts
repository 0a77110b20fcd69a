import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { closeModule, indexOf, lookup, openModule } from '../../src/index.ts';
import { fixtureBytes } from '../container/fixtures.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

function isFunction(value: unknown): value is () => void {
  return typeof value === 'function';
}

/** Bytes of JavaScript's heap, of its buffers and of Wasm memories that are still reachable. */
async function bytesHeld(): Promise<number> {
  for (let n = 0; n < 3; n += 1) {
    if (isFunction(collectGarbage)) collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function build(bytes: Uint8Array, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const module = await openModule(bytes);
    lookup(await indexOf(module), 1000);
    await closeModule(module);
  }
}

it('memory returns to its level after 500 builds', async () => {
  const bytes = fixtureBytes('ledger-O3-lto-dwarf5.wasm');
  await build(bytes, 20);
  const before = await bytesHeld();
  await build(bytes, 500);
  // One core's memory is over a megabyte.
  expect((await bytesHeld()) - before).toBeLessThan(2_000_000);
});
