import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { SymbolicationError } from '../../src/errors.ts';
import { sourceContexts, type SourceReader } from '../../src/source-context/source-context.ts';
import { SourceText } from '../../src/source-context/source-text.ts';
import { sourcesUnder } from '../../src/source-context/sources-under.ts';
import type { SymbolFrame } from '../../src/types.ts';

describe('the lines around a line', () => {
  const five = new SourceText('one\ntwo\r\nthree\nfour\nfive');

  test.each([
    [3, 1, 2, ['two', 'three', 'four']],
    [1, 1, 1, ['one', 'two']],
    [5, 2, 3, ['three', 'four', 'five']],
    [3, 0, 3, ['three']],
    [3, 99, 1, ['one', 'two', 'three', 'four', 'five']],
  ])('%i with %i on each side', (line, around, firstLine, lines) => {
    expect(new SourceText(five.text).context(line, around)).toEqual({ firstLine, lines });
  });

  test.each([0, 6, -1, 2 ** 32])('are none for line %i, which the text does not have', (line) => {
    expect(five.context(line, 3)).toBeNull();
  });

  it('are cut where they are long', () => {
    expect(new SourceText(`${'x'.repeat(1e6)}\ny`).context(1, 1)?.lines).toEqual(['x'.repeat(500), 'y']);
  });
});

function frameAt(file: string | null, line: number | null): SymbolFrame {
  const origin = { name: 'dwarf', location: 'dwarf' } as const;
  return { function: 'f', symbol: 'f', file, line, column: 1, inlined: false, origin };
}

describe('sourceContexts', () => {
  it('reads each source once, and leaves frames without one as they are', async () => {
    const asked: string[] = [];
    const read: SourceReader = (path) => {
      asked.push(path);
      return Promise.resolve(path === 'a.c' ? 'first\nsecond' : null);
    };
    const frames = [frameAt('a.c', 2), frameAt('a.c', 1), frameAt('b.c', 1), frameAt(null, null), frameAt('a.c', null)];
    const addContext = await sourceContexts(frames, 0, read);
    expect(frames.map(addContext).map(({ context }) => context)).toEqual([
      { firstLine: 2, lines: ['second'] },
      { firstLine: 1, lines: ['first'] },
      undefined,
      undefined,
      undefined,
    ]);
    expect(asked).toEqual(['a.c', 'b.c']);
  });

  test.each([-1, 101, 1.5, NaN])('refuses %d lines', async (lines) => {
    const reading = sourceContexts([], lines, () => Promise.resolve(null));
    await expect(reading).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('sourcesUnder', () => {
  let folder = '';
  let root = '';
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'wasm-symbolicate-sources-')));
    root = join(folder, 'root');
    await mkdir(join(root, 'src'), { recursive: true });
    await mkdir(join(folder, 'rootless'));
    await writeFile(join(root, 'src/a.c'), 'inside');
    await writeFile(join(folder, 'secret.c'), 'outside');
    await writeFile(join(folder, 'rootless/b.c'), 'beside');
    await symlink('../../secret.c', join(root, 'src/link.c'));
    await symlink('a.c', join(root, 'src/alias.c'));
    await symlink('..', join(root, 'up'));
    await writeFile(join(root, 'large.c'), new Uint8Array(16 * 1024 * 1024 + 1));
    execFileSync('mkfifo', [join(root, 'pipe.c')]);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (path: string): Promise<string | null> => (await sourcesUnder([root]))(path);

  it('reads what lies below its folder, however the path is written', async () => {
    const paths = [
      'src/a.c',
      'src\\a.c',
      './src/../src/a.c',
      'src/alias.c',
      join(root, 'src/a.c'),
      `file://${root}/src/a.c`,
    ];
    expect(await Promise.all(paths.map(read))).toEqual(paths.map(() => 'inside'));
  });

  it('reads nothing else', async () => {
    const paths = [
      '../secret.c',
      'src/../../secret.c',
      '..\\secret.c',
      join(folder, 'secret.c'),
      join(root, '../secret.c'),
      `file://${folder}/secret.c`,
      'file:///etc/passwd',
      '/etc/passwd',
      'src/link.c',
      'up/secret.c',
      'up/rootless/b.c',
      join(folder, 'rootless/b.c'),
      'src',
      '.',
      '',
      'src/a.c\0',
      'pipe.c',
      'large.c',
      'none.c',
    ];
    expect(await Promise.all(paths.map(read))).toEqual(paths.map(() => null));
  });

  it('asks no other host', async () => {
    const paths = ['\\\\host\\share\\a.c', '//host/share/a.c', 'file://host/share/a.c', `/${join(folder, 'secret.c')}`];
    expect(await Promise.all(paths.map(read))).toEqual(paths.map(() => null));
    expect(await read(`/${join(root, 'src/a.c')}`)).toBe('inside');
  });

  it('looks into several folders in their order', async () => {
    const inBoth = await sourcesUnder([join(root, 'src'), root, join(folder, 'rootless')]);
    expect([await inBoth('a.c'), await inBoth('src/a.c'), await inBoth('b.c')]).toEqual(['inside', 'inside', 'beside']);
  });

  it('refuses a folder that is none', async () => {
    const failure = await sourcesUnder([join(root, 'src/a.c')]).catch((error: unknown) => error);
    expect(SymbolicationError.is(failure) && failure.code).toBe('unreadable-input');
  });
});
