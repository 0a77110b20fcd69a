import { describe, expect, it } from 'vitest';
import { readPackageIndex } from '../../src/container/package-index.ts';

interface Table {
  readonly version: number;
  readonly columns: readonly number[];
  /** By slot: id and row, from 1. */
  readonly slots: readonly (readonly [id: bigint, row: number])[];
  /** By row, for each column: offset and size. */
  readonly rows: readonly (readonly (readonly [offset: number, size: number])[])[];
  /** Said in the header where it is not the truth. */
  readonly counts?: readonly [columns: number, units: number, slots: number];
}

function tableBytes({ version, columns, slots, rows, counts }: Table): Uint8Array {
  const words = (...numbers: readonly number[]): number[] => [...new Uint8Array(Uint32Array.from(numbers).buffer)];
  return Uint8Array.from([
    ...words(version, ...(counts ?? [columns.length, rows.length, slots.length])),
    ...new Uint8Array(BigUint64Array.from(slots.map(([id]) => id)).buffer),
    ...words(...slots.map(([, row]) => row)),
    ...words(...columns),
    ...words(...rows.flatMap((row) => row.map(([offset]) => offset))),
    ...words(...rows.flatMap((row) => row.map(([, size]) => size))),
  ]);
}

const TWO_UNITS: Table = {
  version: 5,
  columns: [1, 3, 5, 8],
  slots: [
    [0x1122334455667788n, 2],
    [0n, 0],
    [0xffffffffffffffffn, 1],
    [0n, 0],
  ],
  rows: [
    [
      [0, 10],
      [0, 4],
      [7, 7],
      [0, 3],
    ],
    [
      [10, 20],
      [4, 5],
      [7, 7],
      [3, 0],
    ],
  ],
};

function readable(bytes: Uint8Array): unknown {
  const index = readPackageIndex(bytes);
  return index === null ? null : [...index].map(([id, parts]) => [id.toString(16), Object.fromEntries(parts)]);
}

describe('the index of a package', () => {
  it('says for each unit what it takes of the sections that are of use', () => {
    expect(readable(tableBytes(TWO_UNITS))).toEqual([
      [
        '1122334455667788',
        {
          '.debug_info': { offset: 10, size: 20 },
          '.debug_abbrev': { offset: 4, size: 5 },
          '.debug_rnglists': { offset: 3, size: 0 },
        },
      ],
      [
        'ffffffffffffffff',
        {
          '.debug_info': { offset: 0, size: 10 },
          '.debug_abbrev': { offset: 0, size: 4 },
          '.debug_rnglists': { offset: 0, size: 3 },
        },
      ],
    ]);
  });

  it('numbers its sections in each version otherwise', () => {
    const columns = [1, 2, 3, 4, 5, 6, 7, 8];
    const row = columns.map((column) => [column, 1] as const);
    const named = (version: number): string[] => {
      const [parts] = readPackageIndex(tableBytes({ version, columns, slots: [[1n, 1]], rows: [row] }))?.values() ?? [];
      return [...(parts?.keys() ?? [])];
    };
    expect(named(2)).toEqual(['.debug_info', '.debug_types', '.debug_abbrev', '.debug_line', '.debug_str_offsets']);
    expect(named(5)).toEqual(['.debug_info', '.debug_abbrev', '.debug_line', '.debug_str_offsets', '.debug_rnglists']);
  });

  it('has each row and each id once, and no row that there is not', () => {
    const slots = [
      [1n, 1],
      [2n, 1],
      [1n, 2],
      [3n, 3],
    ] as const;
    expect([...(readPackageIndex(tableBytes({ ...TWO_UNITS, slots }))?.keys() ?? [])]).toEqual([1n]);
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['an unknown version', tableBytes({ ...TWO_UNITS, version: 3 })],
    ['more columns than there are sections', tableBytes({ ...TWO_UNITS, counts: [33, 0, 0] })],
    ['more units than there are bytes', tableBytes({ ...TWO_UNITS, counts: [4, 0xffffffff, 4] })],
    ['more slots than there are bytes', tableBytes({ ...TWO_UNITS, counts: [4, 2, 0xffffffff] })],
    ['a cut', tableBytes(TWO_UNITS).subarray(0, -1)],
  ])('is refused: %s', (_, bytes) => {
    expect(readPackageIndex(bytes)).toBeNull();
  });
});
