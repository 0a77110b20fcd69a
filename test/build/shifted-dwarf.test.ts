import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { startsByWalrus } from '../../src/build/shifted-dwarf.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { lookup, openIndex } from '../../src/symbol-index/index.ts';

/** Made by wasm-pack of fewer than 128 functions: fixtures/guides/build.sh. */
const FEW = readFileSync(new URL('../../fixtures/guides/few_bg.wasm', import.meta.url));
/** Of its captured stack (few.txt). */
const CALL = offsetsIn(readFileSync(new URL('../../fixtures/guides/few.txt', import.meta.url), 'utf8'), 'Map<I,F>');

function offsetsIn(text: string, name: string): number {
  const line = text.split('\n').find((each) => each.includes(name)) ?? '';
  return Number(/0x[\da-f]+/.exec(line)?.[0]);
}

const PLACES = [
  ['price_of', '/src/few/src/lib.rs', 16],
  ['{closure#0}', '/src/few/src/lib.rs', 25],
];

describe('addresses that walrus mistakes by one byte', () => {
  test.each([
    ['a full index', {}],
    ['an index of one offset', { offsets: [CALL] }],
    ['an index made by several threads', { workers: 2 }],
  ])('are put right in %s, which says so', async (_, options) => {
    const index = openIndex(await buildIndex(FEW, options));
    const { frames } = lookup(index, CALL);
    const own = frames.filter(({ file }) => file?.startsWith('/src/few') === true);
    expect(own.map(({ function: name, file, line }) => [name, file, line])).toEqual(PLACES);
    expect(diagnostics(index).filter(({ kind }) => kind.includes('dwarf'))).toEqual([
      { kind: 'dwarf-shifted', count: 1, place: 0 },
    ]);
  });

  test('stay what they are where they are of other code', async () => {
    const stale = new URL('../../fixtures/modules/inventory-stale.wasm', import.meta.url);
    const index = openIndex(await buildIndex(readFileSync(stale)));
    const kinds = diagnostics(index).map(({ kind }) => kind);
    expect(kinds).toContain('stale-dwarf');
    expect(kinds).not.toContain('dwarf-shifted');
  });
});

test('are one too high below 128 functions, right below 16,384, and one too low from there on', () => {
  const shiftOf = (functions: number): number | null =>
    startsByWalrus({ bodyStarts: Uint32Array.from({ length: functions }, (_, i) => 10 + i) })?.[0] ?? null;
  expect([1, 127, 128, 16_383, 16_384].map(shiftOf)).toEqual([11, 11, null, null, 9]);
});
