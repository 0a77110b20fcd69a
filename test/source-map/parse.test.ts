import { describe, expect, it } from 'vitest';
import { parseSourceMap } from '../../src/source-map/parse.ts';
import type { SourceMap } from '../../src/source-map/source-map.ts';
import { errorOf } from '../support/errors.ts';

const FLAT = {
  version: 3,
  file: 'app.wasm',
  sourceRoot: 'src',
  sources: ['a.c', null, '/lib/b.c', 'webpack://app/c.c'],
  sourcesContent: ['one\ntwo', null, 'three'],
  names: ['main'],
  mappings: 'AAAA',
  scopes: 'B',
  rangeMappings: 'A',
  ignoreList: [2],
  debugId: '12345678-9ABC-def0-1234-56789abcdef0',
};

describe('a flat map', () => {
  it('is one section', () => {
    expect(parseSourceMap(JSON.stringify(FLAT), { name: 'app.wasm.map' })).toMatchObject({
      name: 'app.wasm.map',
      file: 'app.wasm',
      debugId: '123456789abcdef0123456789abcdef0',
      sections: [
        {
          line: 0,
          column: 0,
          mappings: 'AAAA',
          scopes: 'B',
          rangeMappings: 'A',
          firstSource: 0,
          sourceCount: 4,
          firstName: 0,
          nameCount: 1,
          isExact: false,
        },
      ],
      sources: [
        { path: 'src/a.c', content: 'one\ntwo', ignored: false },
        { path: null, content: null, ignored: false },
        { path: '/lib/b.c', content: 'three', ignored: true },
        { path: 'webpack://app/c.c', content: null, ignored: false },
      ],
      names: ['main'],
      missingSections: 0,
      malformed: { count: 0, first: null },
      lineCounts: null,
    });
  });

  it('may have no more than mappings, and keys that nobody knows', () => {
    const { sources, names, debugId } = parseSourceMap('{"mappings":"","soruces":["a.c"],"names":null}');
    expect({ sources, names, debugId }).toEqual({ sources: [], names: [], debugId: null });
  });

  it.each([
    ['a byte order mark', (json: string) => `\uFEFF${json}`],
    ['the guard against scripts', (json: string) => `)]}'\n${json}`],
    ['both', (json: string) => `\uFEFF)]}'anything\n${json}`],
    ['UTF-8', (json: string) => new TextEncoder().encode(json)],
    ['UTF-8 with a mark', (json: string) => new TextEncoder().encode(`\uFEFF)]}\n${json}`)],
  ])('comes as text or bytes, also with %s', (_, dressed) => {
    const json = JSON.stringify(FLAT);
    expect(parseSourceMap(dressed(json))).toEqual(parseSourceMap(json));
  });

  it('is ignored by sources in the older key too', () => {
    const map = parseSourceMap('{"mappings":"","sources":["a","b"],"x_google_ignoreList":[1],"debug_id":"AB-CD"}');
    expect([map.debugId, map.sources.map(({ ignored }) => ignored)]).toEqual(['abcd', [false, true]]);
    const both = parseSourceMap('{"mappings":"","sources":["a","b"],"ignoreList":[0],"x_google_ignoreList":[1]}');
    expect(both.sources.map(({ ignored }) => ignored)).toEqual([true, false]);
  });

  it('resolves its sources against its own URL, and not against a path of this machine', () => {
    const paths = (name: string, sourceRoot?: string): (string | null)[] => {
      const text = JSON.stringify({ mappings: '', sources: ['../a.c', '/b.c', 'c:\\d.c', 'rustc:e.rs'], sourceRoot });
      return parseSourceMap(text, { name }).sources.map(({ path }) => path);
    };
    expect(paths('https://host/x/app.wasm.map')).toEqual([
      'https://host/a.c',
      'https://host/b.c',
      'c:\\d.c',
      'rustc:e.rs',
    ]);
    expect(paths('/x/app.wasm.map')).toEqual(['../a.c', '/b.c', 'c:\\d.c', 'rustc:e.rs']);
    expect(paths('/x/app.wasm.map', 'webpack://app/y/')).toEqual([
      'webpack://app/y/../a.c',
      'webpack://app/b.c',
      'c:\\d.c',
      'rustc:e.rs',
    ]);
  });
});

