import { describe, expect, test } from 'vitest';
import type { StackFrame } from '../../src/stack/frame.ts';
import { parseStack } from '../../src/stack/parse.ts';
import { readCaptures } from './captures.ts';

/** What a test compares of a frame; the spans have tests of their own. */
function essence({ line, kind, printedName, url, functionIndex, offset, lineNumber, columnNumber }: StackFrame) {
  const place = kind === 'wasm' ? [functionIndex, offset] : [lineNumber, columnNumber];
  return [line, kind, printedName, url, ...place];
}

const frames = (text: string) => parseStack(text).frames.map(essence);
const only = (text: string): StackFrame | undefined => parseStack(text).frames[0];

describe('a V8 stack', () => {
  const text = `RuntimeError: unreachable
    at app.wasm.geo::detail::Box<int, 4>::at(int) const (wasm://wasm/app.wasm-bd803bbe:wasm-function[9]:0x2df)
    at wasm://wasm/90e358f6:wasm-function[8]:0x1FB
    at geo::step(int) (http://h/app.wasm?v=1.2:wasm-function[8]:0x1fb)
    at Object.callRun (/srv/app/harness.js:45:57)
    at /srv/app/harness.js:41:13
    at Array.forEach (<anonymous>)
    at async level1 (http://h/site/page.js:86:40)
    at async <anonymous>:381:23
    at eval (eval at run (http://h/page.js:1:2), <anonymous>:3:4)
    at async Promise.all (index 0)`;

  test('has its frames in order, and the message in front of them', () => {
    expect(parseStack(text).message).toBe('RuntimeError: unreachable');
    expect(frames(text)).toEqual([
      [1, 'wasm', 'app.wasm.geo::detail::Box<int, 4>::at(int) const', 'wasm://wasm/app.wasm-bd803bbe', 9, 0x2df],
      [2, 'wasm', null, 'wasm://wasm/90e358f6', 8, 0x1fb],
      [3, 'wasm', 'geo::step(int)', 'http://h/app.wasm?v=1.2', 8, 0x1fb],
      [4, 'javascript', 'Object.callRun', '/srv/app/harness.js', 45, 57],
      [5, 'javascript', null, '/srv/app/harness.js', 41, 13],
      [6, 'native', 'Array.forEach', '<anonymous>', null, null],
      [7, 'javascript', 'async level1', 'http://h/site/page.js', 86, 40],
      [8, 'javascript', null, '<anonymous>', 381, 23],
      [9, 'javascript', 'eval', 'eval at run (http://h/page.js:1:2), <anonymous>', 3, 4],
      [10, 'native', 'async Promise.all', 'index 0', null, null],
    ]);
  });

  test('keeps each frame’s line as it is', () => {
    const lines = text.split('\n');
    expect(parseStack(text).frames.map(({ raw }) => raw)).toEqual(lines.slice(1));
  });

  test('reads the same with carriage returns, which belong to no frame', () => {
    expect(frames(text.replaceAll('\n', '\r\n'))).toEqual(frames(text));
    expect(only('E\r\n    at f (wasm://wasm/1cebdb1e:wasm-function[1]:0x2)\r\n')?.raw).toBe(
      '    at f (wasm://wasm/1cebdb1e:wasm-function[1]:0x2)',
    );
  });

  test.each([
    ['wasm://wasm/app.wasm-bd803bbe', 'app.wasm.run', 'app.wasm', 'run'],
    ['wasm://wasm/app.wasm-bd803bbe', 'app.wasm', 'app.wasm', null],
    ['wasm://wasm/a-b-bd803bbe', 'a-b.c.d', 'a-b', 'c.d'],
    ['wasm://wasm/app-bd803bbe', 'other.run', 'app', 'other.run'],
    ['wasm://wasm/bd803bbe', 'app.wasm.run', null, 'app.wasm.run'],
    ['http://h/app.wasm', 'app.wasm.run', null, 'app.wasm.run'],
  ])('at %s splits the module’s name off where the URL proves it: %s', (url, printedName, moduleName, functionName) => {
    expect(only(`    at ${printedName} (${url}:wasm-function[1]:0x2)`)).toMatchObject({
      printedName,
      moduleName,
      functionName,
    });
  });

  test.each(['<anonymous>:wasm-function[2]:0x9f', 'wasm-function[2]:0x9f'])(
    'of an older Node prints no URL: %s',
    (location) => {
      const url = location.startsWith('<') ? '<anonymous>' : null;
      expect(frames(`    at divide(int, int) (${location})`)).toEqual([[0, 'wasm', 'divide(int, int)', url, 2, 0x9f]]);
    },
  );

  test('with a decimal number counts from the function, so that no offset in the file is known', () => {
    expect(frames('    at divide (wasm-function[2]:16)')).toEqual([[0, 'wasm', 'divide', null, 2, null]]);
  });

  test('may carry the punctuation of Node’s inspection behind its last frames', () => {
    const nested = `AggregateError: a {
  [errors]: [
    RuntimeError: divide by zero
        at f (wasm://wasm/bd803bbe:wasm-function[2]:0xbb),
    RuntimeError: unreachable
        at g (wasm://wasm/bd803bbe:wasm-function[3]:0xcc) {`;
    expect(frames(nested)).toEqual([
      [3, 'wasm', 'f', 'wasm://wasm/bd803bbe', 2, 0xbb],
      [5, 'wasm', 'g', 'wasm://wasm/bd803bbe', 3, 0xcc],
    ]);
  });
});

