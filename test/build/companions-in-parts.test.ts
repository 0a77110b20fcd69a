import { describe, expect, it, vi } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import type { BuildOptions } from '../../src/build/build-index.ts';
import type { Companions } from '../../src/build/companions.ts';
import { openCompanion, openModule } from '../../src/build/open-module.ts';
import { openSplitFile } from '../../src/build/split-file.ts';
import { debugSections } from '../../src/container/debug-sections.ts';
import { exportSourceMap } from '../../src/export/source-map.ts';
import { parseSourceMap } from '../../src/source-map/parse.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { lookupAll, openIndex, rows } from '../../src/symbol-index/index.ts';
import type { SymbolIndex } from '../../src/symbol-index/index.ts';
import { fixtureBytes } from '../container/fixtures.ts';
import { COMPANION_FIXTURES, companionBytes } from './companion-fixtures.ts';

vi.mock('../../src/build/thread.ts', () => ({ startThread: () => null }));
// The fixtures are too small for threads to be of use.
vi.mock('../../src/build/shares.ts', () => ({
  usefulThreads: (_: number, allowed: number) => allowed - 1,
  shareEnds: (infoSize: number, others: number) =>
    Array.from({ length: others + 1 }, (_, number) =>
      number === others ? 2 ** 32 - 1 : Math.floor((infoSize * (number + 1)) / (others + 1)),
    ),
}));

/** The bytes of debug sections of the module, or of the file that has them. */
async function debugSizeOf(bytes: Uint8Array): Promise<number> {
  const { layout } = await openModule(bytes);
  return [...debugSections(layout).values()].reduce((sum, { size }) => sum + size, 0);
}

const WAYS: readonly (readonly [string, (debugSize: number) => BuildOptions])[] = [
  ['by two cores', () => ({ workers: 2 })],
  ['by seven cores', () => ({ workers: 7 })],
  // One core is reckoned with three times its sections. What is one byte less is done in parts, for which there is room.
  ['within a budget', (debugSize) => ({ limits: { memory: 3 * debugSize - 1 } })],
];

async function expectEqualBytes(
  bytes: Uint8Array<ArrayBuffer>,
  options: BuildOptions,
  companions: Companions,
): Promise<SymbolIndex> {
  const whole = await buildIndex(bytes, { companions });
  const inParts = await buildIndex(bytes, { ...options, companions });
  const index = openIndex(inParts);
  // The only unit of a file may need all of its sections.
  const isLimited = diagnostics(index).some(({ kind }) => kind === 'limit-reached');
  expect(isLimited || Buffer.compare(inParts, whole) === 0).toBe(true);
  return index;
}

const withSplit = COMPANION_FIXTURES.filter(({ split }) => split.length > 0);
const withDwarf = COMPANION_FIXTURES.flatMap(({ module, dwarf }) => (dwarf === null ? [] : [[module, dwarf] as const]));

/** A module with DWARF of another version, which nobody reads, in the first unit and its line program. */
async function withSpoiltUnit(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = fixtureBytes(file);
  const sections = debugSections((await openModule(bytes)).layout);
  for (const name of ['.debug_info', '.debug_line'] as const) bytes[(sections.get(name)?.contents ?? 0) + 4] = 99;
  return bytes;
}

describe.each(WAYS)('an index made %s has the bytes of one made in one piece', (_, optionsFor) => {
  it.each(withSplit.map(({ module }) => module))(
    'where split files are not there, each counted once: %s',
    async (module) => {
      const bytes = companionBytes(module);
      const index = await expectEqualBytes(bytes, optionsFor(await debugSizeOf(bytes)), {});
      expect(diagnostics(index).map(({ kind }) => kind)).toEqual(['split-debug-missing']);
    },
  );

  it.each(withSplit.map((fixture) => [fixture.split.join(' '), fixture] as const))(
    'where split files are: %s',
    async (_, { module, split }) => {
      const bytes = companionBytes(module);
      const files = await Promise.all(split.map((file) => openSplitFile(companionBytes(file))));
      const index = await expectEqualBytes(bytes, optionsFor(await debugSizeOf(bytes)), { split: files });
      expect(diagnostics(index)).toEqual([]);
    },
  );

  it.each(withDwarf)('where the DWARF of %s is in %s', async (module, dwarf) => {
    const file = companionBytes(dwarf);
    const companions = { dwarf: await openCompanion(file) };
    await expectEqualBytes(companionBytes(module), optionsFor(await debugSizeOf(file)), companions);
  });

  it.each(['glossary-O2-dwarf5.wasm', 'calculator-Os-dwarf4.wasm'])(
    'where a source map describes what the DWARF does not: %s',
    async (file) => {
      const map = exportSourceMap(openIndex(await buildIndex(fixtureBytes(file))));
      const sourceMap = parseSourceMap(JSON.stringify(map), { name: 'app.wasm.map' });
      const bytes = await withSpoiltUnit(file);
      const index = await expectEqualBytes(bytes, optionsFor(await debugSizeOf(bytes)), { sourceMap });
      const offsets = [...rows(index)].filter(({ line }) => line !== null).map(({ offset }) => offset);
      const origins = lookupAll(index, offsets).map(({ frames }) => frames[0]?.origin.location);
      expect(new Set(origins)).toEqual(new Set(['dwarf', 'source-map']));
    },
  );
});
