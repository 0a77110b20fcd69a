import { describe, expect, test } from 'vitest';
import { formatText } from '../../src/format/text.ts';
import { errorOf } from '../support/errors.ts';
import { openIndex } from '../../src/symbol-index/index.ts';
import { symbolicateSync } from '../../src/symbolicate.ts';
import { writeIndex } from '../support/index-writer.ts';
import { exampleIndex } from './example.ts';

const index = exampleIndex();
const format = (text: string) => formatText(symbolicateSync(text, [index]));

describe('formatText', () => {
  test('puts a line for each function into a V8 stack, innermost first, and leaves the rest as it is', () => {
    expect(
      format(`RuntimeError: unreachable
    at app.main (wasm://wasm/app-1cebdb1e:wasm-function[0]:0x6f)
    at app.main (wasm://wasm/app-1cebdb1e:wasm-function[0]:0x6a)
    at Object.callRun (/srv/app/harness.js:45:57)

Node.js v20.20.2
`),
    ).toBe(`RuntimeError: unreachable
    at inner (/src/inner.h:2:5)
    at outer(int) (/src/main.c:7)
    at main (/src/main.c:12:9)
    at main (/src/main.c:11:3)
    at Object.callRun (/srv/app/harness.js:45:57)

Node.js v20.20.2
`);
  });

  test('writes a SpiderMonkey stack as SpiderMonkey does', () => {
    expect(
      format(`async*app.main@http://h/app.wasm:wasm-function[0]:0x6f
@http://h/app.wasm:wasm-function[0]:0x6a
callRun@http://h/site/harness.js:45:57
`),
    ).toBe(`async*inner@/src/inner.h:2:5
outer(int)@/src/main.c:7
main@/src/main.c:12:9
main@/src/main.c:11:3
callRun@http://h/site/harness.js:45:57
`);
  });

  test('keeps a line’s own indent, its line break and what stands behind it', () => {
    expect(format('  [cause]: E\r\n\t  at main (http://h/app.wasm:wasm-function[0]:0x6f),\r\n  ]\r\n')).toBe(
      '  [cause]: E\r\n\t  at inner (/src/inner.h:2:5)\r\n\t  at outer(int) (/src/main.c:7)\r\n\t  at main (/src/main.c:12:9),\r\n  ]\r\n',
    );
  });

  test('invents no final line break', () => {
    expect(format('E\r\n    at main (http://h/app.wasm:wasm-function[0]:0x6f)')).toBe(
      'E\r\n    at inner (/src/inner.h:2:5)\r\n    at outer(int) (/src/main.c:7)\r\n    at main (/src/main.c:12:9)',
    );
  });

  test.each([
    ['the line is unknown', 0x73, '    at main (/src/main.c)'],
    ['there is no row, only a declaration', 0x67, '    at main (/src/main.c:10)'],
  ])('prints as much of the place as there is where %s', (_, offset, line) => {
    expect(format(`    at main (http://h/app.wasm:wasm-function[0]:0x${offset.toString(16)})`)).toBe(line);
  });

  test('gives a function without place its name and keeps the location', () => {
    expect(format('    at http://h/app.wasm:wasm-function[1]:0x7d\n@http://h/app.wasm:wasm-function[1]:0x7d')).toBe(
      '    at plain (http://h/app.wasm:wasm-function[1]:0x7d)\nplain@http://h/app.wasm:wasm-function[1]:0x7d',
    );
  });

  test.each([
    ['of which nothing is known', '    at f (http://h/app.wasm:wasm-function[2]:0x89)'],
    ['of another build', '    at f (http://h/app.wasm:wasm-function[2]:0x69)'],
  ])('leaves a frame %s as it is', (_, line) => {
    expect(format(line)).toBe(line);
  });

  test('replaces all lines of a name with line breaks', () => {
    expect(
      format(`E
    at app.new
line
    at evil (http://evil/x.js:1:2) (wasm://wasm/app-1cebdb1e:wasm-function[0]:0x6a)
    at app.main (wasm://wasm/app-1cebdb1e:wasm-function[0]:0x6a)`),
    ).toBe('E\n    at main (/src/main.c:11:3)\n    at main (/src/main.c:11:3)');
  });

  test('lets no name forge lines or reach the terminal', () => {
    const bytes = writeIndex({
      codeSize: 10,
      functions: [{ linkage: 'a\n    at b\u001b[2J\u202ec\u0085', origin: 2 }],
      bodies: [{ start: 1, length: 9, function: 1 }],
    });
    const stack = symbolicateSync('    at wasm://wasm/1cebdb1e:wasm-function[0]:0x2', [openIndex(bytes)]);
    expect(formatText(stack)).toBe(
      '    at a\\x0a    at b\\x1b[2J\\u202ec\\x85 (wasm://wasm/1cebdb1e:wasm-function[0]:0x2)',
    );
  });

  test('gives back any text that it knows nothing of', () => {
    for (const text of ['', '\n', '\r\n\r\n', 'a\u0000b\ufeff', '    at ', 'f@http://h/x.js:1:2', '\ud800']) {
      expect(format(text)).toBe(text);
    }
  });

  test('shows less of each name where a thousand inlined calls have long ones', () => {
    const frame = {
      function: 'n'.repeat(20_000),
      symbol: null,
      file: 'f'.repeat(20_000),
      line: 1,
      column: null,
      inlined: true,
      role: 'user' as const,
    };
    const [parsed] = symbolicateSync('    at main (http://h/app.wasm:wasm-function[0]:0x73)', [index]).frames;
    if (parsed === undefined) throw new Error('the text has a frame');
    const frames = Array.from({ length: 1000 }, () => ({ ...frame, origin: { name: null, location: null } }));
    const line = `    at ${'n'.repeat(200)}… (${'f'.repeat(200)}…:1)`;
    expect(formatText({ ...symbolicateSync('', []), text: parsed.raw, frames: [{ ...parsed, frames }] })).toBe(
      Array.from(frames, () => line).join('\n'),
    );
  });

  test('shows four thousand characters of a name, and says no more than a string can hold', () => {
    const [frame] = symbolicateSync('    at main (http://h/app.wasm:wasm-function[0]:0x73)', [index]).frames;
    if (frame === undefined) throw new Error('the text has a frame');
    const nothing = symbolicateSync('', []);
    const symbol = { function: 'n'.repeat(20_000), symbol: null, file: 'f', line: 1, column: null, inlined: false };
    const long = { ...frame, frames: [{ ...symbol, origin: { name: null, location: null }, role: null }] };
    expect(formatText({ ...nothing, text: frame.raw, frames: [long] })).toBe(`    at ${'n'.repeat(4000)}… (f:1)`);
    const huge = { ...long, spans: { ...frame.spans, frame: { start: 0, end: 0 } } };
    const stack = { ...nothing, text: frame.raw, frames: Array.from({ length: 70_000 }, () => huge) };
    expect(errorOf(() => formatText(stack)).code).toBe('text-too-long');
  });
});
