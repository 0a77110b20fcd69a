import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatText } from '../../src/format/text.ts';
import type { ScriptSources } from '../../src/javascript/script-sources.ts';
import { symbolicate } from '../../src/symbolicate.ts';
import { type Program, runProgram } from './program.ts';

let program: Program;
beforeAll(() => {
  program = runProgram({ sourcemap: true });
});
afterAll(() => {
  rmSync(program.folder, { recursive: true });
});

/** What becomes of each frame of the program itself. */
async function answers(stack: string, javascript: ScriptSources) {
  const { frames } = await symbolicate(stack, [], { javascript });
  return frames
    .filter(({ url }) => url?.includes('app.js') === true)
    .map(({ reason, frames: [symbol] }) => {
      if (symbol === undefined) return reason;
      const { file, line, column } = symbol;
      return `${symbol.function ?? ''} ${file?.replace(program.folder, '') ?? ''}:${line ?? ''}:${column ?? ''}`;
    });
}

/** Names: `sortedBy` and `compareOnce` are called as they are declared; `compareAges` is called `callback`, so that the map does not tell its name. */
const NAMED = [
  'a /src/main.ts:6:29',
  'compareOnce /src/sorting.ts:9:18',
  'sortedBy /src/sorting.ts:4:52',
  's.oldest /src/main.ts:13:12',
  'Object.<anonymous> /src/main.ts:18:30',
];

describe('frames of scripts', () => {
  test('say that nobody asked for them, where nobody did', async () => {
    const { frames } = await symbolicate(program.stack, []);
    expect(new Set(frames.map(({ reason }) => reason))).toEqual(new Set(['not-wasm']));
  });

  test('get the sources’ places and names from the map that the script names', async () => {
    expect(await answers(program.stack, { roots: [program.folder] })).toEqual(NAMED);
  });

  test('have origins, and no linkage name', async () => {
    const { frames } = await symbolicate(program.stack, [], { javascript: { roots: [program.folder] } });
    expect(frames[2]?.frames).toEqual([
      expect.objectContaining({
        function: 'sortedBy',
        symbol: null,
        file: `${program.folder}/src/sorting.ts`,
        inlined: false,
        origin: { name: 'source-map', location: 'source-map' },
      }),
    ]);
    expect(frames[0]?.frames[0]?.origin).toEqual({ name: null, location: 'source-map' });
    expect(frames[5]).toMatchObject({ status: 'unresolved', reason: 'no-source-map', frames: [] });
  });

  test('become text in the engine’s own style, and everything else stays', async () => {
    const text = `[log] ${program.stack}done\n`;
    const stack = await symbolicate(text, [], { javascript: { roots: [program.folder] } });
    const lines = formatText(stack).replaceAll(program.folder, '').split('\n');
    expect(lines.slice(0, 6)).toEqual([
      '[log] Error: no age',
      '    at a (/src/main.ts:6:29)',
      '    at compareOnce (/src/sorting.ts:9:18)',
      '    at sortedBy (/src/sorting.ts:4:52)',
      '    at s.oldest (/src/main.ts:13:12)',
      '    at Object.<anonymous> (/src/main.ts:18:30)',
    ]);
    expect(lines.slice(6)).toEqual(text.split('\n').slice(6));
  });

  test('of SpiderMonkey keep its style', async () => {
    const map = { version: 3, sources: ['a.ts'], names: [], mappings: 'AAEA' };
    const stack = await symbolicate('run@http://h/js/a.js:1:1\nasync*@http://h/js/a.js:1:9\n', [], {
      javascript: { resolveSourceMap: () => JSON.stringify(map) },
    });
    expect(formatText(stack)).toBe('run@http://h/js/a.ts:3:1\nasync*@http://h/js/a.ts:3:1\n');
    expect(stack.frames.map(({ status, reason }) => [status, reason])).toEqual([
      ['resolved', null],
      ['partial', 'no-name'],
    ]);
  });
});

describe('a map is found', () => {
  test('in the script itself', async () => {
    const inline = runProgram({ sourcemap: 'inline' });
    const named = await answers(inline.stack.replaceAll(inline.folder, program.folder), { roots: [] });
    expect(new Set(named)).toEqual(new Set(['no-source-map']));
    const found = await answers(inline.stack, { roots: [inline.folder] });
    expect(found.map((each) => each?.replace(inline.folder, ''))).toEqual(NAMED);
    rmSync(inline.folder, { recursive: true });
  });

  test('beside a script that names none', async () => {
    const external = runProgram({ sourcemap: 'external' });
    const found = await answers(external.stack, { roots: [external.folder] });
    expect(found.map((each) => each?.replace(external.folder, ''))).toEqual(NAMED);
    rmSync(external.folder, { recursive: true });
  });

  test.each([
    ['of a server', 'https://h/static/dist/app.js?v=1'],
    ['in another machine’s folder', '/usr/src/service/dist/app.js'],
  ])('by the end of a path %s', async (_, url) => {
    const elsewhere = program.stack.replaceAll(program.script, url);
    const found = await answers(elsewhere, { roots: [join(program.folder, 'dist')] });
    const where = new URL('..', new URL(url, 'file:///')).href.replace('file://', '');
    expect(found).toEqual(NAMED.map((each) => each.replace(' /', ` ${where}`)));
  });

  test('by the caller’s resolver, which is asked once for each script', async () => {
    const asked: string[] = [];
    const found = await answers(program.stack, {
      resolveSourceMap: (url) => {
        asked.push(url);
        return Promise.resolve(url === program.script ? readFileSync(`${url}.map`, 'utf8') : null);
      },
    });
    expect(found).toEqual(NAMED);
    expect(asked.filter((url) => !url.startsWith('node:'))).toEqual([program.script]);
    expect(new Set(asked).size).toBe(asked.length);
  });
});

