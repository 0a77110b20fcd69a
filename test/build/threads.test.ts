import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule } from '../../src/build/open-module.ts';
import { debugSections } from '../../src/container/debug-sections.ts';
import { FIXTURES, fixtureBytes } from '../container/fixtures.ts';
import { leb, sized } from '../container/module-bytes.ts';
import { rejectionOf } from '../container/rejection.ts';

const PACKAGE = new URL('../../dist/index.js', import.meta.url);

vi.mock('../../src/build/thread.ts', () => ({ startThread: () => null }));
// The fixtures are too small for threads to be of use.
vi.mock('../../src/build/shares.ts', () => ({
  usefulThreads: (_: number, allowed: number) => allowed - 1,
  shareEnds: (infoSize: number, others: number) =>
    Array.from({ length: others + 1 }, (_, number) =>
      number === others ? 2 ** 32 - 1 : Math.floor((infoSize * (number + 1)) / (others + 1)),
    ),
}));

describe('an index that several cores share, on a host without threads', () => {
  it.each(FIXTURES)('is the same, byte for byte, in 2, 3 and 7 parts: %s', async (file) => {
    const bytes = fixtureBytes(file);
    const whole = await buildIndex(bytes);
    for (const workers of [2, 3, 7]) {
      expect(Buffer.compare(await buildIndex(bytes, { workers }), whole), `${workers} parts`).toBe(0);
    }
  });

  it('ends with the reason of the signal', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    const build = buildIndex(fixtureBytes('inventory-O2-dwarf5.wasm'), { workers: 2, signal });
    await expect(build).rejects.toThrow('too late');
  });

  it.each([0, 1.5, NaN])('needs a number of workers that there can be: %s', async (workers) => {
    expect(await rejectionOf(buildIndex(new Uint8Array(8), { workers }))).toMatchObject({ code: 'invalid-argument' });
  });
});

/** A module that is worth three threads: its units many times, which all describe the same bodies. */
const LARGE = join(tmpdir(), `threads-${process.pid}.wasm`);
const INFO_SIZE = 7_000_000;

async function writeLarge(): Promise<void> {
  const bytes = fixtureBytes('ledger-O3-lto-dwarf5.wasm');
  const { layout } = await openModule(bytes);
  const info = debugSections(layout).get('.debug_info');
  if (info === undefined) throw new Error('no .debug_info');
  const units = bytes.subarray(info.contents, info.contents + info.size);
  const copies = Array.from({ length: Math.ceil(INFO_SIZE / units.length) }, () => units);
  const name = sized('.debug_info');
  // Of several sections with one name the last counts.
  const head = [0, ...leb(name.length + copies.length * units.length), ...name];
  writeFileSync(LARGE, Buffer.concat([bytes, Uint8Array.from(head), ...copies]));
}

/** Runs a script in a process of its own, as the built package finds its files there. The script prints JSON. */
function inProcess(script: string): unknown {
  const head = `import { readFileSync } from 'node:fs';
const { buildIndex } = await import(${JSON.stringify(PACKAGE.href)});
const file = ${JSON.stringify(LARGE)};
const messages = [];
process.on('worker', (worker) => {
  worker.on('message', ({ kind }) => messages.push(kind));
  worker.on('exit', () => messages.push('exit'));
});
`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', head + script], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return JSON.parse(output);
}

describe.runIf(existsSync(PACKAGE))('the threads of the built package', () => {
  beforeAll(writeLarge);
  afterAll(() => {
    rmSync(LARGE, { force: true });
  });

  it('make parts, end with the build, and do not keep the process alive', () => {
    const answer = inProcess(`
const whole = await buildIndex(file);
const shared = await buildIndex(file, { workers: 3 });
process.on('exit', () => {
  const count = (kind) => messages.filter((message) => message === kind).length;
  console.log(JSON.stringify({ same: Buffer.compare(whole, shared) === 0, part: count('part'), exit: count('exit') }));
});`);
    expect(answer).toEqual({ same: true, part: 2, exit: 2 });
  });

  it('end with a build that is aborted', () => {
    const answer = inProcess(`
const controller = new AbortController();
process.on('worker', (worker) => worker.on('online', () => controller.abort(new Error('enough'))));
const bytes = readFileSync(file);
let reads = 0;
const reader = { name: null, size: bytes.length, read: async (offset, length) => {
  reads += 1;
  if (reads > 8) await new Promise((resolve) => controller.signal.addEventListener('abort', resolve));
  return bytes.subarray(offset, offset + length);
} };
const build = buildIndex(reader, { workers: 3, signal: controller.signal });
const ended = await build.then(() => 'done', ({ message }) => message);
process.on('exit', () => console.log(JSON.stringify({ ended, messages })));`);
    expect(answer).toEqual({ ended: 'enough', messages: ['exit', 'exit'] });
  });

  it('tell how far all of them are', () => {
    const answer = inProcess(`
const told = [];
await buildIndex(file, { workers: 2, onProgress: (done, total) => told.push([done, total]) });
console.log(JSON.stringify({ within: told.every(([done, total]) => done >= 0 && done <= total), any: told.length > 0 }));`);
    expect(answer).toEqual({ within: true, any: true });
  });
});
