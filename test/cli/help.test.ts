import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nearest } from '../../src/cli/help/suggest.ts';
import { ADDR2LINE_SUBJECT, COMMAND_SUBJECTS, FIRST_EXAMPLES } from '../../src/cli/help/program.ts';
import { Newcomer } from '../support/newcomer.ts';

describe('the examples of help run', () => {
  let newcomer: Newcomer;

  beforeAll(() => {
    newcomer = new Newcomer();
    newcomer.copy('stacks/modules/app.wasm');
    newcomer.copy('stacks/modules/app.wasm', 'app.debug.wasm');
    newcomer.copy('stacks/modules/app.wasm', 'build/app.wasm');
    newcomer.copy('stacks/modules/emsm.wasm', 'plugin.wasm');
    newcomer.write(
      'crash.txt',
      'RuntimeError: unreachable\n    at wasm://wasm/app.wasm-3ec88d66:wasm-function[9]:0x2df\n',
    );
    newcomer.write('crash.js', "console.error(require('fs').readFileSync('crash.txt', 'utf8'));");
    newcomer.shell('wasm-symbolicate index app.wasm -o app.wsym');
  });

  afterAll(() => {
    newcomer.remove();
  });

  const examples = [
    ...FIRST_EXAMPLES,
    ...[...COMMAND_SUBJECTS, ADDR2LINE_SUBJECT].flatMap((subject) => subject.examples),
  ];

  test.each(examples.map(({ command }) => command))('%s', (command) => {
    const { status, stdout, stderr } = newcomer.tryShell(command);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const target = /(?:-o|--source-map) (\S+)/.exec(command)?.[1];
    if (target !== undefined) expect(existsSync(newcomer.path(target))).toBe(true);
    else if (!command.startsWith('eval')) expect(stdout).toMatch(/clampIndex|debug/);
  });
});

describe('a misspelt word', () => {
  const WORDS = ['stack', 'lookup', 'index', 'inspect', 'export'];

  test.each([
    ['lokup', 'lookup'],
    ['lookpu', 'lookup'],
    ['looku', 'lookup'],
    ['exprot', 'export'],
    ['insp', 'inspect'],
    ['indx', 'index'],
    ['stakc', 'stack'],
    ['crash', null],
    ['help', null],
    ['x'.repeat(100_000), null],
  ])('%.10s means %s', (word, meant) => {
    expect(nearest(word, WORDS)).toBe(meant);
  });
});
