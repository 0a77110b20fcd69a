import { expect, test } from 'vitest';
import { withMappedPaths, withRoles } from '../../src/answers/answer.ts';
import { RoledFrames } from '../../src/answers/roled-frames.ts';
import { buildIndex } from '../../src/build/build-index.ts';
import { roleOf } from '../../src/meaning/role.ts';
import { FrameCursor, lookup, openIndex } from '../../src/symbol-index/index.ts';
import { answerAt } from '../../src/symbol-index/lookup.ts';

/** Of more functions than there are slots where paths are mapped. */
const MODULE = new URL('../../fixtures/modules/words-Os.wasm', import.meta.url);

const index = openIndex(await buildIndex(MODULE));
const { codeStart, codeSize } = index.identity;
const offsets = Array.from({ length: Math.ceil(codeSize / 7) }, (_, i) => codeStart + 7 * i);

test.each([
  ['as they are', null],
  ['mapped', (path: string) => `mapped/${path}`],
])('frames are those of a lookup, with their roles, and paths %s', (_, mapPath) => {
  const { framesOf } = new RoledFrames(index, roleOf, mapPath);
  const cursor = new FrameCursor(index);
  // Twice: what was remembered gives the same.
  for (const offset of [...offsets, ...offsets]) {
    const found = lookup(index, offset);
    const { status, reason, frames } = answerAt(cursor, index, offset, framesOf);
    expect({ status, reason, frames }).toEqual(
      withRoles(mapPath === null ? found : withMappedPaths(found, mapPath), roleOf),
    );
  }
});