describe('an index map', () => {
  const inner = (source: string): object => ({ version: 3, sources: [source], names: ['n'], mappings: 'AAAA' });
  const sectionAt = (line: number, column: number, map: object): object => ({ offset: { line, column }, map });

  it('becomes one list of sections, nested ones too, in the order of their start', () => {
    const map = {
      sections: [
        sectionAt(0, 50, { sections: [sectionAt(0, 5, inner('c')), sectionAt(1, 7, inner('d'))] }),
        sectionAt(0, 0, inner('a')),
        { offset: { line: 0, column: 9 }, url: 'elsewhere.map' },
      ],
    };
    const { sections, sources, names, missingSections } = parseSourceMap(JSON.stringify(map));
    expect(sections.map(({ line, column, firstSource, firstName }) => [line, column, firstSource, firstName])).toEqual([
      [0, 0, 2, 2],
      [0, 55, 0, 0],
      [1, 7, 1, 1],
    ]);
    expect([sources.map(({ path }) => path), names.length, missingSections]).toEqual([['c', 'd', 'a'], 3, 1]);
  });

  it('is refused where it is nested too deep', () => {
    let map: object = inner('a');
    for (let depth = 0; depth < 40; depth++) map = { sections: [sectionAt(0, 0, map)] };
    expect(errorOf(() => parseSourceMap(JSON.stringify(map)))).toMatchObject({ code: 'malformed-source-map' });
  });
});

describe('what is damaged in a map', () => {
  const whole = { mappings: 'AAAA', sources: ['a.c', 'b.c'], names: ['f', 'g'] };
  const parsed = (fields: object): SourceMap => parseSourceMap(JSON.stringify({ ...whole, ...fields }));

  it.each([
    [{ sources: ['a.c', 7] }, '"sources[1]" is a number, not a string or null'],
    [{ sources: 'a.c' }, '"sources" is a string, not a list'],
    [{ sourcesContent: [{}] }, '"sourcesContent[0]" is an object, not a string or null'],
    [{ sourceRoot: ['src'] }, '"sourceRoot" is a list, not a string'],
    [{ names: [null] }, '"names[0]" is null, not a string'],
    [{ names: {} }, '"names" is an object, not a list'],
    [{ ignoreList: [-1] }, '"ignoreList[0]" is the number of no source'],
    [{ ignoreList: [1, 2] }, '"ignoreList[1]" is the number of no source'],
    [{ ignoreList: [0.5] }, '"ignoreList[0]" is the number of no source'],
    [{ x_google_ignoreList: '0' }, '"x_google_ignoreList" is a string, not a list'],
    [{ scopes: {} }, '"scopes" is an object, not a string'],
    [{ rangeMappings: 1 }, '"rangeMappings" is a number, not a string'],
    [{ file: 1 }, '"file" is a number, not a string'],
    [{ debugId: 1 }, '"debugId" is a number, not a string'],
    [{ debugId: 'none' }, '"debugId" is no id in hexadecimal digits'],
  ])('loses only itself, and is counted: %j', (fields, first) => {
    const { malformed, sections } = parsed(fields);
    expect([malformed, sections.map(({ mappings }) => mappings)]).toEqual([{ count: 1, first }, ['AAAA']]);
  });

  it('leaves the other entries of its list at their numbers', () => {
    const { sources, names, malformed } = parsed({
      sources: ['a.c', 7, 'c.c'],
      sourcesContent: ['a', 'b', false, 'd'],
      names: ['f', null, 'h'],
      ignoreList: [2, '1', 0, 3],
    });
    expect({ sources, names, count: malformed.count }).toEqual({
      sources: [
        { path: 'a.c', content: 'a', ignored: true },
        { path: null, content: 'b', ignored: false },
        { path: 'c.c', content: null, ignored: true },
      ],
      names: ['f', '', 'h'],
      count: 5,
    });
  });

  it('does not hide the other field of an id', () => {
    expect(parsed({ debugId: 'none', debug_id: 'ab' }).debugId).toBe('ab');
  });

  it('costs a section where that is damaged, and no other', () => {
    const at = (offset: unknown, map: unknown): object => ({ offset, map });
    const { sections, malformed } = parseSourceMap(
      JSON.stringify({
        sections: [
          null,
          { map: whole },
          at({ line: -1, column: 0 }, whole),
          at({ line: 0, column: '8' }, whole),
          at({ line: 0, column: 8 }, 'inline'),
          at({ line: 0, column: 9 }, { names: [] }),
          at({ line: 0, column: 10 }, { mappings: 10 }),
          at({ line: 0, column: 11 }, { sections: [at({}, { mappings: false }), at({ column: 1 }, whole)] }),
          at({ line: 0, column: 16 }, whole),
        ],
      }),
    );
    expect([sections.map(({ column }) => column), malformed]).toEqual([
      [12, 16],
      { count: 8, first: '"sections[0]" is null, not an object' },
    ]);
  });
});

