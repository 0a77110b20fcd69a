import { describe, expect, test } from 'vitest';
import { stopOf } from '../../src/meaning/stop.ts';
import { parseStack } from '../../src/stack/parse.ts';

const FRAME = '    at f (http://h/app.wasm:wasm-function[9]:0x2df)';
const brief = (text: string) => {
  const { trap, panic } = stopOf(parseStack(text));
  return [trap, panic?.message ?? null];
};

describe('what stopped the program', () => {
  test.each([
    ['the engine', `RuntimeError: divide by zero\n${FRAME}`, 'division-by-zero', null],
    [
      'the engine, of Firefox in a log',
      'RuntimeError: index out of bounds\nf@http://h/a.wasm:wasm-function[9]:0x2df',
      'index-out-of-bounds',
      null,
    ],
    [
      'a panic, and then its trap',
      `panicked at src/lib.rs:1:2:\nindex out of bounds: the len is 3\n\nRuntimeError: unreachable\n${FRAME}`,
      'unreachable',
      'index out of bounds: the len is 3',
    ],
    [
      'a panic, which speaks as engines do',
      `panicked at src/lib.rs:1:2:\nattempt to divide by zero\n\nStack:\n\nError\n${FRAME}`,
      null,
      'attempt to divide by zero',
    ],
    [
      'a panic within a string of JSON',
      JSON.stringify({ stack: `panicked at src/lib.rs:1:2:\nno "way"\n\nStack:\n\nError\n${FRAME}\n${FRAME}` }),
      null,
      'no "way"',
    ],
    ['a program’s own error', `Error: no\n${FRAME}`, null, null],
    ['nobody knows what', 'text', null, null],
  ])('is %s', (_, text, trap, message) => {
    expect(brief(text)).toEqual([trap, message]);
  });
});
