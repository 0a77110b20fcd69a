import { readdirSync } from 'node:fs';
import { SourceMapConsumer } from 'source-map';
import { describe, expect, it, test } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { exportSourceMap } from '../../src/export/source-map.ts';
import { functions, lookupAll, openIndex, rows } from '../../src/symbol-index/index.ts';
import type { SymbolIndex } from '../../src/symbol-index/index.ts';
import type { Lookup } from '../../src/types.ts';
import { errorOf } from '../support/errors.ts';
import { CODE_START, description, indexOf } from '../symbol-index/module.ts';
import { decodeMappings, decodeScopes, framesAt } from './map-decoder.ts';
import type { GeneratedRange, OriginalScope, Place } from './map-decoder.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const MODULES = ['modules/', 'stacks/modules/'].flatMap((folder) =>
  readdirSync(new URL(folder, FIXTURES))
    .filter((file) => file.endsWith('.wasm'))
    .map((file) => folder + file),
);

/** Every place where something may change: starts of rows and of bodies, and both sides of their ends. */
function interestingOffsets(index: SymbolIndex): number[] {
  const offsets = new Set<number>();
  for (const { start, end } of functions(index))
    for (const offset of [start - 1, start, end - 1, end]) offsets.add(offset);
  for (const { offset, length } of rows(index)) for (const each of [offset, offset + length - 1]) offsets.add(each);
  return [...offsets].sort((a, b) => a - b);
}

interface FrameInMap {
  readonly function: string | null;
  readonly place: Place | null;
}

/** What a map can say of an answer: no place without a file and a line, and none that is only a declaration's. */
function inMap({ frames }: Lookup): FrameInMap[] {
  return frames.map(({ function: name, file, line, column, origin }, i) => {
    const isKnown = file !== null && line !== null && origin.location !== 'declaration';
    const unknown = i === 0 ? null : { source: null, line: 0, column: 0 };
    return {
      function: name,
      place: isKnown ? { source: file, line: line - 1, column: (column ?? 1) - 1 } : unknown,
    };
  });
}

test('the decoder of these tests reads the standard’s own test of scopes', () => {
  // tc39/source-map-tests, decoding/scopes/single-root-original-scope.map and its golden.
  const map = { sources: ['original_0.js'], names: ['global'], scopes: 'BCAAA,CKA,ECAA,FK' };
  const scope = {
    source: 0,
    name: null,
    kind: 'global',
    isStackFrame: false,
    start: { line: 0, column: 0 },
    end: { line: 10, column: 0 },
    children: [],
  };
  const range = { start: 0, end: 10, definition: scope, isStackFrame: false, callSite: null, children: [] };
  expect(decodeScopes(map)).toEqual({ trees: [scope], ranges: [range] });
});

