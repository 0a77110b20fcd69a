import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { output } from './run.ts';

const APP = 'stacks/modules/app.wasm';
const STACK = 'E\n    at f (http://h/app.wasm:wasm-function[8]:0x1fb)\n';
const MAPPED = 'E\n    at geo::Engine::step(int, int) (shop/app.cpp:103:15)\n';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wasm-symbolicate-paths-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('--map-path', () => {
  const rule = ['--map-path', '/src=shop', '--map-path', '/=never'];

  test('changes the paths of answers', async () => {
    expect(await output(['-m', APP, ...rule], STACK)).toBe(MAPPED);
    expect(await output(['lookup', '-m', APP, ...rule, '0x1fb'])).toContain(' at shop/app.cpp:103:15');
    expect(await output(['lookup', '--json', '-m', APP, ...rule, '0x1fb'])).toContain('"file":"shop/app.cpp"');
    expect(await output(['-m', APP, '--json', ...rule], STACK)).toContain('"file":"shop/app.cpp"');
    const map = JSON.parse(await output(['export', APP, '--source-map', '-', ...rule])) as { sources: string[] };
    expect(map.sources).toEqual(['shop/app.cpp']);
  });

  test('of an index changes the paths in the file', async () => {
    const path = join(folder, 'app.wsym');
    await output(['index', APP, '-o', path, ...rule]);
    expect(await output(['-m', path], STACK)).toBe(MAPPED);
    expect((await readFile(path)).includes('/src')).toBe(false);
  });
});

test('--readable-paths writes paths of toolchains as people do', async () => {
  const path = 'modules/words-Os.wasm';
  const sources = async (...options: string[]): Promise<string[]> => {
    const map = JSON.parse(await output(['export', path, '--source-map', '-', ...options])) as {
      sources: (string | null)[];
    };
    return map.sources.filter((source) => source !== null);
  };
  const before = await sources();
  expect(before.some((source) => /^\/rustc\/[0-9a-f]{40}\/library\/core\//.test(source))).toBe(true);
  const after = await sources('--readable-paths');
  expect(after.filter((source) => source.includes('rustc/'))).toEqual([]);
  expect(after.some((source) => source.startsWith('rust/library/core/'))).toBe(true);
});

test('index --contents names keeps names alone', async () => {
  const path = join(folder, 'names.wsym');
  await output(['index', APP, '-o', path, '--contents', 'names']);
  expect(await output(['lookup', '-m', path, '0x1fb'])).toBe(
    '0x1fb: geo::Engine::step(int, int) at ?? (not-indexed: the symbol index was built for other offsets, or for names only)\n',
  );
  expect((await readFile(path)).includes('app.cpp')).toBe(false);
});
