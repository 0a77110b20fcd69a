import { expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule } from '../../src/build/open-module.ts';
import { readModule } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { SymbolicationError } from '../../src/errors.ts';
import { openIndex, verifyChecksum } from '../../src/symbol-index/index.ts';
import { FIXTURES, fixtureBytes } from '../container/fixtures.ts';
import { seeded } from '../container/seeded.ts';

/** The bodies of the index that a cut module gives; `null` where it is refused with a code for that. */
async function bodiesOf(bytes: Uint8Array): Promise<number | null> {
  try {
    const index = openIndex(await buildIndex(bytes));
    expect(verifyChecksum(index)).toBe(true);
    return index.identity.functionCount;
  } catch (error) {
    if (!SymbolicationError.is(error) || !/^(malformed-module|not-a-module)$/.test(error.code)) throw error;
    return null;
  }
}

/** Few seeded places here, for the sake of time; a thousand of each fixture are `npm run fuzz -- --kind cut`. */
const PLACES = 12;

it.each(FIXTURES)('cut at each border of a section and elsewhere, gives all its bodies or none: %s', async (file) => {
  const bytes = fixtureBytes(file);
  const { bodyStarts } = await openModule(bytes);
  const { sections } = await readModule(await openReader(bytes));
  const random = seeded(FIXTURES.indexOf(file) + 77);
  const borders = sections.flatMap(({ start, contents, size }) => [start, contents, contents + size - 1]);
  const cuts = [...borders, ...Array.from({ length: PLACES }, () => random(bytes.length))];
  for (const cut of bytes.length > 100_000 ? cuts.filter((_, n) => n % 4 === 0) : cuts) {
    // In front of its code section a module is one without code.
    expect([null, 0, bodyStarts.length]).toContain(await bodiesOf(bytes.subarray(0, cut)));
  }
});
