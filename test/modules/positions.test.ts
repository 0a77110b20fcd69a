import { expect, test } from 'vitest';
import { positionsOf, turnedPositions } from '../../src/modules/positions.ts';
import { parseStack } from '../../src/stack/parse.ts';

const FRAME = '    at f (http://h/app.wasm:wasm-function[8]:0x1fb)';

test('frames stand together up to an empty line or other text, and only the first of a text is known to have trapped', () => {
  const stack = parseStack(['E: x', FRAME, FRAME, '', FRAME, 'E: y', FRAME, FRAME, FRAME].join('\n'));
  expect(positionsOf(stack, 'unreachable')).toEqual([
    { above: null, first: 0, trap: 'unreachable' },
    { above: 0, first: 0, trap: null },
    { above: null, first: 2, trap: null },
    { above: null, first: 3, trap: null },
    { above: 3, first: 3, trap: null },
    { above: 4, first: 3, trap: null },
  ]);
});

test('in a text that prints the outermost frame first, each stands above the one before it', () => {
  const stack = parseStack(['E: x', FRAME, FRAME, FRAME, '', FRAME, FRAME].join('\n'));
  expect(turnedPositions(positionsOf(stack, 'unreachable'))).toEqual([
    { above: 1, first: 0, trap: null },
    { above: 2, first: 0, trap: null },
    { above: null, first: 0, trap: 'unreachable' },
    { above: 4, first: 3, trap: null },
    { above: null, first: 3, trap: null },
  ]);
});