describe('nothing is read that is not allowed', () => {
  let root = '';
  beforeEach(() => {
    root = join(program.folder, 'allowed');
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root);
  });

  test('not a script outside of the folders', async () => {
    expect(new Set(await answers(program.stack, { roots: [root] }))).toEqual(new Set(['no-source-map']));
  });

  test('not by a folder’s name that begins alike', async () => {
    renameSync(root, join(program.folder, 'dis'));
    const found = await answers(program.stack, { roots: [join(program.folder, 'dis')] });
    expect(new Set(found)).toEqual(new Set(['no-source-map']));
  });

  test('not through a symbolic link', async () => {
    symlinkSync(program.script, join(root, 'app.js'));
    expect(new Set(await answers(program.stack, { roots: [root] }))).toEqual(new Set(['no-source-map']));
  });

  test('not a map outside that a script inside names', async () => {
    writeFileSync(
      join(root, 'app.js'),
      readFileSync(program.script, 'utf8').replace('=app.js.map', '=../dist/app.js.map'),
    );
    expect(new Set(await answers(program.stack, { roots: [root] }))).toEqual(new Set(['no-source-map']));
  });

  test('not a script of the same name that has no such place', async () => {
    writeFileSync(join(root, 'app.js'), '//# sourceMappingURL=app.js.map');
    writeFileSync(join(root, 'app.js.map'), readFileSync(`${program.script}.map`));
    expect(new Set(await answers(program.stack, { roots: [root] }))).toEqual(new Set(['no-source-map']));
  });
});

describe('a map costs only the frames of its own script', () => {
  const whole = { version: 3, sources: ['a.ts'], names: [], mappings: 'AAEA' };
  const line = (file: string, column = 1) => `    at f (http://h/${file}:1:${column})`;

  test.each([
    ['no JSON', '<!doctype html>'],
    ['of version 9', JSON.stringify({ ...whole, version: 9 })],
    ['without sources', JSON.stringify({ ...whole, sources: undefined })],
    ['with mappings that are no text', JSON.stringify({ ...whole, mappings: { length: 4e9 } })],
    ['with a damaged number', JSON.stringify({ ...whole, mappings: 'AAAA,!' })],
    [
      'with a section at a URL',
      JSON.stringify({ version: 3, sections: [{ offset: { line: 0, column: 0 }, url: 'x' }] }),
    ],
    ['nested a thousand times', '{"sections":[{"offset":{"line":0,"column":0},"map":'.repeat(1000)],
  ])('%s', async (_, text) => {
    const { frames } = await symbolicate(`E\n${line('bad.js')}\n${line('good.js')}`, [], {
      javascript: { resolveSourceMap: (url) => (url.includes('bad') ? text : JSON.stringify(whole)) },
    });
    expect(frames.map(({ status, reason }) => [status, reason])).toEqual([
      ['unresolved', 'unreadable-source-map'],
      ['resolved', null],
    ]);
  });

  test('that cannot be had', async () => {
    const { frames } = await symbolicate(`E\n${line('bad.js')}`, [], {
      javascript: { resolveSourceMap: () => Promise.reject(new Error('503')) },
    });
    expect(frames[0]?.reason).toBe('unreadable-source-map');
  });

  test('with a source that is not there, which costs only the places in it', async () => {
    const text = JSON.stringify({ ...whole, mappings: 'AAEA,KC+oDA' });
    const { frames } = await symbolicate(`E\n${line('a.js', 5)}\n${line('a.js', 6)}`, [], {
      javascript: { resolveSourceMap: () => text },
    });
    expect(frames.map(({ reason }) => reason)).toEqual([null, 'not-mapped']);
  });

  test('of sections', async () => {
    const text = JSON.stringify({
      version: 3,
      sections: [
        { offset: { line: 0, column: 0 }, map: whole },
        { offset: { line: 0, column: 10 }, map: { ...whole, sources: ['b.ts'] } },
      ],
    });
    const { frames } = await symbolicate(`E\n${line('a.js', 10)}\n${line('a.js', 11)}`, [], {
      javascript: { resolveSourceMap: () => `)]}'\n${text}` },
    });
    expect(frames.map(({ frames: [symbol] }) => symbol?.file)).toEqual(['http://h/a.ts', 'http://h/b.ts']);
  });
});
