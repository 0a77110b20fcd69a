import { describe, expect, it } from 'vitest';
import { SymbolicationError } from '../../src/errors.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import {
  filePath,
  functionName,
  functions,
  identity,
  lookup,
  lookupAll,
  openIndex,
  rows,
  verifyChecksum,
} from '../../src/symbol-index/index.ts';
import { errorOf } from '../support/errors.ts';
import { assemble, columns, u32s, varint } from '../support/index-writer.ts';
import type { RangeDescription } from '../support/index-writer.ts';
import { CODE_START, description, indexOf, LONG_RANGES } from './module.ts';

/** A module with every kind of record, cut down so that each of its bytes can be damaged. */
const whole = indexOf({
  bodies: (description.bodies ?? []).map((body) =>
    body.ranges === LONG_RANGES ? { ...body, length: 200, ranges: LONG_RANGES.slice(0, 40) } : body,
  ),
});
const offsets = [
  0,
  CODE_START,
  ...[3, 6, 10, 14, 18, 24, 42, 45, 51, 57, 70, 190, 203, 290, 310, 389, 2000].map((a) => CODE_START + a),
];

const inlinedBody = { start: 3, length: 9, function: 1, ranges: [{ start: 3, node: 1, file: 1, line: 1 }] };

/** An index of one body with one row. */
function oneRow(range: RangeDescription): Uint8Array {
  return indexOf({ bodies: [{ start: 3, length: 9, function: 1, ranges: [range] }] });
}

/** An index of one inlined call that is these bytes. */
function withNode(node: readonly number[]): Uint8Array {
  const bytes = indexOf({
    // Room for the longest one: five nodes of two bytes.
    nodes: Array.from({ length: 5 }, () => ({ caller: 0, callSite: 0 })),
    bodies: [inlinedBody],
  });
  openIndex(bytes).nodes.set(node);
  return bytes;
}

/** Drives every accessor; what it throws of another kind than 'malformed-index' fails the test. */
function drive(bytes: Uint8Array): void {
  let index;
  try {
    index = openIndex(bytes);
  } catch (error) {
    if (SymbolicationError.is(error) && /^(not-an-index|index-version|malformed-index)$/.test(error.code)) return;
    throw error;
  }
  const opened = index;
  const calls = [
    () => identity(opened),
    () => diagnostics(opened),
    () => verifyChecksum(opened),
    () => Array.from(functions(opened)),
    () => Array.from(rows(opened)),
    ...[1, 3, 6].map((id) => () => functionName(opened, id)),
    ...[1, 4].map((id) => () => filePath(opened, id)),
  ];
  for (const call of calls) {
    try {
      call();
    } catch (error) {
      if (!SymbolicationError.is(error) || error.code !== 'malformed-index') throw error;
    }
  }
  // Never throws: damage is an answer.
  const answers = lookupAll(opened, offsets);
  for (const { frames } of answers) if (frames.length > 1001) throw new Error('an endless chain');
}

