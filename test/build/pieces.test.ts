import { describe, expect, it } from 'vitest';
import { sectionOf, union } from '../../src/build/pieces.ts';
import { memorySource } from '../../src/build/shared-sections.ts';
import { itemAt, readUnitChain } from '../../src/build/unit-chain.ts';

describe('pieces of a section', () => {
  it('are joined where they touch or are close, and stay apart else', () => {
    const known = [
      { start: 10, end: 20 },
      { start: 40, end: 50 },
    ];
    const added = [
      { start: 20, end: 22 },
      { start: 37, end: 39 },
      { start: 0, end: 3 },
    ];
    expect(union(known, added, 1)).toEqual([
      { start: 0, end: 3 },
      { start: 10, end: 22 },
      { start: 37, end: 50 },
    ]);
  });

  it('come one behind the other, with their padding, however they are read', async () => {
    const source = memorySource(Uint8Array.from({ length: 50 }, (_, at) => at));
    const pieces = [
      { start: 5, end: 8 },
      { start: 20, end: 21 },
      { start: 48, end: 50 },
    ];
    const section = sectionOf(source, pieces, 1);
    const all = [5, 6, 7, 255, 20, 255, 48, 49, 255];
    expect([section.size, [...(section.pieces ?? [])]]).toEqual([9, [5, 0, 3, 20, 0, 1, 48, 0, 2, 50, 0, 0]]);
    for (let from = 0; from < all.length; from += 1) {
      for (let to = from; to <= all.length; to += 1) {
        expect([...(await section.read(from, to - from))]).toEqual(all.slice(from, to));
      }
    }
  });
});

describe('the units of a section', () => {
  const chainOf = (...bytes: readonly number[]) =>
    readUnitChain(memorySource(Uint8Array.from(bytes)), { hasTypeUnits: true, signal: undefined });

  it('are found by their lengths, in both kinds of DWARF', async () => {
    const long = [0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0, 7];
    const { items } = await chainOf(2, 0, 0, 0, 9, 9, ...long, 0, 0, 0, 0);
    expect(items).toEqual([
      { start: 0, end: 6 },
      { start: 6, end: 19 },
      { start: 19, end: 23 },
    ]);
    expect([0, 5, 6, 18, 22, 23].map((offset) => itemAt(items, offset))).toEqual([0, 0, 1, 1, 2, -1]);
  });

  it.each([
    ['reaches over the end', [200, 0, 0, 0, 1]],
    ['is reserved', [0xf0, 0xff, 0xff, 0xff, 1]],
    ['is cut off', [1, 0]],
  ])('end with the bytes of a length that %s', async (_, tail) => {
    const { items } = await chainOf(1, 0, 0, 0, 9, ...tail);
    expect(items).toEqual([
      { start: 0, end: 5 },
      { start: 5, end: 5 + tail.length },
    ]);
  });

  it('are known by their signatures where they have one', async () => {
    const typeUnit = [28, 0, 0, 0, 5, 0, 2, 4, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, ...Array<number>(12).fill(0)];
    const { typeUnits } = await chainOf(1, 0, 0, 0, 9, ...typeUnit);
    expect([...typeUnits]).toEqual([[0x0807060504030201n, { start: 5, end: 37 }]]);
  });
});
