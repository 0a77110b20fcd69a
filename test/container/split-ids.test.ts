import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { debugSections } from '../../src/container/debug-sections.ts';
import { readModule } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { splitUnitIds } from '../../src/container/split-ids.ts';
import { splitSections } from '../../src/container/split-sections.ts';
import { openSplitFile } from '../../src/build/split-file.ts';
import { seeded } from './seeded.ts';

const FIXTURES = new URL('../../fixtures/companions/', import.meta.url);
const bytesOf = (file: string): Uint8Array => readFileSync(new URL(file, FIXTURES));

async function idsOf(bytes: Uint8Array): Promise<readonly string[]> {
  const layout = await readModule(await openReader(bytes));
  const split = splitSections(layout);
  const sections = split.size > 0 ? split : debugSections(layout);
  const info = sections.get('.debug_info');
  if (info === undefined) throw new Error('no units');
  return splitUnitIds(layout.reader, info, sections.get('.debug_abbrev'));
}

describe.each([4, 5])('of DWARF %i', (version) => {
  it('skeletons have the ids of the units in their split files, which a package lists', async () => {
    const skeletons = await idsOf(bytesOf(`calculator-split${version}.wasm`));
    const units = await Promise.all(['lexer', 'parser'].map((name) => idsOf(bytesOf(`${name}-split${version}.dwo`))));
    expect(skeletons).toEqual(units.flat());
    const { units: packed } = await openSplitFile(bytesOf(`calculator-split${version}.wasm.dwp`));
    const listed = Array.from(packed?.keys() ?? [], (id) => id.toString(16).padStart(16, '0'));
    expect(listed.toSorted()).toEqual(skeletons.toSorted());
  });

  it('units that are whole in themselves have none', async () => {
    expect(await idsOf(bytesOf(`calculator-whole${version}.wasm`))).toEqual([]);
  });

  it('damage costs ids and nothing else', async () => {
    const bytes = bytesOf(`lexer-split${version}.dwo`);
    const layout = await readModule(await openReader(bytes));
    const places = [...splitSections(layout)].filter(([name]) => name === '.debug_info' || name === '.debug_abbrev');
    const random = seeded(version);
    for (let run = 0; run < 300; run += 1) {
      const damaged = bytes.slice();
      for (const [, { contents, size }] of places) damaged[contents + random(Math.min(size, 48))] = random(256);
      expect((await idsOf(damaged)).every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
    }
  });
});
