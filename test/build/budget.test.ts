import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule } from '../../src/build/open-module.ts';
import { debugSections } from '../../src/container/debug-sections.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { lookupAll, openIndex } from '../../src/symbol-index/index.ts';
import { FIXTURES, fixtureBytes } from '../container/fixtures.ts';

async function debugSizeOf(bytes: Uint8Array): Promise<number> {
  const { layout } = await openModule(bytes);
  return [...debugSections(layout).values()].reduce((sum, { size }) => sum + size, 0);
}

describe('an index built within a budget of bytes', () => {
  it.each(FIXTURES)('is the same, byte for byte, where its units fit, or says that one does not: %s', async (file) => {
    const bytes = fixtureBytes(file);
    const whole = await buildIndex(bytes);
    // Three times the sections are what one core takes. Whatever one unit and what it needs do not exceed may be in parts.
    const memory = 2 * (await debugSizeOf(bytes)) + 50_000;
    const inParts = await buildIndex(bytes, { limits: { memory } });
    const isLimited = diagnostics(openIndex(inParts)).some(({ kind }) => kind === 'limit-reached');
    expect(isLimited || Buffer.compare(inParts, whole) === 0).toBe(true);
  });

  it('needs no more than a small part of the sections, if units are small', async () => {
    const bytes = fixtureBytes('glossary-O2-dwarf5.wasm');
    const memory = 1_000_000;
    expect(await debugSizeOf(bytes)).toBeGreaterThan(memory / 3);
    expect(Buffer.compare(await buildIndex(bytes, { limits: { memory } }), await buildIndex(bytes))).toBe(0);
  });

  it('answers for chosen offsets as one without a budget', async () => {
    const bytes = fixtureBytes('glossary-O2-dwarf5.wasm');
    const { codeStart, bodyStarts } = await openModule(bytes);
    const offsets = [3, 50, 90].map((body) => codeStart + (bodyStarts[body] ?? 0) + 2);
    const [within, without] = [
      await buildIndex(bytes, { offsets, limits: { memory: 1_000_000 } }),
      await buildIndex(bytes, { offsets }),
    ];
    expect(lookupAll(openIndex(within), offsets)).toEqual(lookupAll(openIndex(without), offsets));
  });

  it('leaves out the units that alone exceed it, and says so', async () => {
    const index = openIndex(await buildIndex(fixtureBytes('words-Os.wasm'), { limits: { memory: 1000 } }));
    expect(diagnostics(index)).toMatchObject([{ kind: 'limit-reached' }]);
  });

  it('reads the signal between the pieces', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    const build = buildIndex(fixtureBytes('glossary-O2-dwarf5.wasm'), { limits: { memory: 1_000_000 }, signal });
    await expect(build).rejects.toThrow('too late');
  });
});
