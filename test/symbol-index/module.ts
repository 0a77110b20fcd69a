import { writeIndex } from '../support/index-writer.ts';
import type { IndexDescription, RangeDescription } from '../support/index-writer.ts';

export const CODE_START = 1000;
export const IMPORTED_FUNCTIONS = 2;

/** Body `long` has more ranges than a block; every fifth lies in an inlined call, some steps need more than five bits. */
export const LONG_RANGES: readonly RangeDescription[] = Array.from({ length: 100 }, (_, at) => ({
  start: 200 + at * 3 + (at > 50 ? 500 : 0),
  node: at % 5 === 4 ? 4 : 0,
  file: at % 7 === 6 ? 3 : 1,
  line: at % 11 === 10 ? 0 : 1000 - at * 9,
  column: at % 13,
}));

/**
 * A module with one of each: a body with three calls inlined into each other, bodies without rows, without a name, with a
 * name only, and one of several blocks.
 */
export const description: IndexDescription = {
  codeStart: CODE_START,
  codeSize: 2000,
  moduleSize: 0x1_0000_2000n,
  importedFunctions: IMPORTED_FUNCTIONS,
  exportedFunctions: 5,
  codeHash: Array.from({ length: 32 }, (_, at) => at),
  buildId: [0xab, 0x01],
  moduleName: 'shop.wasm',
  files: [
    { compDir: '/build', directory: 'src', name: 'shop.cpp' },
    { compDir: '/build', directory: '/usr/include', name: 'vector' },
    { compDir: '/build', name: '/abs/tax.h' },
    { compDir: 'C:\\build', directory: 'src', name: 'win.c' },
  ],
  functions: [
    { linkage: '_Z5totalv', display: 'total()', file: 1, line: 10, language: 0x21 },
    { linkage: '_Z3taxi', display: 'tax(int)', file: 3, line: 7 },
    { linkage: 'round', file: 3, line: 2 },
    { linkage: 'long' },
    { linkage: 'exported', origin: 3 },
    { linkage: 'declared', file: 4, line: 77 },
  ],
  callSites: [
    { function: 2, file: 1, line: 14, column: 9 },
    { function: 3, file: 3, line: 8, column: 0 },
    { function: 3, file: 3, line: 0, column: 0 },
    { function: 2, file: 1, line: 900, column: 4 },
  ],
  nodes: [
    { caller: 0, callSite: 0 },
    { caller: 1, callSite: 1 },
    { caller: 2, callSite: 2 },
    { caller: 0, callSite: 3 },
  ],
  bodies: [
    {
      start: 3,
      length: 40,
      function: 1,
      ranges: [
        { start: 6, file: 1, line: 12, column: 3 },
        { start: 10, node: 1, file: 3, line: 7, column: 12 },
        { start: 14, node: 3, file: 3, line: 3, column: 1 },
        { start: 18, node: 2, file: 0, line: 0, column: 0 },
        { start: 20, node: 0, file: 1, line: 0, column: 0 },
        { start: 24, node: 2, file: 2, line: 4_000_000_000, column: 70_000 },
        { start: 30, file: 1, line: 15 },
      ],
    },
    { start: 45, length: 5, function: 5, wasmName: 'exported.alias' },
    { start: 51, length: 5 },
    { start: 57, length: 9, function: 6 },
    { start: 70, length: 10, ranges: [{ start: 70, file: 1, line: 5, column: 1 }] },
    { start: 190, length: 1000, function: 4, ranges: LONG_RANGES },
  ],
  diagnostics: [
    { code: 7, count: 3, place: 45 },
    { code: 103, count: 1, place: 0x2000 },
    { code: 999, count: 2, place: 0 },
  ],
};

/** The index of `description` with changes. */
export function indexOf(changes: Partial<IndexDescription> = {}): Uint8Array {
  return writeIndex({ ...description, ...changes });
}
