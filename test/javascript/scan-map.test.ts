import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openMap } from '../../src/javascript/open-map.ts';
import { parsedMap } from '../../src/javascript/raw-map.ts';
import { scanMap } from '../../src/javascript/scan-map.ts';
import { runProgram } from './program.ts';

function scanned(text: string) {
  const map = parsedMap(text);
  return map === null ? null : scanMap(map);
}

const PART = {
  version: 3,
  names: ['f'],
  sources: ['a.ts', null],
  mappings: 'AAEA,EACAA,G;;ACAA',
  sourcesContent: ['text'],
};

describe('our own reader, which stands in where there is no source-map, gives what source-map gives', () => {
  test.each([
    ['of a bundle', null],
    ['with a root', JSON.stringify({ ...PART, sourceRoot: '/src/' })],
    [
      'with damaged entries',
      JSON.stringify({
        ...PART,
        sources: ['a.ts', 7],
        names: [null],
        sourcesContent: ['text', {}],
        sourceRoot: [],
        ignoreList: '0',
      }),
    ],
    [
      'of sections',
      JSON.stringify({
        version: 3,
        sections: [
          { offset: { line: 0, column: 0 }, map: PART },
          { offset: { line: 1, column: 3 }, map: { ...PART, sources: ['b.ts', 'c.ts'] } },
        ],
      }),
    ],
  ])('at every place of a map %s', async (_, text) => {
    const program = text === null ? runProgram({ sourcemap: true }) : null;
    const json = text ?? readFileSync(`${program?.script ?? ''}.map`, 'utf8');
    if (program !== null) rmSync(program.folder, { recursive: true });
    const [witness, own] = [await openMap(json), scanned(json)];
    if (witness === null || own === null) throw new Error('both read it');
    const places: { line: number; column: number }[] = [];
    for (let line = 1; line < 7; line++) {
      for (let column = 1; column < 800; column++) places.push({ line, column });
    }
    const found = (map: typeof witness) =>
      places.flatMap(({ line, column }) => {
        const place = map.originalPlace(line, column);
        return place === null ? [] : [{ from: `${line}:${column}`, ...place, content: map.contentOf(place.source) }];
      });
    expect(found(own)).toEqual(found(witness));
    expect(found(own).length).toBeGreaterThan(4);
    witness.close();
  });
});

test('what is damaged in a map loses only itself; what no place can do without makes it none', () => {
  const placesOf = (fields: object): unknown => {
    const map = scanned(JSON.stringify({ ...PART, ...fields }));
    return map && [map.originalPlace(1, 1), map.originalPlace(1, 3), map.contentOf('a.ts')];
  };
  const [first, second] = [
    { source: 'a.ts', line: 3, column: 1, name: null },
    { source: 'a.ts', line: 4, column: 1, name: 'f' },
  ];
  expect(placesOf({})).toEqual([first, second, 'text']);
  expect(placesOf({ sources: ['a.ts', {}], sourceRoot: 5 })).toEqual([first, second, 'text']);
  expect(placesOf({ names: [7] })).toEqual([first, { ...second, name: null }, 'text']);
  expect(placesOf({ names: 'f', sourcesContent: {} })).toEqual([first, { ...second, name: null }, null]);
  expect([{ mappings: 1 }, { sources: {} }, { sources: undefined }, { version: 2 }].map(placesOf)).toEqual(
    Array(4).fill(null),
  );
});

test.each(['!', 'A,AA', 'AAAAAA', 'D', 'AAgggggggggA', 'AAg'])('mappings %s are malformed', (mappings) => {
  expect(scanned(JSON.stringify({ ...PART, mappings }))).toBeNull();
});
