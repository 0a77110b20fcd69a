import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ADDR2LINE, FIXTURES, run } from './run.ts';

/** What it prints is held against GNU's own in test/format/addr2line-text.test.ts. */

const APP = 'stacks/modules/app.wasm';

async function addr2line(args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await run(args, input, FIXTURES, { program: ADDR2LINE });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.toString();
}

const EVERYTHING = `0x000002df: geo::detail::clampIndex(int) at app.cpp:16
 (inlined by) geo::detail::inlineOuter(int) at app.cpp:21
 (inlined by) geo::detail::Box<int, 4>::at(int) const at app.cpp:30
`;

describe('flags', () => {
  test.each([
    [['-f', '-i', '-p', '-a', '-s', '-C', '-e', APP, '0x2df']],
    [['-fipasC', '-e', APP, '2df']],
    [['-fipasCe', APP, '2DF']],
    [['-fipasC', `-e${APP}`, '2df']],
    [['2df', '--exe', APP, '--functions', '--inlines', '--addresses', '--pretty-print', '--basenames', '--demangle']],
    [[`--exe=${APP}`, '--func', '--inl', '--addr', '--pretty', '--base', '--demangle=gnu-v3', '--', '2df']],
  ])('%j', async (args) => {
    expect(await addr2line(args)).toBe(EVERYTHING);
  });

  test('without them it prints places alone', async () => {
    expect(await addr2line(['-e', APP, '2df', '0x231', 'ffff'])).toBe('/src/app.cpp:16\n/src/app.cpp:109\n??:0\n');
  });

  test('without -C names are linkage names', async () => {
    expect(await addr2line(['-f', '-e', APP, '2df'])).toBe('_ZN3geo6detailL10clampIndexEi\n/src/app.cpp:16\n');
  });
});

describe('addresses', () => {
  test('are read as C’s strtoull does, to the base 16', async () => {
    const lines = ['735', '0x2df', '2DF:', ' 2df', '+2df', '0x', 'zz', '', '0xffffffffffffffffff'];
    expect(await addr2line(['-ase', APP], lines.map((line) => `${line}\n`).join(''))).toBe(
      [
        '0x00000735\n??:0',
        ...Array<string>(4).fill('0x000002df\napp.cpp:16'),
        ...Array<string>(3).fill('0x00000000\n??:0'),
        '0xffffffffffffffff\n??:0\n',
      ].join('\n'),
    );
  });

  test('are module-file offsets; --code-relative counts from the code, as llvm-addr2line does', async () => {
    // llvm-addr2line-14 -e app.wasm -fC 0x200
    const expected = 'geo::Engine::step(int, int)\n/src/app.cpp:127\n';
    expect(await addr2line(['-fCe', APP, '--code-relative', '200'])).toBe(expected);
  });

  test('of a component count from its file', async () => {
    expect(await addr2line(['-fipe', 'components/reporter.wasm', '7e'])).toBe(
      'step at /src/counter.c:4\n (inlined by) count at /src/counter.c:15\n',
    );
  });

  test('are answered line by line, for whoever waits for each answer', async () => {
    const child = spawn(process.execPath, [ADDR2LINE, '-se', APP], { cwd: FIXTURES });
    const answers: string[] = [];
    for (const address of ['2df', '231', '2df', '231', '2df', 'ffff']) {
      child.stdin.write(`${address}\n`);
      const [answer] = (await once(child.stdout, 'data')) as [Buffer];
      answers.push(answer.toString());
    }
    child.stdin.end();
    expect(answers).toEqual([
      'app.cpp:16\n',
      'app.cpp:109\n',
      'app.cpp:16\n',
      'app.cpp:109\n',
      'app.cpp:16\n',
      '??:0\n',
    ]);
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  test('of which the last has no line end count, too', async () => {
    expect(await addr2line(['-se', APP], '2df\n231')).toBe('app.cpp:16\napp.cpp:109\n');
  });
});

describe('failures', () => {
  test.each([
    [['-e', 'none.wasm', '1'], 1, 'none.wasm: cannot be read: no such file'],
    [['--bogus'], 2, "Unknown option '--bogus'; see `wasm-addr2line --help`"],
    [['--funktions'], 2, "Unknown option '--funktions'; did you mean --functions? see `wasm-addr2line --help`"],
    [
      ['--de', '--version', '--a=1'],
      2,
      "Option '-a, --addresses' does not take an argument; see `wasm-addr2line --help`",
    ],
    [
      ['-e', 'components/reporter.wasm', '--code-relative', '1'],
      2,
      '--code-relative: a component of several modules has several code sections; see `wasm-addr2line --help`',
    ],
    [['-e'], 2, "Option '-e, --exe <value>' argument missing; see `wasm-addr2line --help`"],
  ])('%j', async (args, code, message) => {
    const outcome = await run(args, '', FIXTURES, { program: ADDR2LINE });
    expect({ code: outcome.code, stdout: outcome.stdout.toString(), stderr: outcome.stderr }).toEqual({
      code,
      stdout: '',
      stderr: `wasm-addr2line: ${message}\n`,
    });
  });

  test('without -e it looks for a.out, and says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wasm-addr2line-'));
    const { code, stderr } = await run(['2df'], '', folder, { program: ADDR2LINE });
    await rm(folder, { recursive: true });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'wasm-addr2line: a.out: no such file or directory; name the module with -e FILE\n',
    });
  });
});