describe('what is no map', () => {
  it.each([
    ['', 'x.map: it is no JSON.'],
    ['[]', 'x.map: it is a list, not an object.'],
    ['{}', 'x.map: it has neither "mappings" nor "sections".'],
    ['{"mappings":3}', 'x.map: "mappings" is a number, not a string.'],
    ['{"sections":3}', 'x.map: "sections" is a number, not a list.'],
    ['{"sections":[3,{"offset":{},"map":{"mappings":true}}]}', 'x.map: "sections[0]" is a number, not an object.'],
    ['{"sections":[{"offset":{}}]}', 'x.map: "sections[0].map" is absent, not an object.'],
    [
      '{"sections":[{"offset":{},"map":{"names":""}}]}',
      'x.map: it has neither "sections[0].map.mappings" nor "sections[0].map.sections".',
    ],
  ])('is refused, and the message says what is wrong: %s', (text, message) => {
    expect(errorOf(() => parseSourceMap(text, { name: 'x.map' }))).toEqual({
      code: 'malformed-source-map',
      message,
      file: 'x.map',
      offset: null,
    });
  });

  it('is not quoted: it may be any file', () => {
    const { message } = errorOf(() => parseSourceMap('root:x:0:0:secret'));
    expect(message).not.toContain('root');
  });
});

describe('a large map', () => {
  const mappings = 'AAAA,'.repeat(300_000);

  it('is parsed as a small one', () => {
    const map = { version: 3, sources: ['"mappings":"x"'], names: ['\\"mappings\\":\\"'], mappings };
    const [section] = parseSourceMap(JSON.stringify(map)).sections;
    expect(section?.mappings === mappings).toBe(true);
    const { sources, names } = parseSourceMap(JSON.stringify(map));
    expect([sources[0]?.path, names[0]]).toEqual(['"mappings":"x"', '\\"mappings\\":\\"']);
  });

  it('keeps the mappings of each section', () => {
    const parts = [mappings, 'C', 'D'].map((text, at) => ({
      offset: { line: 0, column: at },
      map: { mappings: text },
    }));
    const { sections } = parseSourceMap(JSON.stringify({ sections: parts }));
    expect(sections.map((section) => section.mappings.length)).toEqual([mappings.length, 1, 1]);
  });

  it('may have escapes in its mappings', () => {
    const text = JSON.stringify({ mappings: `${mappings}//` }).replace('//', '\\/\\/');
    expect(parseSourceMap(text).sections[0]?.mappings.endsWith(',//')).toBe(true);
  });
});
