import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule } from '../../src/build/open-module.ts';
import { debugSections } from '../../src/container/debug-sections.ts';
import { lookupAll, openIndex, verifyChecksum } from '../../src/symbol-index/index.ts';
import { FIXTURES, fixtureBytes } from '../container/fixtures.ts';
import { seeded } from '../container/seeded.ts';

const SUBJECTS = FIXTURES.filter((file) => fixtureBytes(file).length < 40_000);

describe('debug information with bytes changed at random', () => {
  it.each(SUBJECTS)('still gives a sound index, which answers for every body: %s', async (file) => {
    const bytes = fixtureBytes(file);
    const { layout, bodyStarts, codeStart } = await openModule(bytes);
    const sections = [...debugSections(layout).values()];
    const random = seeded(FIXTURES.indexOf(file) + 1000);
    const offsets = [...bodyStarts].map((start) => codeStart + start);
    for (let round = 0; round < 300 && sections.length > 0; round += 1) {
      const damaged = bytes.slice();
      for (let changes = 1 + random(6); changes > 0; changes -= 1) {
        const { contents = 0, size = 1 } = sections[random(sections.length)] ?? {};
        damaged[contents + random(size)] = random(3) === 0 ? 0xff : random(256);
      }
      const index = openIndex(await buildIndex(damaged));
      expect(verifyChecksum(index)).toBe(true);
      expect(lookupAll(index, offsets).map(({ offset }) => offset)).toEqual(offsets);
    }
  });
});