describe('the map of a real build', () => {
  test.each(MODULES)('%s', async (path) => {
    const index = openIndex(await buildIndex(new URL(path, FIXTURES)));
    const map = exportSourceMap(index);
    const segments = decodeMappings(map);
    const { trees, ranges } = decodeScopes(map);
    const offsets = interestingOffsets(index);
    const answers = lookupAll(index, offsets);

    // Functions, inlined calls and their places are those of a lookup.
    expect(offsets.map((offset) => framesAt(offset, segments, ranges))).toEqual(answers.map(inMap));

    // Another reader finds the same places.
    const witness = await new SourceMapConsumer(
      JSON.stringify({ ...map, sources: map.sources.map((source) => source ?? '') }),
    );
    const found = offsets.map((column) => {
      const { source, line, column: mapped } = witness.originalPositionFor({ line: 1, column });
      return source === null ? null : { source, line, column: mapped };
    });
    witness.destroy();
    // source-map reads sources as URLs and resolves their `..`.
    const resolved = (file: string): string => new URL(file, 'file:///').href.replace(/^file:\/\//, '');
    expect(found.map((place) => place && { ...place, source: resolved(place.source) })).toEqual(
      answers.map((answer) => {
        const place = inMap(answer)[0]?.place ?? null;
        return place && { source: resolved(place.source ?? ''), line: place.line + 1, column: place.column };
      }),
    );

    // The text is as small and regular as the standard wants it.
    expect(segments.map(({ offset }) => offset)).toEqual(
      [...new Set(segments.map(({ offset }) => offset))].sort((a, b) => a - b),
    );
    expect(new Set(map.sources).size).toBe(map.sources.length);
    expect(new Set(map.names).size).toBe(map.names.length);
    expectNested(ranges, 0, index.identity.moduleSize);
    trees.forEach(expectNestedScopes);
  });
});

function expectNested(ranges: readonly GeneratedRange[], start: number, end: number): void {
  let behind = start;
  for (const range of ranges) {
    expect(range.start).toBeGreaterThanOrEqual(behind);
    expect(range.end).toBeGreaterThan(range.start);
    expectNested(range.children, range.start, range.end);
    behind = range.end;
  }
  expect(behind).toBeLessThanOrEqual(end);
}

function expectNestedScopes({ start, end, children }: OriginalScope): void {
  const order = [start, ...children.flatMap((child) => [child.start, child.end]), end];
  expect(order.map(({ line }) => line)).toEqual(order.map(({ line }) => line).sort((a, b) => a - b));
  children.forEach(expectNestedScopes);
}

describe('the map of an index of one of each', () => {
  const at = (address: number): number => CODE_START + address;

  it('names files, functions and the id', () => {
    const { mappings, scopes, ...rest } = exportSourceMap(openIndex(indexOf()), { file: 'shop.wasm' });
    expect([mappings, scopes].every((text) => text.length > 0)).toBe(true);
    expect(rest).toEqual({
      version: 3,
      file: 'shop.wasm',
      debugId: 'ab01',
      sources: ['/build/src/shop.cpp', null, 'C:\\build/src/win.c', '/abs/tax.h'],
      names: ['total()', 'long', 'exported', 'declared', 'round', 'tax(int)'],
      x_wasm_symbolicate_exact: true,
    });
  });

  it('declares each function where its source does', () => {
    const map = exportSourceMap(openIndex(indexOf()));
    const { trees } = decodeScopes(map);
    expect(
      trees.map(({ source, start, end, children }) => ({
        source: map.sources[source],
        lines: [start.line, end.line],
        functions: children.map(({ name, isStackFrame, ...scope }) => [
          name,
          isStackFrame,
          scope.start.line,
          scope.end.line,
        ]),
      })),
    ).toEqual([
      { source: '/build/src/shop.cpp', lines: [0, 1000], functions: [['total()', true, 9, 1000]] },
      {
        source: null,
        lines: [0, 1],
        functions: [
          ['long', true, 0, 0],
          ['exported', true, 0, 1],
        ],
      },
      { source: 'C:\\build/src/win.c', lines: [0, 77], functions: [['declared', true, 76, 77]] },
      {
        source: '/abs/tax.h',
        lines: [0, 946],
        functions: [
          ['round', true, 1, 6],
          ['tax(int)', true, 6, 946],
        ],
      },
    ]);
  });

  it('has a segment for each place, and one of a single field where there is none', () => {
    const segments = decodeMappings(
      exportSourceMap(openIndex(indexOf({ bodies: description.bodies?.slice(0, 5) ?? [] }))),
    );
    const shop = { source: '/build/src/shop.cpp' };
    const tax = { source: '/abs/tax.h' };
    expect(segments).toEqual([
      { offset: at(6), place: { ...shop, line: 11, column: 2 } },
      { offset: at(10), place: { ...tax, line: 6, column: 11 } },
      { offset: at(14), place: { ...tax, line: 2, column: 0 } },
      // Compiler-made code, then a line that no map can write.
      { offset: at(18), place: null },
      { offset: at(30), place: { ...shop, line: 14, column: 0 } },
      { offset: at(43), place: null },
      { offset: at(70), place: { ...shop, line: 4, column: 0 } },
      { offset: at(80), place: null },
    ]);
  });

  it('has a range for each body, and in it one for each run of inlined code, with its call', () => {
    const { ranges } = decodeScopes(
      exportSourceMap(openIndex(indexOf({ bodies: description.bodies?.slice(0, 3) ?? [] }))),
    );
    const shown = (range: GeneratedRange): unknown => [
      range.definition?.name ?? null,
      range.isStackFrame,
      range.start - CODE_START,
      range.end - CODE_START,
      range.callSite,
      range.children.map(shown),
    ];
    const tax = { source: '/build/src/shop.cpp', line: 13, column: 8 };
    const round = { source: '/abs/tax.h', line: 7, column: 0 };
    const nowhere = { source: null, line: 0, column: 0 };
    expect(ranges.map(shown)).toEqual([
      [
        'total()',
        true,
        3,
        43,
        null,
        [
          ['tax(int)', false, 10, 20, tax, [['round', false, 14, 20, round, [['round', false, 14, 18, nowhere, []]]]]],
          ['tax(int)', false, 24, 30, tax, [['round', false, 24, 30, round, []]]],
        ],
      ],
      ['exported', true, 45, 50, null, []],
      [null, true, 51, 56, null, []],
    ]);
  });

  it('has the build id as debug id, a UUID where it has the bytes of one', () => {
    const idOf = (buildId: readonly number[]): string | undefined =>
      exportSourceMap(openIndex(indexOf({ buildId }))).debugId;
    expect(idOf(Array.from({ length: 16 }, (_, i) => i * 17))).toBe('00112233-4455-6677-8899-aabbccddeeff');
    expect(idOf(Array.from({ length: 20 }, () => 0xcd))).toBe('cd'.repeat(20));
    expect(idOf([])).toBeUndefined();
  });

  it('is empty for a module without code', () => {
    expect(
      exportSourceMap(openIndex(indexOf({ codeSize: 0, bodies: [], callSites: [], nodes: [], buildId: [] }))),
    ).toEqual({
      version: 3,
      sources: [],
      names: [],
      mappings: '',
      scopes: '',
      x_wasm_symbolicate_exact: true,
    });
  });
});

describe('what cannot be a map is an error', () => {
  it('where bodies lie within each other', () => {
    const bodies = [
      { start: 10, length: 10 },
      { start: 15, length: 10 },
    ];
    expect(errorOf(() => exportSourceMap(openIndex(indexOf({ bodies }))))).toMatchObject({ code: 'malformed-index' });
  });

  it('where a few bytes would become millions of ranges', () => {
    // Two chains of 900 calls each, and code that changes from one to the other at every byte.
    const depth = 900;
    const nodes = [0, 1].flatMap((chain) =>
      Array.from({ length: depth }, (_, i) => ({ caller: i === 0 ? 0 : chain * depth + i, callSite: 0 })),
    );
    const ranges = Array.from({ length: 200 }, (_, i) => ({ start: 3 + i, node: (1 + (i % 2)) * depth }));
    const index = openIndex(indexOf({ nodes, bodies: [{ start: 3, length: 200, function: 1, ranges }] }));
    expect(errorOf(() => exportSourceMap(index))).toMatchObject({ code: 'malformed-index' });
  });

  it('where the code lies behind 2 GiB', () => {
    const index = openIndex(indexOf({ codeStart: 2 ** 31 - 10 }));
    expect(errorOf(() => exportSourceMap(index))).toMatchObject({ code: 'invalid-argument' });
  });
});