describe('a SpiderMonkey stack', () => {
  const text = `app.wasm.geo::step(int)@http://h/app.wasm?v=1.2:wasm-function[8]:0x1fb
@http://h/page.js line 21 > WebAssembly.Module:wasm-function[9]:0x2df
run@:wasm-function[11]:0x37f
deep@work/main.js line 4 > eval line 7 > WebAssembly.Module:wasm-function[7]:0x189
setTimeout handler*uncaught/<@http://h/page.js:122:256
async*g.__runGroup@http://h/page.js:136:162
load@work/main.js:4:23
@http://h/index.html:1:11
`;

  test('has its frames in order, and no message', () => {
    expect(parseStack(text).message).toBeNull();
    expect(frames(text)).toEqual([
      [0, 'wasm', 'app.wasm.geo::step(int)', 'http://h/app.wasm?v=1.2', 8, 0x1fb],
      [1, 'wasm', null, 'http://h/page.js line 21 > WebAssembly.Module', 9, 0x2df],
      [2, 'wasm', 'run', null, 11, 0x37f],
      [3, 'wasm', 'deep', 'work/main.js line 4 > eval line 7 > WebAssembly.Module', 7, 0x189],
      [4, 'javascript', 'uncaught/<', 'http://h/page.js', 122, 256],
      [5, 'javascript', 'g.__runGroup', 'http://h/page.js', 136, 162],
      [6, 'javascript', 'load', 'work/main.js', 4, 23],
      [7, 'javascript', null, 'http://h/index.html', 1, 11],
    ]);
  });

  test.each([
    ['operator@<T>::call@http://h/a.wasm', 'operator@<T>::call', 'http://h/a.wasm'],
    ['f@https://unpkg.com/@scope/app.wasm', 'f', 'https://unpkg.com/@scope/app.wasm'],
    ['a@http://evil/x@blob:http://h/9f', 'a@http://evil/x', 'blob:http://h/9f'],
    ['at f (http://evil/x.js:1:2)@http://h/a.wasm', 'at f (http://evil/x.js:1:2)', 'http://h/a.wasm'],
    ['a@b@main.js line 1 > WebAssembly.Module', 'a@b', 'main.js line 1 > WebAssembly.Module'],
  ])('finds the URL behind names and in front of paths with @: %s', (printed, printedName, url) => {
    expect(frames(`${printed}:wasm-function[1]:0x10`)).toEqual([[0, 'wasm', printedName, url, 1, 0x10]]);
  });
});

