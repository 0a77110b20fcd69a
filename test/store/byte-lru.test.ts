import { expect, it } from 'vitest';
import { ByteLru } from '../../src/store/byte-lru.ts';

interface Thing {
  weight: number;
}

function lruOf(budget: number, things: Readonly<Record<string, number>>): ByteLru<Thing> {
  const lru = new ByteLru<Thing>(budget, ({ weight }) => weight);
  for (const [key, weight] of Object.entries(things)) lru.set(key, { weight });
  return lru;
}

const kept = (lru: ByteLru<Thing>, keys: string): string =>
  keys
    .split('')
    .filter((key) => lru.peek(key) !== undefined)
    .join('');

it('what was not used for the longest time goes first', () => {
  const lru = lruOf(3, { a: 1, b: 1, c: 1 });
  lru.get('a');
  lru.set('d', { weight: 1 });
  expect([kept(lru, 'abcd'), lru.bytes, lru.evictions]).toEqual(['acd', 3, 1]);
});

it('as many go as a large one needs', () => {
  const lru = lruOf(4, { a: 1, b: 1, c: 1 });
  lru.set('d', { weight: 3 });
  expect([kept(lru, 'abcd'), lru.bytes, lru.peakBytes]).toEqual(['cd', 4, 4]);
});

it('one that is larger than all room is not kept, and takes no other’s', () => {
  const lru = lruOf(3, { a: 1, b: 4 });
  expect([kept(lru, 'ab'), lru.bytes, lru.evictions]).toEqual(['a', 1, 1]);
});

it('one that has grown makes others go, and itself where it alone is too large', () => {
  const lru = lruOf(4, { a: 1, b: 1, c: 1 });
  const c = lru.get('c');
  if (c !== undefined) c.weight = 3;
  lru.reweigh('c');
  expect([kept(lru, 'abc'), lru.bytes]).toEqual(['bc', 4]);
  if (c !== undefined) c.weight = 9;
  lru.reweigh('c');
  expect([kept(lru, 'abc'), lru.bytes, lru.peakBytes]).toEqual(['', 0, 4]);
});

it('one that is set again counts once', () => {
  const lru = lruOf(4, { a: 1 });
  lru.set('a', { weight: 2 });
  expect([lru.bytes, lru.size, lru.evictions]).toEqual([2, 1, 0]);
  lru.clear();
  expect([lru.bytes, lru.size]).toEqual([0, 0]);
});
