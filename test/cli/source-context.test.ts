import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { custom, sized } from '../container/module-bytes.ts';
import { FIXTURES, output, run } from './run.ts';

const APP = 'stacks/modules/app.wasm';
const STACK = 'E\r\n    at f (http://h/app.wasm:wasm-function[8]:0x1fb)\r\nend\r\n';
const SOURCES = ['--source-root', 'stacks/src', '--map-path', '/src='];

test('--source-root shows the lines around each place', async () => {
  const text = await output(['-m', APP, ...SOURCES, '--context', '1'], STACK);
  expect(text.split('\r\n')).toEqual([
    'E',
    '    at geo::Engine::step(int, int) (app.cpp:103:15)',
    expect.stringMatching(/^ {8}102 \|/) as unknown,
    expect.stringMatching(/^ {6}> 103 \| +\S/) as unknown,
    expect.stringMatching(/^ {8}104 \|/) as unknown,
    'end',
    '',
  ]);
  const found = await output(['lookup', '-m', APP, ...SOURCES, '0x2df']);
  expect(found.split('\n').filter((line) => /^ {4}> +\d+ \| /.test(line)).length).toBe(
    found.split('\n').filter((line) => line.includes('app.cpp:')).length,
  );
});

test('--json has them as data', async () => {
  const [line = ''] = (await output(['lookup', '--json', '-m', APP, ...SOURCES, '--context', '0', '0x1fb'])).split(
    '\n',
  );
  const { frames } = JSON.parse(line) as { frames: { context?: { firstLine: number; lines: string[] } }[] };
  expect(frames.map(({ context }) => [context?.firstLine, context?.lines.length])).toEqual([[103, 1]]);
});

test('answers are as without where the sources are not there', async () => {
  expect(await output(['-m', APP, '--source-root', 'stacks/src'], STACK)).toBe(await output(['-m', APP], STACK));
});

test.each([
  [
    ['--source-root', '.', '--context', 'x'],
    2,
    "--context is a number of lines up to 100, not 'x'; see `wasm-symbolicate stack --help`",
  ],
  [['--source-root', 'none'], 1, 'none: there is no such folder'],
])('%j is refused', async (options, code, message) => {
  const outcome = await run(['-m', APP, ...options], STACK);
  expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code, stderr: `wasm-symbolicate: ${message}\n` });
});

test('an index of sources shows them wherever it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wasm-symbolicate-sources-'));
  try {
    const path = join(folder, 'app.wsym');
    await output(['index', APP, '-o', path, '--contents', 'sources', ...SOURCES]);
    const shown = await output(['-m', path, '--context', '1'], STACK);
    expect(shown).toBe(await output(['-m', APP, ...SOURCES, '--context', '1'], STACK));
    expect(shown).toContain('> 103 |');
    expect(await output(['-m', path], STACK)).not.toContain('> 103 |');
    const map = JSON.parse(await output(['export', path, '--source-map', '-'])) as {
      sources: string[];
      sourcesContent: string[];
    };
    expect(map.sources).toEqual(['app.cpp']);
    expect(map.sourcesContent).toEqual([await readFile(join(FIXTURES, 'stacks/src/app.cpp'), 'utf8')]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('texts that a source map embeds are shown without a folder, and go into an index of sources', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wasm-symbolicate-sources-'));
  try {
    const module = 'source-maps/asc.wasm';
    const lookup = (path: string): Promise<string> => output(['lookup', '-m', path, '--context', '0', '0x1a0']);
    const shown = await lookup(module);
    expect(shown.split('\n')[1]).toBe(
      '    > 33 |   for (let weight = 0; weight < count; weight++) push(weight * weight);',
    );
    const stack = 'E\n    at tally (http://h/asc.wasm:wasm-function[4]:0x1a0)\n';
    expect(await output(['-m', module, '--context', '0'], stack)).toContain('> 33 |   for (let weight = 0;');
    const path = join(folder, 'asc.wsym');
    await output(['index', module, '-o', path, '--contents', 'sources', '--map-path', './asc=app']);
    expect(await lookup(path)).toBe(shown.replace('./asc/tally.ts', 'app/tally.ts'));
    await output(['index', module, '-o', path]);
    expect(await lookup(path)).not.toContain('> 33 |');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('texts that DWARF embeds are shown without a folder, and go into an index of sources', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wasm-symbolicate-sources-'));
  try {
    const module = 'embedded-sources/calculator.wasm';
    const lookup = (path: string): Promise<string> => output(['lookup', '-m', path, '--context', '0', '0x100']);
    const shown = `0x100: scan at /src/c/lexer.c:20:38
    > 20 |       token.value = token.value * 10 + (lexer->text[position++] - '0');
 (inlined by) lexer_peek at /src/c/lexer.c:30:10
    > 30 |   return scan(lexer, &end);
`;
    expect(await lookup(module)).toBe(shown);
    const stack = 'E\n    at lexer_peek (http://h/calculator.wasm:wasm-function[0]:0x100)\n';
    expect(await output(['-m', module, '--guess', '--context', '0'], stack)).toContain('> 20 |       token.value');
    const path = join(folder, 'calculator.wsym');
    await output(['index', module, '-o', path, '--contents', 'sources', '--map-path', '/src=app']);
    expect(await lookup(path)).toBe(shown.replaceAll('/src/', 'app/'));
    await output(['index', module, '-o', path]);
    expect(await lookup(path)).not.toContain('> 20 |');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('texts of a debug file beside the module are shown, and those of one that is of other code are not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wasm-symbolicate-sources-'));
  try {
    const calculator = await readFile(join(FIXTURES, 'embedded-sources/calculator.wasm'));
    const ofOther = await readFile(join(FIXTURES, 'companions/matrix.debug.wasm'));
    const link = custom('external_debug_info', sized('calculator.debug'));
    await writeFile(join(folder, 'calculator.wasm'), Buffer.concat([calculator, Buffer.from(link)]));
    await writeFile(join(folder, 'calculator.debug'), calculator);
    const lookup = (): Promise<string> =>
      output(['lookup', '-m', join(folder, 'calculator.wasm'), '--context', '0', '0x100']);
    expect(await lookup()).toContain('> 20 |       token.value');
    await writeFile(join(folder, 'calculator.debug'), ofOther);
    expect(await lookup()).not.toContain('> 20 |');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('an index of sources that found none says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wasm-symbolicate-sources-'));
  try {
    const { code, stderr } = await run(['index', APP, '-o', join(folder, 'app.wsym'), '--contents', 'sources']);
    expect([code, stderr]).toEqual([
      0,
      `wasm-symbolicate: ${APP}: the index has no texts of sources: none are embedded, and none were found with --source-root\n`,
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
