import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeMappings, decodeScopes, framesAt } from '../export/map-decoder.ts';
import { output, run } from './run.ts';

const APP = 'stacks/modules/app.wasm';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wasm-symbolicate-export-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface WrittenMap {
  readonly file?: string;
  readonly sources: readonly (string | null)[];
  readonly names: readonly string[];
  readonly mappings: string;
  readonly scopes: string;
}

const parse = (text: string): WrittenMap => JSON.parse(text) as WrittenMap;

describe('export', () => {
  test('writes a source map from which the calls of a stack can be read', async () => {
    const path = join(folder, 'app.wasm.map');
    expect(await output(['export', APP, '--source-map', path])).toBe('');
    const map = parse(await readFile(path, 'utf8'));
    expect(map.file).toBe('app.wasm');
    const source = '/src/app.cpp';
    expect(framesAt(0x2df, decodeMappings(map), decodeScopes(map).ranges)).toEqual(
      (JSON.parse(await output(['lookup', '--json', '-m', APP, '0x2df'])) as { frames: JsonFrame[] }).frames.map(
        (frame) => ({ function: frame.function, place: { source, line: frame.line - 1, column: frame.column - 1 } }),
      ),
    );
    expect(await readdir(folder)).toEqual(['app.wasm.map']);
  });

  test('writes the same map of the module’s index, which does not know the file’s name, and to standard output', async () => {
    const index = join(folder, 'app.wsym');
    await output(['index', APP, '-o', index]);
    const { file, ...map } = parse(await output(['export', APP, '--source-map', '-']));
    expect(file).toBe('app.wasm');
    expect(parse(await output(['export', index, '--source-map', '-']))).toEqual(map);
  });

  test('leaves nothing behind where it fails', async () => {
    const target = join(folder, 'failed.map');
    const { code } = await run(['export', 'stacks/src/app.cpp', '--source-map', target]);
    expect(code).toBe(1);
    expect(await readdir(folder)).not.toContain('failed.map');
  });
});

interface JsonFrame {
  readonly function: string;
  readonly line: number;
  readonly column: number;
}
