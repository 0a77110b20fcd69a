import { describe, expect, it } from 'vitest';
import { lookup, lookupAll, openIndex } from '../../src/symbol-index/index.ts';
import type { Lookup, Reason } from '../../src/symbol-index/index.ts';
import { errorOf } from '../support/errors.ts';
import { CODE_START, description, indexOf, LONG_RANGES } from './module.ts';

const index = openIndex(indexOf());
const at = (address: number): Lookup => lookup(index, CODE_START + address);

const SHOP = '/build/src/shop.cpp';
const TAX = '/abs/tax.h';
const DWARF = { name: 'dwarf', location: 'dwarf' } as const;

const total = { function: 'total()', symbol: '_Z5totalv', file: SHOP, inlined: false, origin: DWARF };
const tax = { function: 'tax(int)', symbol: '_Z3taxi', inlined: true, origin: DWARF };
const round = { function: 'round', symbol: 'round', inlined: true, origin: DWARF };

const resolved = (address: number, frames: Lookup['frames'], functionIndex = 2): Lookup => ({
  offset: CODE_START + address,
  functionIndex,
  status: 'resolved',
  reason: null,
  frames,
});
const partial = (address: number, reason: Reason, frames: Lookup['frames'], functionIndex = 2): Lookup => ({
  ...resolved(address, frames, functionIndex),
  status: 'partial',
  reason,
});
const unresolved = (address: number, reason: Reason, functionIndex: number | null): Lookup => ({
  offset: CODE_START + address,
  functionIndex,
  status: 'unresolved',
  reason,
  frames: [],
});
const nothing = {
  function: null,
  symbol: null,
  file: null,
  line: null,
  column: null,
  inlined: false,
  origin: { name: null, location: null },
};

