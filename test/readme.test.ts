import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** README.md as a newcomer follows it: each program and each command with the output that stands below it. */

interface Block {
  readonly language: string;
  readonly text: string;
}

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']): Block => ({
  language,
  text,
}));
const [before, after] = blocks.filter((block) => block.language === 'text');

const programs = blocks.flatMap((block, i): (readonly [program: string, output: string])[] => {
  const next = blocks[i + 1];
  return block.language === 'js' && next?.language === 'text' ? [[block.text, next.text]] : [];
});

const commands = blocks
  .filter((block) => block.language === 'console')
  .flatMap((block) => block.text.split(/^\$ /m).slice(1))
  .map((session) => {
    const [command = '', ...output] = session.split('\n');
    return [command, output.join('\n')] as const;
  });

let folder = '';

function run(command: string, args: readonly string[], input = ''): string {
  const path = `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8', input, env: { ...process.env, PATH: path } });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-readme-'));
  mkdirSync(join(folder, 'node_modules'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "newcomer", "private": true }');
  symlinkSync(root, join(folder, 'node_modules/wasm-symbolicate'), 'junction');
  writeFileSync(join(folder, 'bin/wasm-symbolicate'), `#!/bin/sh\nexec node '${join(root, 'dist/cli.cjs')}' "$@"\n`);
  chmodSync(join(folder, 'bin/wasm-symbolicate'), 0o755);
  copyFileSync(join(root, 'fixtures/stacks/modules/app.wasm'), join(folder, 'app.wasm'));
  for (const file of ['boxes.wasm', 'boxes.js.symbols'])
    copyFileSync(join(root, 'fixtures/symbol-lists', file), join(folder, file));
  writeFileSync(join(folder, 'crash.txt'), before?.text ?? '');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('README.md', () => {
  it('has programs and commands with their output', () => {
    expect(programs).toHaveLength(blocks.filter((block) => block.language === 'js').length);
    expect([programs.length, commands.length]).toEqual([6, 5]);
  });

  it('opens with a stack that comes out as it says', () => {
    expect(run('wasm-symbolicate', ['-m', 'app.wasm', 'crash.txt'])).toBe(after?.text);
  });

  it.each(commands)('$ %s', (command, output) => {
    expect(run('sh', ['-c', command])).toBe(output);
  });

  it.each(programs)('program %#', (program, output) => {
    writeFileSync(join(folder, 'program.mjs'), program);
    expect(run('node', ['program.mjs'])).toBe(output);
  });
});
