import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeEntry } from '../../src/store/entry-file.ts';

/** Several processes on one cache, with the built package, as services run. */
const LIBRARY = new URL('../../dist/index.js', import.meta.url).href;
const APP = new URL('../../fixtures/stacks/modules/app.wasm', import.meta.url);
const MODULES = 24;

/** Answers a stack of each module, and says what came out and what it took. */
const PROGRAM = `
import { formatText, directorySource, SymbolStore } from ${JSON.stringify(LIBRARY)};
const [modules, folder, count, first] = process.argv.slice(2);
const store = new SymbolStore({ sources: [directorySource(modules)], cache: { folder } });
const texts = new Set();
for (let i = 0; i < Number(count); i += 1) {
  const name = (i + Number(first)) % Number(count);
  const stack = 'RuntimeError: unreachable\\n    at https://h.example/' + name + '.wasm:wasm-function[9]:0x2df\\n';
  texts.add(formatText(await store.symbolicate(stack)));
}
const { diskHits, builds, diskCorrupted, diskWriteFailures, diskWrites } = store.metrics();
await store.close();
console.log(JSON.stringify({ texts: [...texts], diskHits, builds, diskCorrupted, diskWriteFailures, diskWrites }));
`;

const ANSWER = `RuntimeError: unreachable
    at geo::detail::clampIndex(int) (/src/app.cpp:16:5)
    at geo::detail::inlineOuter(int) (/src/app.cpp:21:11)
    at geo::detail::Box<int, 4>::at(int) const (/src/app.cpp:30:11)
`;

let folder = '';
const path = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-processes-'));
  mkdirSync(path('modules'));
  for (let i = 0; i < MODULES; i += 1) copyFileSync(APP, path(`modules/${i}.wasm`));
  writeFileSync(path('program.mjs'), PROGRAM);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Result {
  readonly texts: string[];
  readonly diskHits: number;
  readonly builds: number;
  readonly diskCorrupted: number;
  readonly diskWriteFailures: number;
  readonly diskWrites: number;
}

function start(cache: string, first: number, shell?: string): ChildProcess {
  const args = [path('program.mjs'), path('modules'), cache, String(MODULES), String(first)];
  if (shell === undefined) return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return spawn('sh', ['-c', `${shell}; exec "$0" "$@"`, process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function resultOf(child: ChildProcess): Promise<Result> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`the process ended with ${String(code)}`);
  return JSON.parse(output) as Result;
}

const entriesIn = (cache: string): string[] =>
  existsSync(cache) ? readdirSync(cache).filter((name) => name.endsWith('.wscache')) : [];

function soundEntriesIn(cache: string): number {
  return entriesIn(cache).filter((name) => decodeEntry(readFileSync(join(cache, name)), crc32) !== null).length;
}

describe('processes on one cache', () => {
  it('eight at once: all answers are right, and nothing is torn', async () => {
    const cache = path('shared');
    const results = await Promise.all(Array.from({ length: 8 }, (_, i) => resultOf(start(cache, i * 3))));
    for (const { texts, diskCorrupted, diskWriteFailures, diskHits, builds } of results) {
      expect({ texts, diskCorrupted, diskWriteFailures }).toEqual({
        texts: [ANSWER],
        diskCorrupted: 0,
        diskWriteFailures: 0,
      });
      expect(diskHits + builds).toBe(MODULES);
    }
    expect([entriesIn(cache).length, soundEntriesIn(cache)]).toEqual([MODULES, MODULES]);
    expect(await resultOf(start(cache, 0))).toMatchObject({ texts: [ANSWER], diskHits: MODULES, builds: 0 });
  });

  it('one that is killed while it writes: what was whole stays, what was not is built', async () => {
    const cache = path('killed');
    for (let round = 0; round < 3; round += 1) {
      const before = entriesIn(cache).length;
      const child = start(cache, round * 7);
      await expect.poll(() => entriesIn(cache).length, { interval: 1, timeout: 20_000 }).toBeGreaterThan(before);
      child.kill('SIGKILL');
      await new Promise((resolve) => child.on('close', resolve));
      const after = entriesIn(cache).length;
      expect(after).toBeGreaterThan(before);
      expect(soundEntriesIn(cache)).toBe(after);
    }
    const whole = entriesIn(cache).length;
    expect(await resultOf(start(cache, 0))).toMatchObject({
      texts: [ANSWER],
      diskHits: whole,
      builds: MODULES - whole,
      diskCorrupted: 0,
    });
  });

  it.skipIf(process.platform === 'win32')('one whose disk takes no more: it answers without', async () => {
    const cache = path('full');
    // Files of 512 bytes at most, as on a disk that is full in mid-write.
    const result = await resultOf(start(cache, 0, "trap '' XFSZ; ulimit -f 1"));
    expect(result).toMatchObject({ texts: [ANSWER], builds: MODULES, diskWrites: 0, diskWriteFailures: MODULES });
    expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
  });
});
