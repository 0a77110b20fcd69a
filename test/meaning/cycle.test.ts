import { expect, test } from 'vitest';
import { cycleOf } from '../../src/meaning/cycle.ts';

test.each([
  ['aaaaaaaa', 'a'],
  ['xaaaaaaaa', 'a'],
  ['babababa', 'ab'],
  ['cabcabcab', 'abc'],
  ['xyabcabcabcab', 'abc'],
  // Too few of them, or too much in front.
  ['abababa', null],
  ['vwxyzabababab', null],
  ['abcdefgh', null],
  ['aaaaaaaax', null],
  ['', null],
])('%s goes round in %s', (names, cycle) => {
  expect(cycleOf(Array.from(names), 8)?.join('') ?? null).toBe(cycle);
});
