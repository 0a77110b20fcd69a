import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functions, identity, lookup, openIndex, rows, verifyChecksum } from '../../src/symbol-index/index.ts';
import { assemble, u32s, writeIndex } from '../support/index-writer.ts';

/** The worked example of native/src/format.rs: its bytes where the page gives them, typed by hand. */
const ROWS = [0x35, 0x00, 0x01, 0x01, 0x16, 0x02, 0x0a, 0x0a, 0x1d, 0x02, 0x05, 0x03, 0x25, 0x01, 0x08, 0x01];
const NODES = [0x00, 0x00];
const STRINGS = [
  0,
  ...[4, 0x6d, 0x61, 0x69, 0x6e],
  ...[3, 0x61, 0x64, 0x64],
  ...[6, 0x6d, 0x61, 0x69, 0x6e, 0x2e, 0x63],
];
const MAIN = 1;
const ADD = 6;
const MAIN_C = 10;

const handTyped = assemble(0, [
  { tag: 1, bytes: u32s([0x20, 23, 64, 0, 0, 0, 0, 0, 0]), count: 1 },
  { tag: 2, bytes: [3], count: 1 },
  { tag: 3, bytes: [20], count: 1 },
  { tag: 4, bytes: [1], count: 1 },
  { tag: 5, bytes: [], count: 1 },
  { tag: 6, bytes: [2], count: 1 },
  { tag: 7, bytes: [0, MAIN, ADD], count: 3 },
  { tag: 8, bytes: [], count: 3 },
  { tag: 9, bytes: [0, 1, 1], count: 3 },
  { tag: 10, bytes: [0, 4, 1], count: 3 },
  { tag: 11, bytes: [0, 0, 0x01, 0x1d, 0x01, 0x1d], count: 3 },
  { tag: 12, bytes: [], count: 2 },
  { tag: 13, bytes: [], count: 2 },
  { tag: 14, bytes: [0, MAIN_C], count: 2 },
  { tag: 15, bytes: [2], count: 1 },
  { tag: 16, bytes: [1], count: 1 },
  { tag: 17, bytes: [5], count: 1 },
  { tag: 18, bytes: [10], count: 1 },
  { tag: 19, bytes: ROWS, count: 3 },
  { tag: 20, bytes: [], count: 1 },
  { tag: 21, bytes: NODES, count: 1 },
  { tag: 22, bytes: STRINGS, count: 4 },
  { tag: 23, bytes: [], count: 0 },
]);

const DWARF = { name: 'dwarf', location: 'dwarf' };
const CODE_START = 0x20;

describe('the worked example of the format', () => {
  it('is what the encoder of the tests writes for its description', () => {
    const written = writeIndex({
      codeStart: 0x20,
      codeSize: 23,
      moduleSize: 64n,
      // The strings' order in the example.
      bodies: [
        {
          start: 3,
          length: 20,
          function: 1,
          ranges: [
            { start: 5, file: 1, line: 5, column: 10 },
            { start: 8, node: 1, file: 1, line: 2, column: 3 },
            { start: 12, file: 1, line: 6, column: 1 },
          ],
        },
      ],
      functions: [
        { linkage: 'main', file: 1, line: 4, language: 0x1d },
        { linkage: 'add', file: 1, line: 1, language: 0x1d },
      ],
      files: [{ name: 'main.c' }],
      nodes: [{ caller: 0, callSite: 0 }],
      callSites: [{ function: 2, file: 1, line: 5, column: 10 }],
    });
    expect(written).toEqual(handTyped);
  });

  it('answers as the page says', () => {
    const index = openIndex(handTyped);
    expect(verifyChecksum(index)).toBe(true);
    expect(Array.from(rows(index))).toEqual([
      { offset: CODE_START + 5, length: 3, functionIndex: 0, file: 'main.c', line: 5, column: 10, inlineDepth: 0 },
      { offset: CODE_START + 8, length: 4, functionIndex: 0, file: 'main.c', line: 2, column: 3, inlineDepth: 1 },
      { offset: CODE_START + 12, length: 11, functionIndex: 0, file: 'main.c', line: 6, column: 1, inlineDepth: 0 },
    ]);
    expect(lookup(index, CODE_START + 9)).toEqual({
      offset: CODE_START + 9,
      functionIndex: 0,
      status: 'resolved',
      reason: null,
      frames: [
        { function: 'add', symbol: 'add', file: 'main.c', line: 2, column: 3, inlined: true, origin: DWARF },
        { function: 'main', symbol: 'main', file: 'main.c', line: 5, column: 10, inlined: false, origin: DWARF },
      ],
    });
  });
});

const fixture = new URL('../../fixtures/format/example.wsym', import.meta.url);

describe.skipIf(!existsSync(fixture))('the example file that the core wrote', () => {
  it('holds the same', () => {
    const index = openIndex(readFileSync(fixture));
    const expected = openIndex(handTyped);
    expect(verifyChecksum(index)).toBe(true);
    expect(identity(index)).toEqual(identity(expected));
    expect(Array.from(functions(index))).toEqual(Array.from(functions(expected)));
    expect(Array.from(rows(index))).toEqual(Array.from(rows(expected)));
    for (let offset = 0; offset < 64; offset++) expect(lookup(index, offset)).toEqual(lookup(expected, offset));
  });
});
