import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/index.ts';
import { HotRows } from '../../src/hot-rows/hot-rows.ts';
import { openIndex } from '../../src/hot-rows/open-index.ts';
import { FrameCursor, lookup, lookupAll, openIndex as openPlain } from '../../src/symbol-index/index.ts';
import type { SymbolIndex } from '../../src/symbol-index/index.ts';
import { CODE_START, description, indexOf, LONG_RANGES } from '../symbol-index/module.ts';

/** Every byte of the code, in an order that goes to and fro. */
function allOffsets(index: SymbolIndex): number[] {
  const { codeStart, codeSize } = index.identity;
  return Array.from({ length: codeSize }, (_, at) => codeStart + ((at * 7919) % codeSize));
}

/** Asked so often that all bodies are kept that can be. */
function heated(bytes: Uint8Array, times = 3): SymbolIndex {
  const index = openIndex(bytes);
  for (let time = 0; time < times; time++) for (const offset of allOffsets(index)) lookup(index, offset);
  return index;
}

function kept(index: SymbolIndex): number {
  return index.kept?.byteLength ?? 0;
}

describe('rows of bodies that are asked often', () => {
  it.each(['inventory-O2-dwarf5', 'glossary-O2-dwarf5', 'ledger-O2-dwarf4'])(
    'answer as those of %s that are decoded each time',
    async (name) => {
      const bytes = await buildIndex(new Uint8Array(readFileSync(`fixtures/modules/${name}.wasm`)));
      const plain = openPlain(bytes);
      const offsets = allOffsets(plain);
      const expected = lookupAll(plain, offsets);
      const hot = heated(bytes, 1);
      expect(kept(hot)).toBeGreaterThan(2000);
      expect(lookupAll(hot, offsets)).toEqual(expected);
      expect(offsets.map((offset) => lookup(hot, offset))).toEqual(expected);
    },
  );

  it('are not kept of an index that is asked a few times', () => {
    const index = openIndex(indexOf());
    for (const offset of allOffsets(index).slice(0, 3)) lookup(index, offset);
    expect(kept(index)).toBeLessThan(100);
  });

  it('leave numbers alone that do not fit into 16 bits', () => {
    const plain = openPlain(indexOf());
    const hot = heated(indexOf());
    const offsets = allOffsets(plain);
    expect(lookupAll(hot, offsets)).toEqual(lookupAll(plain, offsets));
    expect(lookup(hot, CODE_START + 26).frames[0]).toMatchObject({ line: 4_000_000_000, column: 70_000 });
  });

  it('are dropped when they are full, and a cursor that stands in them goes on', () => {
    const ranges = Array.from({ length: 250 }, (_, at) => ({ start: 3 + at * 2, file: 1, line: 1 + at, column: 1 }));
    const many = Array.from({ length: 40 }, (_, body) => ({
      start: 3 + body * 600,
      length: 550,
      function: 1,
      ranges: ranges.map((range) => ({ ...range, start: range.start + body * 600 })),
    }));
    const bytes = indexOf({ codeSize: 24_100, bodies: many });
    const plain = openPlain(bytes);
    const index = openPlain(bytes);
    index.kept = new HotRows(index, 15_000);
    const cursor = new FrameCursor(index);
    for (let time = 0; time < 40_000; time++) {
      const address = 3 + ((time * 7919) % 24_000);
      const answer = answerOf(cursor, address);
      if (time % 97 === 0) expect(answer).toEqual(answerOf(new FrameCursor(plain), address));
      expect(kept(index)).toBeLessThan(16_000);
    }
  });

  it('let a cursor go on to the next range', () => {
    const hot = heated(indexOf());
    const cursor = new FrameCursor(hot);
    const { ranges } = cursor;
    cursor.seek(LONG_RANGES[20]?.start ?? 0);
    expect(ranges.decoded).toBe(false);
    expect(ranges.next()).toBe(true);
    expect(ranges).toMatchObject({ start: LONG_RANGES[21]?.start, end: LONG_RANGES[22]?.start, decoded: true });
    cursor.seek(191);
    expect([ranges.start, ranges.end]).toEqual([190, 190]);
    expect(ranges.next()).toBe(true);
    expect(ranges.start).toBe(200);
  });

  it('answer as before where the index is damaged', () => {
    const bytes = indexOf();
    const at = openPlain(bytes).rows.byteOffset - bytes.byteOffset;
    for (let byte = 0; byte < openPlain(bytes).rows.length; byte++) {
      for (const value of [0, 0x7f, 0x80, 0xff]) {
        const damaged = bytes.slice();
        damaged[at + byte] = value;
        const plain = openPlain(damaged);
        const offsets = [6, 14, 24, 41, 70, 205, 300, 420, 900, 1180].map((address) => CODE_START + address);
        const hot = openIndex(damaged);
        for (let time = 0; time < 40; time++) for (const offset of offsets) lookup(hot, offset);
        expect(lookupAll(hot, offsets)).toEqual(lookupAll(plain, offsets));
      }
    }
  });

  it('finds bodies whose starts do not ascend as a search in halves does', () => {
    const bodies = [...(description.bodies ?? [])].reverse();
    const bytes = indexOf({ bodies });
    const offsets = allOffsets(openPlain(bytes));
    expect(lookupAll(heated(bytes), offsets)).toEqual(lookupAll(openPlain(bytes), offsets));
  });
});

function answerOf(cursor: FrameCursor, address: number): unknown {
  if (!cursor.seek(address)) return null;
  return { line: cursor.line, start: cursor.ranges.start, end: cursor.ranges.end };
}
