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

test.each(['!', 'A,AA', 'AAAAAA', 'D', 'AAgggggggggA', 'AAg'])('mappings %s are malformed', (mappings) => {
  expect(scanned(JSON.stringify({ ...PART, mappings }))).toBeNull();
});
