import { describe, expect, it } from 'vitest';
import { functions, lookup, openIndex, rows } from '../../src/symbol-index/index.ts';
import { errorOf } from '../support/errors.ts';
import { CODE_START, description, indexOf, LONG_RANGES } from './module.ts';

const index = openIndex(indexOf());

describe('functions', () => {
  it('gives every body in order', () => {
    const unknown = { function: null, symbol: null, wasmName: null, nameOrigin: null, file: null, line: null };
    expect(Array.from(functions(index))).toEqual([
      {
        functionIndex: 2,
        start: CODE_START + 3,
        end: CODE_START + 43,
        function: 'total()',
        symbol: '_Z5totalv',
        wasmName: null,
        nameOrigin: 'dwarf',
        file: '/build/src/shop.cpp',
        line: 10,
      },
      {
        ...unknown,
        functionIndex: 3,
        start: CODE_START + 45,
        end: CODE_START + 50,
        function: 'exported',
        symbol: 'exported',
        wasmName: 'exported.alias',
        nameOrigin: 'export',
      },
      { ...unknown, functionIndex: 4, start: CODE_START + 51, end: CODE_START + 56 },
      {
        functionIndex: 5,
        start: CODE_START + 57,
        end: CODE_START + 66,
        function: 'declared',
        symbol: 'declared',
        wasmName: null,
        nameOrigin: 'dwarf',
        file: 'C:\\build/src/win.c',
        line: 77,
      },
      { ...unknown, functionIndex: 6, start: CODE_START + 70, end: CODE_START + 80 },
      {
        ...unknown,
        functionIndex: 7,
        start: CODE_START + 190,
        end: CODE_START + 1190,
        function: 'long',
        symbol: 'long',
        nameOrigin: 'dwarf',
      },
    ]);
  });
});

describe('rows', () => {
  it('gives the rows of one function', () => {
    const row = { functionIndex: 2, file: '/build/src/shop.cpp' };
    expect(Array.from(rows(index, 2))).toEqual([
      { ...row, offset: CODE_START + 6, length: 4, line: 12, column: 3, inlineDepth: 0 },
      { ...row, offset: CODE_START + 10, length: 4, file: '/abs/tax.h', line: 7, column: 12, inlineDepth: 1 },
      { ...row, offset: CODE_START + 14, length: 4, file: '/abs/tax.h', line: 3, column: 1, inlineDepth: 3 },
      { ...row, offset: CODE_START + 18, length: 2, file: null, line: null, column: null, inlineDepth: 2 },
      { ...row, offset: CODE_START + 20, length: 4, line: null, column: null, inlineDepth: 0 },
      {
        ...row,
        offset: CODE_START + 24,
        length: 6,
        file: '/usr/include/vector',
        line: 4_000_000_000,
        column: 70_000,
        inlineDepth: 2,
      },
      { ...row, offset: CODE_START + 30, length: 13, line: 15, column: null, inlineDepth: 0 },
    ]);
  });

  it('gives nothing for a function without rows', () => {
    expect(Array.from(rows(index, 4))).toEqual([]);
  });

  it('gives all rows of the module, as lookup sees them', () => {
    const all = Array.from(rows(index));
    expect(all.length).toBe(description.bodies?.reduce((sum, body) => sum + (body.ranges?.length ?? 0), 0));
    expect(all.filter(({ functionIndex }) => functionIndex === 7).map(({ offset }) => offset - CODE_START)).toEqual(
      LONG_RANGES.map(({ start }) => start),
    );
    for (const row of all) {
      for (const offset of [row.offset, row.offset + row.length - 1]) {
        const { functionIndex, frames } = lookup(index, offset);
        expect({ functionIndex, inlineDepth: frames.length - 1 }).toEqual({
          functionIndex: row.functionIndex,
          inlineDepth: row.inlineDepth,
        });
        if (row.file !== null) {
          expect(frames[0]).toMatchObject({ file: row.file, line: row.line, column: row.column });
        }
      }
    }
  });

  it('leaves out rows that a later one at the same address replaces', () => {
    const doubled = openIndex(
      indexOf({
        bodies: [
          {
            start: 3,
            length: 4,
            ranges: [
              { start: 3, file: 1, line: 1 },
              { start: 3, file: 1, line: 2 },
            ],
          },
        ],
      }),
    );
    expect(Array.from(rows(doubled), ({ offset, length, line }) => ({ offset, length, line }))).toEqual([
      { offset: CODE_START + 3, length: 4, line: 2 },
    ]);
    expect(lookup(doubled, CODE_START + 3).frames[0]?.line).toBe(2);
  });

  it('refuses an index of no function body', () => {
    for (const functionIndex of [-1, 0, 1, 8, 2.5, NaN]) {
      expect(errorOf(() => Array.from(rows(index, functionIndex)))).toEqual({
        code: 'invalid-argument',
        message: `no function ${functionIndex}`,
        file: null,
        offset: null,
      });
    }
  });
});
