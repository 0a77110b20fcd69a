import { describe, expect, test } from 'vitest';
import { parseStack } from '../../src/stack/parse.ts';
import { readCaptures } from './captures.ts';

const captures = readCaptures();

describe('captured stacks', () => {
  test.each(captures.filter(({ frames }) => frames !== undefined))(
    '$id: line, function index and offset of every frame',
    ({ text, frames = [] }) => {
      const found = parseStack(text).frames.filter(({ kind }) => kind === 'wasm');
      // Deep stacks were recorded whole, but their truth only for the first frames.
      expect(
        found.slice(0, frames.length).map(({ line, functionIndex, offset }) => ({ line, functionIndex, offset })),
      ).toEqual(frames.map(({ line, functionIndex, offset }) => ({ line, functionIndex, offset })));
      expect(found.length === frames.length || frames.length >= 60).toBe(true);
    },
  );
});
