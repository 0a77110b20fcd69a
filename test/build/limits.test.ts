import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import type { BuildLimits } from '../../src/build/build-index.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { functions, lookup, openIndex, rows } from '../../src/symbol-index/index.ts';
import type { Lookup } from '../../src/symbol-index/index.ts';
import { FIXTURES, fixtureBytes } from '../container/fixtures.ts';

/** Two units of C, the second's functions inlined into the first's. */
const TWO_UNITS = 'weak-copies-too-short.wasm';
const INLINED = 'inventory-O2-dwarf5.wasm';

async function limited(file: string, limits: Partial<BuildLimits>) {
  return openIndex(await buildIndex(fixtureBytes(file), { limits }));
}

const limitsReached = (index: ReturnType<typeof openIndex>) =>
  diagnostics(index).filter(({ kind }) => kind === 'limit-reached');

describe('limits of a build', () => {
  it.each(FIXTURES)('cut nothing by default: %s', async (file) => {
    expect(limitsReached(await limited(file, {}))).toEqual([]);
  });

  it.each([{ units: 0 }, { milliseconds: -1 }, { debugBytes: 1000 }])(
    'leave the names of all functions, and the reason that lines are missing: %o',
    async (limits) => {
      const index = await limited(INLINED, limits);
      expect(limitsReached(index)).toHaveLength(1);
      expect([...rows(index)]).toEqual([]);
      for (const { start, function: name } of functions(index)) {
        expect(name).not.toBeNull();
        expect(lookup(index, start)).toMatchObject({ status: 'partial', reason: 'limit-reached' });
      }
    },
  );

  it('of units: what comes before the cut answers as ever', async () => {
    const whole = openIndex(await buildIndex(fixtureBytes(TWO_UNITS)));
    const cut = await limited(TWO_UNITS, { units: 1 });
    expect(limitsReached(cut)).toMatchObject([{ count: 1 }]);
    const known = [...rows(cut)].map(({ offset }) => offset);
    expect(known.length).toBeGreaterThan(0);
    expect(known.length).toBeLessThan([...rows(whole)].length);
    for (const offset of known) expect(lookup(cut, offset)).toEqual(lookup(whole, offset));
  });

  it('of names: what comes first has its own, the rest has lines and the reason that it has no more', async () => {
    const whole = openIndex(await buildIndex(fixtureBytes(INLINED)));
    const cut = await limited(INLINED, { names: 12 });
    expect(limitsReached(cut)).toHaveLength(1);
    const known = new Set(
      [...functions(whole)].flatMap(({ function: name, symbol, wasmName }) => [name, symbol, wasmName]),
    );
    const left = [...functions(cut)].flatMap(({ symbol }) => (symbol === null ? [] : [symbol]));
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter((name) => !known.has(name))).toEqual([]);
    const offsets = Array.from(rows(whole), ({ offset }) => offset);
    expect(Array.from(rows(cut), ({ offset }) => offset)).toEqual(offsets);
    const answers = offsets.map((offset) => lookup(cut, offset));
    const isNameless = ({ frames: [innermost] }: Lookup): boolean =>
      innermost?.function == null || innermost.file === null;
    expect(answers.some(isNameless)).toBe(true);
    const unexplained = answers.filter(
      (answer) => isNameless(answer) && answer.frames[0]?.line != null && answer.reason !== 'limit-reached',
    );
    expect(unexplained).toEqual([]);
    expect(limitsReached(await limited(INLINED, { names: 1000 }))).toEqual([]);
  });

  it('of inline depth: deeper calls count to the call around them', async () => {
    const whole = openIndex(await buildIndex(fixtureBytes(INLINED)));
    const flat = await limited(INLINED, { inlineDepth: 1 });
    expect(limitsReached(flat)).toHaveLength(1);
    const depths = (index: typeof whole) => new Set([...rows(index)].map(({ inlineDepth }) => inlineDepth));
    expect(Math.max(...depths(whole))).toBeGreaterThan(1);
    expect(Math.max(...depths(flat))).toBe(1);
  });
});
