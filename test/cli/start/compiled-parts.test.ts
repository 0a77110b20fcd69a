import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainEnvironment } from '../../support/environment.ts';

const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const CLI = file('dist/cli.cjs');
const MODULE = file('fixtures/stacks/modules/app.wasm');
const STACK = 'Error\n    at f (http://h/app.wasm:wasm-function[9]:0x2df)\n';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** `stack` of one frame, in a home of its own. */
function run(environment: NodeJS.ProcessEnv = {}): {
  readonly answer: string;
  readonly errors: string;
  readonly code: number | null;
} {
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, 'stack', '-m', MODULE], {
    input: STACK,
    encoding: 'utf8',
    env: {
      ...plainEnvironment(),
      NODE_DISABLE_COMPILE_CACHE: '',
      XDG_CACHE_HOME: '',
      HOME: home,
      LOCALAPPDATA: home,
      ...environment,
    },
  });
  return { answer: stdout, errors: stderr, code: status };
}

const FOLDERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Library/Caches', win32: '' };

function folder(): string {
  return join(home, FOLDERS[process.platform] ?? '.cache', 'wasm-symbolicate', 'compiled');
}

/** What is kept, with what changes when it is written anew. */
function kept(): readonly (readonly [part: string, inode: number])[] {
  return readdirSync(folder()).map((name) => [name.replace(/-v\d.*/, ''), statSync(join(folder(), name)).ino] as const);
}

const usual = ((): ReturnType<typeof run> => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  const answered = run({ NODE_DISABLE_COMPILE_CACHE: '1' });
  rmSync(home, { recursive: true });
  return answered;
})();

describe('parts of the command are kept as V8 compiled them', () => {
  it('by the first run, and V8 takes them in the next', () => {
    expect(usual).toMatchObject({ errors: '', code: 0 });
    expect(run()).toEqual(usual);
    const first = kept();
    expect(first.map(([part]) => part).sort()).toEqual(['main', 'module-files']);
    expect(run()).toEqual(usual);
    // What V8 refuses is written anew.
    expect(kept()).toEqual(first);
  });

  it('where XDG says', () => {
    expect(run({ XDG_CACHE_HOME: join(home, 'elsewhere') })).toEqual(usual);
    const where = process.platform === 'win32' ? home : join(home, 'elsewhere');
    expect(readdirSync(where)).toEqual(['wasm-symbolicate']);
  });

  it('not where the user does not want Node to keep compiled code', () => {
    expect(run({ NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual(usual);
    expect(readdirSync(home)).toEqual([]);
  });

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['of another file', (bytes: Buffer) => Buffer.concat([Buffer.from('9.9.9 1 1 1'.padEnd(64)), bytes.subarray(64)])],
    ['not of V8', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 64), Buffer.from('no code at all')])],
    ['wrong in one bit', (bytes: Buffer) => bytes.fill((bytes[5000] ?? 0) ^ 1, 5000, 5001)],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, 1000)],
  ])('and what is %s is compiled and written anew', (_, spoil) => {
    run();
    for (const [i, name] of readdirSync(folder()).entries()) {
      const path = join(folder(), name);
      writeFileSync(path, spoil(readFileSync(path)));
      expect(i).toBeLessThan(2);
    }
    const spoilt = kept();
    expect(run()).toEqual(usual);
    const mended = kept();
    expect(mended.map(([part]) => part)).toEqual(spoilt.map(([part]) => part));
    expect(mended).not.toEqual(spoilt);
    expect(run()).toEqual(usual);
    expect(kept()).toEqual(mended);
  });

  it.skipIf(process.platform === 'win32')('and what others may write to is not believed', () => {
    run();
    const first = kept();
    for (const name of readdirSync(folder())) chmodSync(join(folder(), name), 0o666);
    expect(run()).toEqual(usual);
    expect(kept()).not.toEqual(first);
  });

  it('and where nothing can be written the answer is the same', () => {
    mkdirSync(join(folder(), '..'), { recursive: true });
    writeFileSync(folder(), 'a file where the folder should be');
    expect(run()).toEqual(usual);
  });
});
