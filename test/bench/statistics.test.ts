import { describe, expect, test } from 'vitest';
import { inTurn, summarise } from '../../bench/speed/statistics.ts';
import { formatRows } from '../../bench/speed/table.ts';
import type { Row } from '../../bench/speed/table.ts';

describe('what measurements come to', () => {
  test('minimum and median, the middle of the two middle ones where their number is even', () => {
    expect(summarise([5, 1, 3])).toEqual({ min: 1, median: 3 });
    expect(summarise([8, 1, 4, 2])).toEqual({ min: 1, median: 3 });
    expect(() => summarise([])).toThrow(RangeError);
  });

  test('contenders are measured in turn, and warming rounds do not count', async () => {
    const order: string[] = [];
    let round = 0;
    const summary = await inTurn(
      {
        ours: () => {
          order.push('ours');
          return ++round;
        },
        peer: () => {
          order.push('peer');
          return Promise.resolve(10 * round);
        },
      },
      { rounds: 3, warmUp: 1 },
    );
    expect(order).toEqual(['ours', 'peer', 'ours', 'peer', 'ours', 'peer', 'ours', 'peer']);
    expect([summary('ours'), summary('peer')]).toEqual([
      { min: 2, median: 3 },
      { min: 20, median: 30 },
    ]);
  });
});

test('a figure that just meets its promise meets it', () => {
  const row = (measured: number): Row => ({
    figure: 'figure',
    module: 'module',
    ours: '1 / 2 ms',
    peer: '3 / 4 ms',
    measured,
    ofMinima: null,
    must: 0.33,
    aim: 0.2,
    unit: '×',
    memory: '',
  });
  expect(
    formatRows([row(0.2), row(0.33), row(0.34)])
      .split('\n')
      .slice(2),
  ).toEqual([
    '| figure | module | 1 / 2 ms | 3 / 4 ms | 0.20 × |  | ≤ 0.33 × | ≤ 0.2 × | aim |  |',
    '| figure | module | 1 / 2 ms | 3 / 4 ms | 0.33 × |  | ≤ 0.33 × | ≤ 0.2 × | must |  |',
    '| figure | module | 1 / 2 ms | 3 / 4 ms | 0.34 × |  | ≤ 0.33 × | ≤ 0.2 × | **missed** |  |',
  ]);
});
