import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { addr2lineManPage, programManPage } from '../../src/cli/help/man-page.ts';
import { manualMarkdown } from '../../src/cli/help/markdown.ts';
import { COMMAND_SUBJECTS } from '../../src/cli/help/program.ts';
import { expectGolden } from '../support/golden.ts';
import { output } from './run.ts';

const root = new URL('../../', import.meta.url);

describe('what is committed is what --help says', () => {
  test.each([
    ['docs/command.md', manualMarkdown],
    ['man/wasm-symbolicate.1', programManPage],
    ['man/wasm-addr2line.1', addr2lineManPage],
  ])('%s', (file, make) => {
    expectGolden(make(), new URL(file, root));
  });

  test('every option of every command stands in each of them', async () => {
    const manual = manualMarkdown();
    const page = programManPage();
    for (const { command, options } of COMMAND_SUBJECTS) {
      const help = await output([command ?? '', '--help']);
      for (const { name } of options) {
        expect(help).toContain(`--${name}`);
        expect(manual).toContain(`--${name}`);
        expect(page).toContain(`\\-\\-${name.replaceAll('-', '\\-')}`);
      }
    }
  });
});

describe.runIf(spawnSync('groff', ['--version']).status === 0)('a manual page', () => {
  test.each(['wasm-symbolicate.1', 'wasm-addr2line.1'])('%s is sound roff', (file) => {
    const path = fileURLToPath(new URL(`man/${file}`, root));
    const { stdout, stderr } = spawnSync('groff', ['-man', '-Tascii', '-ww', '-P-cbou', path], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^NAME\n {7}\S+ +- /m);
  });
});
