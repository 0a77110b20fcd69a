import { describe, expect, test } from 'vitest';
import { formatText } from '../../src/format/text.ts';
import { parseStack } from '../../src/stack/parse.ts';
import { symbolicateSync } from '../../src/symbolicate.ts';
import { exampleIndex } from '../format/example.ts';

const index = exampleIndex();
const V8 = `RuntimeError: unreachable
    at app.main (wasm://wasm/app-1cebdb1e:wasm-function[0]:0x6f)
    at callRun (C:\\node\\new.js:45:57)`;
const V8_NAMED = `RuntimeError: unreachable
    at inner (/src/inner.h:2:5)
    at outer(int) (/src/main.c:7)
    at main (/src/main.c:12:9)
    at callRun (C:\\node\\new.js:45:57)`;
const SPIDERMONKEY = `app.main@http://h/app.wasm:wasm-function[0]:0x6f
app.operator"" _x@http://h/app.wasm:wasm-function[0]:0x6a
callRun@http://h/site/harness.js:45:57
`;
const JSC = `main@app:wasm-function[0]
1@app:wasm-function[1]
forEach@[native code]`;

const json = (text: string, levels: number): string =>
  levels === 0 ? text : JSON.stringify({ level: 'error', stack: json(text, levels - 1), more: [1] });

/** The text within. */
function plain(line: string, levels: number): string {
  let text = line;
  for (let level = 0; level < levels; level++) {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('stack' in value)) throw new TypeError('no stack');
    text = String(value.stack);
  }
  return text;
}

describe.each([1, 2, 3])('a stack within %i string literals', (levels) => {
  test.each([
    ['V8', V8],
    ['SpiderMonkey', SPIDERMONKEY],
    ['JavaScriptCore', JSC],
  ])('of %s has the frames that it has outside', (_, text) => {
    const essence = (stack: string) =>
      parseStack(stack).frames.map(({ kind, printedName, functionIndex, offset }) => [
        kind,
        printedName,
        functionIndex,
        offset,
      ]);
    expect(essence(`2026-11-24 ${json(text, levels)}`)).toEqual(essence(text));
  });

  test('gets its names within the literal, so that what was JSON stays JSON', () => {
    const named = formatText(symbolicateSync(json(V8, levels), [index]));
    expect(plain(named, levels)).toBe(V8_NAMED);
  });
});

test('windows line breaks in a literal are none of the frame', () => {
  const frames = parseStack(JSON.stringify(V8.replaceAll('\n', '\r\n'))).frames;
  expect(frames.map(({ raw }) => raw)).toEqual(
    V8.split('\n')
      .slice(1)
      .map((line) => JSON.stringify(line).slice(1, -1)),
  );
});

test('a path with `\\n` in it is one line', () => {
  expect(parseStack('    at f (C:\\node\\new.js:45:57)').frames).toMatchObject([{ url: 'C:\\node\\new.js' }]);
});

test('a line of nothing but literal line breaks takes no longer a byte than another', () => {
  const frame = '\\n    at f (wasm://wasm/1cebdb1e:wasm-function[1]:0x2)';
  expect(parseStack(frame.repeat(20_000)).frames).toHaveLength(20_000);
  expect(parseStack('\\n'.repeat(1_000_000)).frames).toEqual([]);
  expect(parseStack('\\'.repeat(1_000_000)).frames).toEqual([]);
});