describe('names with anything in them', () => {
  const names = [
    'trap here',
    'a(b) (c:1:2)',
    'operator@<T>::call',
    '<core::iter::Map<I,F> as Iterator>::next::h0123456789abcdef',
    'new\nline\n    at evil (http://evil/x.js:1:2)',
    'wasm-function[99]:0x123',
    '日本語::名前',
    'https://x.test/a.wasm:wasm-function[1]:0x10',
    '',
    'with/slash@home',
    '{{closure}}#1',
    'a.b.c',
    'async foo',
    'new Foo [as bar]',
    'tab\there',
    'quote"\'`\\back',
    'nul\0byte',
    '$_Z3foov.isra.0',
    'go',
  ];
  const weird = readCaptures().filter(
    ({ case: name, engine }) => name === 'weird' && /^(?:node|chromium|workerd|firefox)/.test(engine),
  );
  const wasmFrames = (text: string) => parseStack(text).frames.filter(({ kind }) => kind === 'wasm');

  test('were captured in V8 and in SpiderMonkey', () => {
    expect(weird.map(({ engine }) => engine)).toEqual(
      expect.arrayContaining(['chromium156', 'node20', 'node26', 'workerd20261117', 'firefox153']),
    );
  });

  test.each(weird)('$id: index and offset of every function', ({ text }) => {
    expect(wasmFrames(text).map(({ functionIndex, offset }) => [functionIndex, offset])).toEqual(
      names.map((_, i) => [i, i === 0 ? 0x31 : 0x30 + 6 * i]),
    );
  });

  test.each(weird.filter(({ engine }) => !engine.startsWith('firefox')))('$id: every name whole', ({ text }) => {
    expect(wasmFrames(text).map(({ printedName }) => printedName)).toEqual(
      names.map((name) => `weird (mod) @1:2.${name}`),
    );
    const multiline = wasmFrames(text)[4];
    expect([multiline?.line, multiline?.raw.split('\n').length]).toEqual([7, 3]);
    expect(parseStack(text).frames.filter(({ url }) => url === 'http://evil/x.js')).toEqual([]);
  });

  test.each(weird.filter(({ engine }) => engine.startsWith('firefox')))(
    '$id: every name of one line whole',
    ({ text }) => {
      const found = wasmFrames(text).map(({ printedName }) => printedName);
      expect(found.toSpliced(4, 1)).toEqual(names.map((name) => `weird (mod) @1:2.${name}`).toSpliced(4, 1));
    },
  );

  test('are split off the URL of a module whose own name looks like one', () => {
    expect(
      only('    at weird (mod) @1:2.f (wasm://wasm/weird (mod) @1:2-1cebdb1e:wasm-function[1]:0x36)'),
    ).toMatchObject({
      url: 'wasm://wasm/weird (mod) @1:2-1cebdb1e',
      moduleName: 'weird (mod) @1:2',
      functionName: 'f',
    });
  });

  test('do not swallow the message of a second stack', () => {
    const text = `E: one
    at f (http://h/a.wasm:wasm-function[1]:0x2)
Caused by E: two, which happened
    at dawn
    at g (http://h/a.wasm:wasm-function[2]:0x3)`;
    expect(frames(text)).toEqual([
      [1, 'wasm', 'f', 'http://h/a.wasm', 1, 2],
      [4, 'wasm', 'g', 'http://h/a.wasm', 2, 3],
    ]);
  });
});

describe('text that holds no frame', () => {
  test.each([
    '',
    'RuntimeError: unreachable',
    '    at ',
    '    at dawn',
    'see app.wasm:wasm-function[9]',
    '"toString": "f (http://h/a.wasm:wasm-function[10]:0x322)"',
    'mail bob@example.org at 12:30:15',
    '    at f (http://h/a.wasm:wasm-function[4294967296]:0x1)',
    '    at f (http://h/a.wasm:wasm-function[1]:0x10000000000000)',
  ])('gives none: %s', (text) => {
    expect(parseStack(text).frames.filter(({ kind }) => kind === 'wasm' || kind === 'javascript')).toEqual([]);
    expect(parseStack(text).message).toBeNull();
  });
});