describe('lookup', () => {
  it('gives the function and place of a row', () => {
    for (const address of [6, 7, 8, 9]) {
      expect(at(address)).toEqual(resolved(address, [{ ...total, line: 12, column: 3 }]));
    }
  });

  it('lets the last row reach to the end of the body, and knows no column where there is none', () => {
    for (const address of [30, 42]) {
      expect(at(address)).toEqual(resolved(address, [{ ...total, line: 15, column: null }]));
    }
  });

  it('gives inlined calls innermost first, each with the place of the call in its caller', () => {
    expect(at(10)).toEqual(
      resolved(10, [
        { ...tax, file: TAX, line: 7, column: 12 },
        { ...total, line: 14, column: 9 },
      ]),
    );
    expect(at(14)).toEqual(
      resolved(14, [
        { ...round, file: TAX, line: 3, column: 1 },
        { ...round, file: TAX, line: null, column: null },
        { ...tax, file: TAX, line: 8, column: null },
        { ...total, line: 14, column: 9 },
      ]),
    );
  });

  it('takes lines and columns of any 32-bit size', () => {
    expect(at(24)).toEqual(
      resolved(24, [
        { ...round, file: '/usr/include/vector', line: 4_000_000_000, column: 70_000 },
        { ...tax, file: TAX, line: 8, column: null },
        { ...total, line: 14, column: 9 },
      ]),
    );
  });

  it('says that the compiler made an instruction of line 0, and keeps its file', () => {
    expect(at(20)).toEqual(partial(20, 'compiler-generated', [{ ...total, line: null, column: null }]));
  });

  it('gives the declaration in front of the first row', () => {
    for (const address of [3, 4, 5]) {
      expect(at(address)).toEqual(
        partial(address, 'no-line', [
          { ...total, line: 10, column: null, origin: { name: 'dwarf', location: 'declaration' } },
        ]),
      );
    }
  });

  it('gives the declaration of the innermost function where a row has no file', () => {
    expect(at(18)).toEqual(
      partial(18, 'no-line', [
        { ...round, file: TAX, line: 2, column: null, origin: { name: 'dwarf', location: 'declaration' } },
        { ...tax, file: TAX, line: 8, column: null },
        { ...total, line: 14, column: 9 },
      ]),
    );
  });

  it('knows only the name of a body without debug information', () => {
    const exported = { ...nothing, function: 'exported', symbol: 'exported' };
    for (const address of [45, 49]) {
      expect(at(address)).toEqual(
        partial(address, 'no-debug-info', [{ ...exported, origin: { name: 'export', location: null } }], 3),
      );
    }
  });

  it('knows nothing of a body without any symbol, and gives its frame and index', () => {
    expect(at(51)).toEqual({ ...unresolved(51, 'no-symbols', 4), frames: [nothing] });
  });

  it('gives the declaration of a body that has debug information but no rows', () => {
    const declared = { ...nothing, function: 'declared', symbol: 'declared', file: 'C:\\build/src/win.c', line: 77 };
    expect(at(57)).toEqual(
      partial(57, 'no-line', [{ ...declared, origin: { name: 'dwarf', location: 'declaration' } }], 5),
    );
  });

  it('gives the place where nothing names the function', () => {
    const place = { ...nothing, file: SHOP, line: 5, column: 1, origin: { name: null, location: 'dwarf' } } as const;
    expect(at(70)).toEqual(partial(70, 'no-name', [place], 6));
  });

  it('finds every row of a body of several blocks', () => {
    const answers = Array.from({ length: 1000 }, (_, step) => at(190 + step));
    const expected = answers.map(({ offset }) => {
      const row = LONG_RANGES.findLast(({ start }) => CODE_START + start <= offset);
      return row === undefined
        ? [null, null, null, 1]
        : [
            row.file === 3 ? TAX : SHOP,
            row.line === 0 ? null : row.line,
            row.column === 0 ? null : row.column,
            row.node ? 2 : 1,
          ];
    });
    const found = answers.map(({ frames }) => [
      frames[0]?.file ?? null,
      frames[0]?.line ?? null,
      frames[0]?.column ?? null,
      frames.length,
    ]);
    expect(found).toEqual(expected);
  });

  it('tells code that is in no function from what is no code', () => {
    for (const address of [0, 2, 43, 44, 50, 56, 66, 80, 1190, 1999]) {
      expect(at(address)).toEqual(unresolved(address, 'outside-functions', null));
    }
    for (const address of [-CODE_START, -1, 2000, 2 ** 32, 2 ** 50]) {
      expect(at(address)).toEqual(unresolved(address, 'outside-code', null));
    }
  });

  it('takes code-relative addresses, and answers them as asked', () => {
    for (const address of [0, 3, 14, 24, 51, 199, 2000, 3000]) {
      expect(lookup(index, address, { codeRelative: true })).toEqual({ ...at(address), offset: address });
    }
  });

  it('refuses what is no offset', () => {
    for (const offset of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
      expect(errorOf(() => lookup(index, offset))).toEqual({
        code: 'invalid-argument',
        message: `${offset} is not a byte offset`,
        file: null,
        offset: null,
      });
    }
  });

  it('says of a partial index that a body without rows was not asked for', () => {
    const part = openIndex(indexOf({ flags: 1 }));
    expect(lookup(part, CODE_START + 45)).toMatchObject({ status: 'partial', reason: 'not-indexed' });
    expect(lookup(part, CODE_START + 51)).toMatchObject({ status: 'unresolved', reason: 'not-indexed' });
    expect(lookup(part, CODE_START + 6)).toEqual(at(6));
  });

  it('says of a body that a partial index was asked for in vain what a full one would', () => {
    const description = { flags: 1, functions: [], bodies: [{ start: 3, length: 4, wanted: true }] };
    expect(lookup(openIndex(indexOf(description)), CODE_START + 3)).toMatchObject({ reason: 'no-symbols' });
  });

  it.each([
    [3, 'stale-dwarf'],
    [4, 'hollow-dwarf'],
  ] as const)('says by diagnostic %i why there are only names: %s', (code, reason) => {
    const aside = openIndex(indexOf({ diagnostics: [{ code, count: 1, place: 0 }] }));
    expect(lookup(aside, CODE_START + 45)).toEqual({ ...at(45), reason });
    expect(lookup(aside, CODE_START + 51)).toEqual({ ...at(51), reason });
  });

  it('says of a file that was cut off that the rest may have been in what is missing', () => {
    const diagnostics = [3, 4, 101].map((code) => ({ code, count: 1, place: 0 }));
    const cut = openIndex(indexOf({ diagnostics }));
    const reason = 'truncated-module';
    // Names alone, nothing at all, and a function with DWARF but without a row there.
    for (const address of [45, 51, 57]) expect(lookup(cut, CODE_START + address)).toEqual({ ...at(address), reason });
    // A call that was inlined here may be missing.
    expect(lookup(cut, CODE_START + 14)).toEqual({ ...at(14), status: 'partial', reason });
    // Behind the last body that is there, and between two.
    expect(lookup(cut, CODE_START + 1999)).toEqual({ ...at(1999), reason });
    expect(lookup(cut, CODE_START + 56)).toEqual(at(56));
  });

  it('says that places come from a source map', () => {
    const mapped = openIndex(
      indexOf({
        bodies: [
          { start: 3, length: 4, function: 5, origin: 2, ranges: [{ start: 3, file: 1, line: 2, column: 1 << 2 }] },
        ],
      }),
    );
    expect(lookup(mapped, CODE_START + 3).frames).toEqual([
      {
        function: 'exported',
        symbol: 'exported',
        file: SHOP,
        line: 2,
        column: 1,
        inlined: false,
        origin: { name: 'export', location: 'source-map' },
      },
    ]);
  });
});

describe('lookupAll', () => {
  const everywhere = Array.from({ length: description.codeSize + 20 }, (_, address) => CODE_START - 10 + address);

  it.each([
    ['ascending', everywhere],
    ['descending', everywhere.toReversed()],
    ['scattered', everywhere.map((_, step) => everywhere[(step * 787) % everywhere.length] ?? 0)],
    ['repeated', everywhere.flatMap((offset) => [offset, offset])],
  ])('answers %s offsets as lookup does', (_, offsets) => {
    expect(lookupAll(index, offsets)).toEqual(offsets.map((offset) => lookup(index, offset)));
  });

  it('takes typed arrays and code-relative addresses', () => {
    expect(lookupAll(index, Uint32Array.of(24, 6), { codeRelative: true })).toEqual([
      { ...at(24), offset: 24 },
      { ...at(6), offset: 6 },
    ]);
  });
});