describe('a damaged index', () => {
  it('gives an error with a code or an answer, whichever byte is replaced', () => {
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0x00, 0x7f, 0x80, 0xff]) {
        const bytes = whole.slice();
        bytes[at] = value;
        drive(bytes);
      }
    }
  });

  it('gives an error with a code wherever it is cut, also where the written length is made to fit', () => {
    for (let length = 0; length < whole.length; length++) {
      const bytes = whole.slice(0, length);
      drive(bytes);
      if (length < 12) continue;
      new DataView(bytes.buffer).setUint32(8, length, true);
      drive(bytes);
    }
  });

  it('gives an error or an answer for random bytes in any table', () => {
    let state = 12345;
    const random = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 8;
    for (let round = 0; round < 3000; round++) {
      const bytes = whole.slice();
      for (let changes = 1 + (random() % 8); changes > 0; changes--)
        bytes[24 + (random() % (bytes.length - 24))] = random();
      drive(bytes);
    }
  });

  it('answers "malformed-index" for the damaged body, and the others as before', () => {
    const bytes = indexOf();
    const before = openIndex(indexOf());
    const damaged = openIndex(bytes);
    const rowsOfFirst = (damaged.bodies[4][0] ?? 0) - 2;
    damaged.rows.fill(0xff, rowsOfFirst, rowsOfFirst + 5);
    const asked = [CODE_START + 6, CODE_START + 70, CODE_START + 10, CODE_START + 45];
    expect(lookupAll(damaged, asked)).toEqual([
      { offset: CODE_START + 6, functionIndex: 2, status: 'unresolved', reason: 'malformed-index', frames: [] },
      lookup(before, CODE_START + 70),
      { offset: CODE_START + 10, functionIndex: 2, status: 'unresolved', reason: 'malformed-index', frames: [] },
      lookup(before, CODE_START + 45),
    ]);
  });

  it.each([
    ['a function outside the table', indexOf({ bodies: [{ start: 3, length: 9, function: 99 }] })],
    ['a file outside the table', oneRow({ start: 3, file: 99, line: 1 })],
    ['an inlined call outside the table', oneRow({ start: 3, node: 99, file: 1, line: 1 })],
    ['a call site outside the table', indexOf({ callSites: [], bodies: [inlinedBody] })],
    ['an inlined call whose caller would precede the first', withNode([...varint(2), 0])],
    ['an inlined call of a varint without end', withNode([0x80, 0x80, 0x80, 0x80, 0x80, 0, 0])],
  ])('answers "malformed-index" for %s', (_, bytes) => {
    expect(lookup(openIndex(bytes), CODE_START + 3)).toEqual({
      offset: CODE_START + 3,
      functionIndex: 2,
      status: 'unresolved',
      reason: 'malformed-index',
      frames: [],
    });
  });

  it('does not list the rows that two bodies share', () => {
    const index = openIndex(indexOf());
    const [first = 0] = index.bodies[4].filter((at) => at > 1);
    const shared = index.bodies[4].map((at) => (at > 1 ? first : at));
    index.bodies[4].set(shared);
    expect(errorOf(() => Array.from(rows(index))).code).toBe('malformed-index');
    expect(Array.from(rows(index, index.identity.importedFunctions)).length).toBeGreaterThan(0);
  });

  it('follows a chain of a thousand inlined calls, and none that is longer', () => {
    const chain = (depth: number) =>
      lookup(
        openIndex(
          indexOf({
            nodes: Array.from({ length: depth }, (_, caller) => ({ caller, callSite: 0 })),
            bodies: [{ start: 3, length: 9, function: 1, ranges: [{ start: 3, node: depth, file: 1, line: 1 }] }],
          }),
        ),
        CODE_START + 3,
      );
    expect(chain(1000).frames.length).toBe(1001);
    expect(chain(1001)).toMatchObject({ reason: 'malformed-index', frames: [] });
  });

  it('gives no texts beyond twice its size, when a hostile file lets them overlap', () => {
    const length = 5000;
    const strings = [
      0,
      ...Array.from({ length }, () => [...varint(length - 1)]).flat(),
      ...new Array<number>(length).fill(0x61),
    ];
    const count = length;
    const functionTable = Array.from({ length: count }, (_, at) => [1 + at * 2, 0, 0, 0, 1]);
    const index = openIndex(
      assemble(0, [
        { tag: 1, bytes: u32s([0, 0, 0, 0, 0, 0, 0, 0, 0]), count: 1 },
        ...columns(7, 5, [[0, 0, 0, 0, 0], ...functionTable]),
        { tag: 22, bytes: strings, count: 1 },
      ]),
    );
    const given = Array.from({ length: count }, (_, n) => () => functionName(index, n + 1)?.length);
    expect(given.slice(0, 7).map((name) => name())).toEqual([4999, 4999, 4999, 4999, 4999, 4999, 4999]);
    expect(errorOf(given[7] ?? String).code).toBe('malformed-index');
    // What was given once is kept.
    expect(functionName(index, 1)?.length).toBe(4999);
  });
});