test('texts mix dialects line by line', () => {
  expect(frames('f@http://h/a.wasm:wasm-function[1]:0x2\n    at g (http://h/a.wasm:wasm-function[3]:0x4)')).toEqual([
    [0, 'wasm', 'f', 'http://h/a.wasm', 1, 2],
    [1, 'wasm', 'g', 'http://h/a.wasm', 3, 4],
  ]);
});

test('spans cover the frame, what a formatter replaces of it, and the location', () => {
  const text =
    'E\n    at a.f (wasm://wasm/a-1cebdb1e:wasm-function[1]:0x2),\nasync*g@http://h/a.wasm:wasm-function[3]:0x4\r\n';
  const covered = parseStack(text).frames.map(({ spans }) =>
    [spans.frame, spans.body, spans.location].map(({ start, end }) => text.slice(start, end)),
  );
  expect(covered).toEqual([
    [
      '    at a.f (wasm://wasm/a-1cebdb1e:wasm-function[1]:0x2),',
      'a.f (wasm://wasm/a-1cebdb1e:wasm-function[1]:0x2)',
      'wasm://wasm/a-1cebdb1e:wasm-function[1]:0x2',
    ],
    [
      'async*g@http://h/a.wasm:wasm-function[3]:0x4',
      'g@http://h/a.wasm:wasm-function[3]:0x4',
      'http://h/a.wasm:wasm-function[3]:0x4',
    ],
  ]);
});

describe('hostile texts of a megabyte or more are read in one pass', () => {
  const size = 1 << 20;
  test.each([
    ['opening parentheses', `    at ${' ('.repeat(size)}x:wasm-function[1]:0x2)`, 1],
    ['at signs', `${'@'.repeat(size)}x:wasm-function[1]:0x2`, 1],
    ['letters as of a scheme', `    at (${'a'.repeat(size)}:wasm-function[1]:0x2)`, 1],
    ['digits', `    at f (${'1:'.repeat(size)}1:1)`, 1],
    ['marks', `    at f (${'wasm-function['.repeat(size / 8)}`, 0],
    ['open lines', '    at x\n'.repeat(size / 4), 0],
    ['blanks', ' '.repeat(size), 0],
    ['line breaks', '\n'.repeat(size), 0],
  ])('%s', (_, text, count) => {
    expect(parseStack(text).frames).toHaveLength(count);
  });
});

describe('what loggers put around lines', () => {
  const expected = [
    [1, 'wasm', null, 'http://h/app.wasm', 9, 0x2df],
    [2, 'wasm', 'f', 'http://h/app.wasm', 8, 0x1fb],
  ];
  const lines = ['at http://h/app.wasm:wasm-function[9]:0x2df', 'at f (http://h/app.wasm:wasm-function[8]:0x1fb)'];

  test.each([
    ['colours', (line: string) => `\u001b[90m    ${line}\u001b[39m`],
    ['several of them', (line: string) => `\u001b[1m\u001b[38;2;255;0;12m  ${line}\u001b[0m\u001b[K,\u001b[22;39m`],
    ['a number and a tab', (line: string) => `#1\t${line}`],
    ['columns and a tab', (line: string) => `2026-01-01\tERROR\t${line}`],
  ])('%s', (_, around) => {
    expect(frames(['RuntimeError: unreachable', ...lines.map(around)].join('\n'))).toEqual(expected);
  });

  test('what only begins as a colour is none', () => {
    expect(frames(`${lines[1]}\u001b[12`)).toEqual([]);
    expect(frames(`${lines[1]}[1m`)).toEqual([]);
    for (const each of ['\u001b[', '\u001b[1;', '1m', '[m', '\u001b[1m'])
      expect(frames(each.repeat(100_000))).toEqual([]);
  });

  test('SpiderMonkey’s frames have them, too', () => {
    expect(frames('\u001b[31mf@http://h/app.wasm:wasm-function[8]:0x1fb\u001b[0m')).toEqual([
      [0, 'wasm', 'f', 'http://h/app.wasm', 8, 0x1fb],
    ]);
  });
});
