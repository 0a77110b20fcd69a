import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIXTURES, output, run } from './run.ts';

const APP = 'stacks/modules/app.wasm';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wasm-symbolicate-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('index', () => {
  test('writes an index that answers as the module does', async () => {
    const index = join(folder, 'app.wsym');
    expect(await output(['index', APP, '-o', index])).toBe('');
    const offsets = ['0x2df', '507', '5', '0x300', '0x3c9'];
    expect(await output(['lookup', '--json', '-m', index, ...offsets])).toBe(
      await output(['lookup', '--json', '-m', APP, ...offsets]),
    );
    const crash = 'E\n    at f (http://h/app.wasm:wasm-function[8]:0x1fb)\n';
    expect(await output(['-m', index], crash)).toBe('E\n    at geo::Engine::step(int, int) (/src/app.cpp:103:15)\n');
  });

  test('writes the same bytes each time, over the old file, and leaves nothing beside it', async () => {
    const inner = await mkdtemp(join(folder, 'x'));
    const [a, b] = [join(inner, 'a.wsym'), join(inner, 'b.wsym')];
    await writeFile(b, 'old');
    await symlink('b.wsym', join(inner, 'link.wsym'));
    await output(['index', APP, '-o', a]);
    await output(['index', APP, '--output', join(inner, 'link.wsym')]);
    expect(await readFile(a)).toEqual(await readFile(b));
    expect(await readdir(inner)).toEqual(['a.wsym', 'b.wsym', 'link.wsym']);
  });

  test('leaves the old file where it fails', async () => {
    const index = join(folder, 'kept.wsym');
    await writeFile(index, 'old');
    const { code, stderr } = await run(['index', 'stacks/src/app.cpp', '-o', index]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'wasm-symbolicate: stacks/src/app.cpp: is no WebAssembly module: it is text; give a WebAssembly module or a symbol index\n',
    });
    expect(await readFile(index, 'utf8')).toBe('old');
  });

  test('says where it cannot write', async () => {
    const { code, stderr } = await run(['index', APP, '-o', join('none', 'app.wsym')]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `wasm-symbolicate: ${join('none', 'app.wsym')}: it cannot be written: no such file or directory\n`,
    });
    expect(await readdir(FIXTURES)).not.toContain('none');
  });
});
