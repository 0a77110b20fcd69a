import { expect, test } from 'vitest';
import { withMappedPaths, withRoles } from '../../src/answers/answer.ts';
import { RoledFrames } from '../../src/answers/roled-frames.ts';
import { buildIndex } from '../../src/build/build-index.ts';
import { exportSourceMap } from '../../src/export/source-map.ts';
import { roleOf } from '../../src/meaning/role.ts';
import { FrameCursor, lookup, openIndex } from '../../src/symbol-index/index.ts';
import { answerAt } from '../../src/symbol-index/lookup.ts';
import { CODE_START, indexOf } from '../symbol-index/module.ts';

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

test('paths in names that clang makes of a place are mapped, too', () => {
  const named = openIndex(
    indexOf({
      functions: [{ linkage: 'run<(lambda at /home/alice/app.cpp:12:5)>', file: 1, line: 1 }],
      files: [{ name: '/home/alice/app.cpp' }],
      callSites: [],
      nodes: [],
      bodies: [{ start: 20, length: 10, function: 1 }],
    }),
  );
  const mapPath = (path: string): string => path.replace('/home/alice/', '');
  const name = 'run<(lambda at app.cpp:12:5)>';
  const expected = [{ function: name, symbol: name, file: 'app.cpp' }];
  const offset = CODE_START + 20;
  const { framesOf } = new RoledFrames(named, roleOf, mapPath);
  expect(answerAt(new FrameCursor(named), named, offset, framesOf).frames).toMatchObject(expected);
  expect(withMappedPaths(lookup(named, offset), mapPath).frames).toMatchObject(expected);
  expect(exportSourceMap(named, { mapPath: [{ from: '/home/alice', to: '' }] })).toMatchObject({
    sources: ['app.cpp'],
    names: [name],
  });
});
