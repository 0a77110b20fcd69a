import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Newcomer } from './support/newcomer.ts';
import { Snippets } from './support/snippets.ts';

/** README.md as a newcomer follows it: each program and each command with the output that stands below it. */

const readme = new Snippets(new URL('../README.md', import.meta.url));
const [before, after] = readme.texts('text');

let newcomer: Newcomer;

beforeAll(() => {
  newcomer = new Newcomer();
  newcomer.copy('stacks/modules/app.wasm');
  for (const file of ['boxes.wasm', 'boxes.js.symbols']) newcomer.copy(`symbol-lists/${file}`);
  newcomer.write('crash.txt', before ?? '');
});

afterAll(() => {
  newcomer.remove();
});

describe('README.md', () => {
  it('has programs and commands with their output', () => {
    expect(readme.programsWithoutOutput).toBe(0);
    expect([readme.programs.length, readme.sessions.length]).toEqual([6, 6]);
  });

  it('opens with a stack that comes out as it says', () => {
    expect(newcomer.shell('wasm-symbolicate -m app.wasm crash.txt')).toBe(after);
  });

  it.each(readme.sessions)('$ %s', (command, output) => {
    expect(newcomer.shell(command)).toBe(output);
  });

  it.each(readme.programs)('program %#', (program, output) => {
    expect(newcomer.node(program)).toBe(output);
  });
});
