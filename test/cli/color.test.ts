import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_TERMINAL, onTerminal } from '../support/terminal.ts';
import { COMMAND, FIXTURES, output, run } from './run.ts';

/** A panic that runs through Rust's standard library, and a script. */
const CRASH = `RuntimeError: unreachable
    at wasm://wasm/words-Os.wasm-006d081a:wasm-function[131]:0x6d5e
    at wasm://wasm/words-Os.wasm-006d081a:wasm-function[34]:0x1da9
    at callRun (/srv/app/harness.js:45:57)
`;
const RULES = ['--map-path', '/src/rust=', '--readable-paths'];
const WORDS = ['-m', 'modules/words-Os.wasm', ...RULES];
const own = (text: string): string => `\x1b[1m\x1b[33m${text}\x1b[39m\x1b[22m`;
const place = (text: string): string => `\x1b[36m${text}\x1b[39m`;
const dim = (text: string): string => `\x1b[2m${text}\x1b[22m`;

const COLORED = `RuntimeError: unreachable
    at core::result::unwrap_failed (${dim('rust/library/core/src/result.rs:1867:5')})
    at core::result::Result<T,E>::unwrap (${dim('rust/library/core/src/result.rs:1233:23')})
    at ${own('<words::ByNumber as words::Rule>::weight')} (${place('words.rs:34:40')})
    at callRun (/srv/app/harness.js:45:57)
`;
const PLAIN = stripVTControlCharacters(COLORED);

let folder = '';
let crash = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-color-'));
  crash = join(folder, 'crash.txt');
  writeFileSync(crash, CRASH);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function shown(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, stdout } = await run([...WORDS, ...args], CRASH, FIXTURES, { env });
  expect(code).toBe(0);
  return stdout.toString();
}

describe('a text with names', () => {
  test('has no colours in a pipe or a file', async () => {
    expect(await shown([crash])).toBe(PLAIN);
  });

  test('with --color=always sets off the program’s own functions', async () => {
    expect(await shown([crash, '--color=always'])).toBe(COLORED);
  });

  test('comes through a pipe in the same colours', async () => {
    const { stdout } = await run(['-m', 'modules/words-Os.wasm', '--color=always'], CRASH);
    expect(stdout.toString()).toContain(own('<words::ByNumber as words::Rule>::weight'));
  });

  test('within JSON stays JSON', async () => {
    const text = `${JSON.stringify({ stack: CRASH })}\n`;
    const { stdout } = await run([...WORDS, '--color=always'], text);
    expect(JSON.parse(stdout.toString())).toEqual({ stack: PLAIN });
  });

  test('as JSON has no colours', async () => {
    expect(await shown([crash, '--json', '--color=always'])).toBe(await shown([crash, '--json']));
  });

  test.each([
    [{ FORCE_COLOR: '1' }, COLORED],
    [{ FORCE_COLOR: '' }, COLORED],
    [{ FORCE_COLOR: '0' }, PLAIN],
    [{ FORCE_COLOR: 'false' }, PLAIN],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, COLORED],
    [{ NO_COLOR: '1' }, PLAIN],
  ])('goes by %j', async (env, expected) => {
    expect(await shown([crash], env)).toBe(expected);
  });

  test.each([
    [['--color=never'], { FORCE_COLOR: '1' }, PLAIN],
    [['--color=always'], { NO_COLOR: '1' }, COLORED],
  ])('%j outweighs %j', async (args, env, expected) => {
    expect(await shown([crash, ...args], env)).toBe(expected);
  });

  test.runIf(HAS_TERMINAL).each([
    [{}, COLORED],
    [{ NO_COLOR: '' }, COLORED],
    [{ NO_COLOR: '1' }, PLAIN],
    [{ TERM: 'dumb' }, PLAIN],
    [{ FORCE_COLOR: '0' }, PLAIN],
  ])('on a terminal with %j', (env, expected) => {
    const command = [process.execPath, COMMAND, ...WORDS, crash].join(' ');
    expect(onTerminal(command, env, FIXTURES)).toBe(expected);
  });
});

test('answers of lookup have the same colours', async () => {
  const args = ['lookup', ...WORDS, '0x1da9', '4', '--color', 'always'];
  expect(await output(args)).toBe(
    [
      `0x1da9: core::result::Result<T,E>::unwrap at ${dim('rust/library/core/src/result.rs:1233:23')}`,
      ` (inlined by) ${own('<words::ByNumber as words::Rule>::weight')} at ${place('words.rs:34:40')}`,
      "0x4: ?? at ?? (outside-code: the offset does not lie in the module's code section)",
      '',
    ].join('\n'),
  );
});

test('help has bold headings where there are colours', async () => {
  const { stdout } = await run(['lookup', '--help'], '', FIXTURES, { env: { FORCE_COLOR: '1' } });
  expect(stdout.toString()).toContain('\n\x1b[1mOptions\x1b[22m\n');
  expect(stripVTControlCharacters(stdout.toString())).toBe(await output(['lookup', '--help']));
});
