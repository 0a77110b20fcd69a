import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { parseSourceMap } from '../../src/source-map/parse.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { functions, lookup, openIndex, type SymbolIndex } from '../../src/symbol-index/index.ts';
import { readablePath } from '../../src/paths/readable-path.ts';
import type { Lookup } from '../../src/types.ts';
import { codeSection, custom, list, moduleOf, nameMap, section, sized } from '../container/module-bytes.ts';
import { rejectionOf } from '../container/rejection.ts';
import { writeMappings, writeScopes, type WrittenSegment } from '../support/map-writer.ts';

const fixture = (file: string): Uint8Array =>
  readFileSync(new URL(`../../fixtures/source-maps/${file}`, import.meta.url));

async function mapped(module: Uint8Array, map: string | Uint8Array, offsets?: readonly number[]): Promise<SymbolIndex> {
  const sourceMap = parseSourceMap(map, { name: 'app.wasm.map' });
  return openIndex(await buildIndex(module, { companions: { sourceMap }, offsets }));
}

function everywhere(index: SymbolIndex): Lookup[] {
  return [...functions(index)].flatMap(({ start, end }) =>
    Array.from({ length: end - start }, (_, at) => lookup(index, start + at)),
  );
}

function reasons(answers: readonly Lookup[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of answers) counts[String(reason)] = (counts[String(reason)] ?? 0) + 1;
  return counts;
}

/** Three bodies of 20 bytes, whose instructions begin with their fourth byte. */
const MODULE = moduleOf(
  section(1, list([0x60, 0x00, 0x00])),
  section(3, list([0x00], [0x00], [0x00])),
  section(7, list([...sized('run'), 0x00, 0x02])),
  codeSection(20, 20, 20),
  custom('build_id', sized([0xab, 0xcd])),
  custom('producers', list([...sized('processed-by'), ...list([...sized('clang'), ...sized('19')])])),
  custom('name', nameMap(1, [0, 'first'])),
);
const A = 33;
const B = A + 21;
const C = B + 21;

function mapOf(segments: readonly WrittenSegment[], fields: object = {}): string {
  return JSON.stringify({
    version: 3,
    sources: ['a.c', 'b.c'],
    names: [],
    mappings: writeMappings(segments),
    ...fields,
  });
}

/** Innermost place, and the reason. */
async function placesOf(map: string, ...offsets: readonly number[]): Promise<unknown[]> {
  const index = await mapped(MODULE, map);
  return offsets.map((offset) => {
    const { frames, reason } = lookup(index, offset);
    const [frame] = frames;
    return [frame?.file, frame?.line, frame?.column, reason];
  });
}

it('the bodies of the module are where the tests think', async () => {
  const index = openIndex(await buildIndex(MODULE));
  expect([...functions(index)].map(({ start }) => start)).toEqual([A, B, C]);
});

describe('maps of real builds', () => {
  it('answer for all code of Emscripten’s that has lines', async () => {
    const index = await mapped(fixture('emcc.wasm'), fixture('emcc.wasm.map'));
    expect(reasons(everywhere(index))).toEqual({ null: 1220, 'no-debug-info': 29 });
    expect(diagnostics(index)).toEqual([]);
  });

  it('answer after wasm-opt has moved the code', async () => {
    const index = await mapped(fixture('opt.wasm'), fixture('opt.wasm.map'));
    expect(reasons(everywhere(index))).toEqual({ null: 470, 'no-debug-info': 29, 'no-name': 789 });
  });

  it('answer alike when they are cut into sections', async () => {
    const flat = await mapped(fixture('emcc.wasm'), fixture('emcc.wasm.map'));
    const index = await mapped(fixture('emcc.wasm'), fixture('index.wasm.map'));
    expect(everywhere(index)).toEqual(everywhere(flat));
  });

  it('of AssemblyScript say where they are only approximate', async () => {
    const index = await mapped(fixture('asc.wasm'), fixture('asc.wasm.map'));
    expect(reasons(everywhere(index))).toEqual({
      approximate: 123,
      'no-line': 10,
      'no-name': 167,
      'no-symbols': 7,
      null: 53,
    });
  });

  it.each([
    ['emcc', 'opt'],
    ['opt', 'emcc'],
    ['emcc', 'asc'],
    ['asc', 'emcc'],
  ])('are not used for other code: the module %s, the map %s', async (module, map) => {
    const index = await mapped(fixture(`${module}.wasm`), fixture(`${map}.wasm.map`));
    expect(Object.keys(reasons(everywhere(index)))).toEqual(['stale-source-map']);
    expect(diagnostics(index)).toEqual([{ kind: 'stale-source-map', count: 1, place: 0 }]);
  });

  it.each(['emcc', 'opt', 'asc', 'dart'])('answer for one offset of %s as for all', async (name) => {
    const [module, map] = [fixture(`${name}.wasm`), fixture(`${name}.wasm.map`)];
    const all = await mapped(module, map);
    for (const { start, end } of functions(all)) {
      const offset = (start + end) >> 1;
      expect(lookup(await mapped(module, map, [offset]), offset)).toEqual(lookup(all, offset));
    }
  });
});

describe('a map as dart2wasm writes it', () => {
  const placesOfDart = async (module: Uint8Array): Promise<unknown[]> => {
    const index = await mapped(module, fixture('dart.wasm.map'));
    // Calls of `fib`, of `Box.checked` and the throwing of it; what the compiler added; the SDK's own code.
    return [0x64, 0x6b, 0x7d, 0x94, 0x6e, 0x89].map((offset) => {
      const { frames, reason } = lookup(index, offset);
      return frames.map(({ function: name, file, line, column, origin }) => [
        name,
        `${readablePath(file ?? '')}:${line ?? 0}:${column ?? 0}`,
        origin.name,
        reason,
      ]);
    });
  };

  it('names functions, and has places that people know', async () => {
    const app = '/home/dev/counter/bin/counter.dart';
    const sdk = 'dart-sdk/lib/_internal/wasm/lib/errors_patch.dart';
    expect(await placesOfDart(fixture('dart.wasm'))).toEqual([
      [['fib', `${app}:2:31`, 'source-map', null]],
      [['fib', `${app}:2:44`, 'source-map', null]],
      [['Box.checked', `${app}:9:20`, 'source-map', null]],
      [['main', `${app}:15:21`, 'source-map', null]],
      [['fib', `${app}:2:42`, 'source-map', 'approximate']],
      [['RangeError._throw', `${sdk}:120:5`, 'source-map', null]],
    ]);
  });

  it('gives way to the name section, which debug builds have', async () => {
    const names = custom('name', nameMap(1, [1, 'fib (import:file.dart)'], [3, '']));
    const places = await placesOfDart(new Uint8Array([...fixture('dart.wasm'), ...names]));
    expect(places[0]).toEqual([
      ['fib (import:file.dart)', '/home/dev/counter/bin/counter.dart:2:31', 'name-section', null],
    ]);
    expect(places[5]).toMatchObject([{ 0: 'RangeError._throw', 2: 'source-map' }]);
  });
});

describe('segments', () => {
  it('hold up to the next one, but never beyond their body', async () => {
    const map = mapOf([
      [A + 4, 0, 4, 1],
      [A + 8, 1, 6, 2],
    ]);
    expect(await placesOf(map, A + 3, A + 4, A + 7, A + 8, A + 19, B, C)).toEqual([
      [null, null, null, 'no-line'],
      ['a.c', 5, 2, null],
      ['a.c', 5, 2, null],
      ['b.c', 7, 3, null],
      ['b.c', 7, 3, null],
      [null, null, null, 'no-symbols'],
      [null, null, null, 'no-debug-info'],
    ]);
  });

  it('of one number leave the place in front of them in the same body, as an approximate one', async () => {
    const map = mapOf([[A + 4, 0, 4, 1], [A + 8], [A + 12, 0, 9, 0], [B + 5], [B + 8, 0, 1, 1]]);
    expect(await placesOf(map, A + 8, A + 12, B + 5)).toEqual([
      ['a.c', 5, 2, 'approximate'],
      ['a.c', 10, 1, null],
      [null, null, null, 'no-line'],
    ]);
  });

  it('of one number say that there is no place, in a map that says so of itself', async () => {
    const segments: WrittenSegment[] = [[A + 4, 0, 4, 1], [A + 8], [A + 12, 0, 9, 0], [B + 5]];
    const expected = [
      ['a.c', 5, 2, null],
      [null, null, null, 'no-line'],
      ['a.c', 10, 1, null],
    ];
    for (const order of [segments, segments.toReversed()]) {
      const map = mapOf(order, { x_wasm_symbolicate_exact: true });
      expect(await placesOf(map, A + 7, A + 8, A + 12)).toEqual(expected);
      expect(diagnostics(await mapped(MODULE, map))).toEqual([]);
    }
  });

  it('at one column: the last counts', async () => {
    const map = mapOf([
      [A + 4, 0, 4, 1],
      [A + 4, 1, 6, 2],
    ]);
    expect(await placesOf(map, A + 4)).toEqual([['b.c', 7, 3, null]]);
  });

  it('need not ascend', async () => {
    const segments: WrittenSegment[] = [
      [B + 8, 0, 1, 1],
      [A + 8, 1, 6, 2],
      [A + 4, 0, 4, 1],
      [A + 4, 0, 5, 1],
      [B + 4, 1, 8, 8],
    ];
    const sorted = segments.toSorted((a, b) => a[0] - b[0]);
    expect(everywhere(await mapped(MODULE, mapOf(segments)))).toEqual(everywhere(await mapped(MODULE, mapOf(sorted))));
  });

  it('of a source that the map does not list, or lists as null, have a line only', async () => {
    const map = mapOf(
      [
        [A + 4, 7, 4, 1],
        [A + 8, 1, 6, 2],
        [A + 12, 0, 6, 2],
      ],
      { sources: ['a.c', null] },
    );
    expect(await placesOf(map, A + 4, A + 8, A + 12)).toEqual([
      [null, 5, 2, 'unknown-source'],
      [null, 7, 3, 'unknown-source'],
      ['a.c', 7, 3, null],
    ]);
    expect(diagnostics(await mapped(MODULE, map))).toEqual([{ kind: 'source-map-unknown-source', count: 2, place: 0 }]);
  });

  it('of a line that the embedded source does not have say so', async () => {
    const map = mapOf(
      [
        [A + 4, 0, 1, 0],
        [A + 8, 0, 2, 0],
      ],
      { sourcesContent: ['one\ntwo'] },
    );
    expect(await placesOf(map, A + 4, A + 8)).toEqual([
      ['a.c', 2, 1, null],
      ['a.c', 3, 1, 'line-outside-source'],
    ]);
  });

  it('stand although entries of the map’s lists are damaged, which is counted', async () => {
    const map = mapOf(
      [
        [A + 4, 0, 4, 1],
        [A + 8, 1, 6, 2],
        [A + 12, 2, 8, 3],
      ],
      { sources: ['a.c', 3, 'c.c'], names: [null], ignoreList: ['a.c', 9], file: {} },
    );
    expect(await placesOf(map, A + 4, A + 8, A + 12)).toEqual([
      ['a.c', 5, 2, null],
      [null, 7, 3, 'unknown-source'],
      ['c.c', 9, 4, null],
    ]);
    expect(diagnostics(await mapped(MODULE, map))).toEqual([
      { kind: 'source-map-unknown-source', count: 1, place: 0 },
      { kind: 'source-map-field-malformed', count: 5, place: 0 },
    ]);
  });

  it('on other lines are counted, and a map of JavaScript is told by them', async () => {
    const wasm = { version: 3, sources: ['a.js'], mappings: `${writeMappings([[A + 4, 0, 1, 0]])};AAAA` };
    expect(diagnostics(await mapped(MODULE, JSON.stringify(wasm)))).toEqual([
      { kind: 'source-map-other-lines', count: 1, place: 0 },
    ]);
    const script = { version: 3, sources: ['a.js'], mappings: 'AAAA;AAAA,EAAE;AACA' };
    expect(diagnostics(await mapped(MODULE, JSON.stringify(script)))).toEqual([
      { kind: 'stale-source-map', count: 1, place: 0 },
      { kind: 'source-map-other-lines', count: 3, place: 0 },
    ]);
  });

  it.each([
    ['AAAA,AA', 'line 0, segment 1, character 7 (all counted from 0): a segment has one, four or five numbers'],
    ['AAAA;AAA!', 'line 1, segment 0, character 8 (all counted from 0): a character that is no digit of base64'],
    ['é', 'line 0, segment 0, character 0 (all counted from 0): a character that is no digit of base64'],
    ['AAAA,CAAg', 'line 0, segment 1, character 9 (all counted from 0): a number that is cut off'],
    [
      `${'AAAA,'.repeat(50_000)}D`,
      'line 0, segment 50000, character 250001 (all counted from 0): a column below 0, or of more than 32 bits',
    ],
  ])('that cannot be read are an error that names the place', async (mappings, place) => {
    const map = JSON.stringify({ version: 3, sources: [], mappings });
    expect(await rejectionOf(mapped(MODULE, map))).toEqual({
      code: 'malformed-source-map',
      message: `app.wasm.map: The mappings cannot be read at ${place}.`,
      file: 'app.wasm.map',
      offset: null,
    });
  });
});

describe('whether a map fits', () => {
  const sound: WrittenSegment[] = [[A + 4, 0, 4, 1]];

  it('is decided by the ids where they can be compared', async () => {
    const fits = async (map: string): Promise<boolean> => diagnostics(await mapped(MODULE, map)).length === 0;
    expect(await fits(mapOf(sound, { debugId: 'AB-CD' }))).toBe(true);
    expect(await fits(mapOf([[A + 1, 0, 4, 1]], { debugId: 'abcd' }))).toBe(true);
    expect(await fits(mapOf(sound, { debugId: 'ffff' }))).toBe(true);
  });

  it('is else decided by where its segments are', async () => {
    // The second byte of a body is within its locals.
    expect(diagnostics(await mapped(MODULE, mapOf([[A + 1, 0, 4, 1]])))).toMatchObject([{ kind: 'stale-source-map' }]);
    expect(diagnostics(await mapped(MODULE, mapOf([[5, 0, 4, 1]])))).toMatchObject([{ kind: 'stale-source-map' }]);
  });
});

describe('names of segments', () => {
  const named: WrittenSegment[] = [
    [B + 4, 0, 4, 1, 0],
    [B + 8, 0, 5, 1, 0],
    [C + 4, 0, 4, 1, 1],
    [C + 8, 0, 5, 1, 1],
  ];

  const namesOf = async (map: string): Promise<unknown[]> =>
    [...functions(await mapped(MODULE, map))].map(({ function: name, nameOrigin }) => [name, nameOrigin]);

  it('name functions where the producer is known to mean that, in front of exports and behind the name section', async () => {
    expect(await namesOf(mapOf([[A + 4, 0, 4, 1, 1], ...named], { names: ['second', 'third'] }))).toEqual([
      ['first', 'name-section'],
      ['second', 'source-map'],
      ['third', 'source-map'],
    ]);
  });

  it('do not where the name is empty or damaged', async () => {
    expect(await namesOf(mapOf(named, { names: ['', 7] }))).toEqual([
      ['first', 'name-section'],
      [null, null],
      ['run', 'export'],
    ]);
  });

  it('do not where they change within a function, as identifiers do', async () => {
    const segments: WrittenSegment[] = [3, 4, 5, 6, 7, 8].map((at) => [B + at, 0, 4, 1, at - 3]);
    expect(await namesOf(mapOf(segments, { names: ['a', 'b', 'c', 'd', 'e', 'f'] }))).toEqual([
      ['first', 'name-section'],
      [null, null],
      ['run', 'export'],
    ]);
  });
});

describe('scopes', () => {
  // a.c: `main` (line 10) with a block in it; b.c: `helper` (line 2).
  const ORIGINAL = [
    'B u4 u9 u0',
    'B u5 u9 u4 s0',
    'B u0 u2 u0',
    'C u3 u0',
    'C u1 u0',
    'C u9 u0',
    'B u5 u1 u0 s1',
    'C u3 u0',
  ];
  const segments: WrittenSegment[] = [
    [B + 4, 0, 19, 1],
    [B + 8, 1, 2, 4],
    [B + 12, 0, 20, 1],
  ];
  const fields = (scopes: string): object => ({ names: ['main', 'helper'], scopes });

  it('give functions, and the calls inlined into them', async () => {
    // `main` is the second scope, its block the third, `helper` the fourth.
    const scopes = writeScopes(
      ...ORIGINAL,
      `E u6 u${B} s1`,
      'E u2 u6 s1',
      'E u2 u2 s1',
      'I u0 u19 u5',
      'F u4',
      'F u2',
      'F u6',
    );
    const index = await mapped(MODULE, mapOf(segments, fields(scopes)));
    const origin = { name: 'source-map', location: 'source-map' };
    expect(lookup(index, B + 9)).toEqual({
      offset: B + 9,
      functionIndex: 1,
      status: 'resolved',
      reason: null,
      frames: [
        { function: 'helper', symbol: 'helper', file: 'b.c', line: 3, column: 5, inlined: true, origin },
        { function: 'main', symbol: 'main', file: 'a.c', line: 20, column: 6, inlined: false, origin },
      ],
    });
    expect([B + 4, B + 12].map((offset) => lookup(index, offset).frames.map(({ function: name }) => name))).toEqual([
      ['main'],
      ['main'],
    ]);
    expect([...functions(index)][1]).toMatchObject({
      function: 'main',
      file: 'a.c',
      line: 19,
      nameOrigin: 'source-map',
    });
  });

  it('pass over what later versions may add', async () => {
    const items = [...ORIGINAL, `E u6 u${B} s1 u7 u7`, 'Z u9 u9', 'G u1', 'H u0 u1 u1 u1', 'F u20'];
    const index = await mapped(MODULE, mapOf(segments, fields(writeScopes(...items))));
    expect([...functions(index)][1]?.function).toBe('main');
    expect(diagnostics(index)).toEqual([]);
  });

  it('that are damaged cost only what lies behind the damage, and are counted', async () => {
    const items = [...ORIGINAL, `E u6 u${B} s1`, 'F u20', 'F u1'];
    const index = await mapped(MODULE, mapOf(segments, fields(writeScopes(...items))));
    expect([...functions(index)][1]?.function).toBe('main');
    expect(lookup(index, B + 8).frames[0]).toMatchObject({ file: 'b.c', line: 3 });
    expect(diagnostics(index)).toEqual([{ kind: 'source-map-scopes-malformed', count: 1, place: 0 }]);
  });

  it.each([
    ['after a scope', 'B u5 u1 u0 s1'],
    ['after a range', `E u6 u${B} s1`],
  ])('that are cut off %s are counted', async (_, item) => {
    const items = [...ORIGINAL, `E u6 u${A} s1`, 'F u10', item];
    const index = await mapped(MODULE, mapOf(segments, fields(writeScopes(...items))));
    expect([...functions(index)][0]).toMatchObject({ file: 'a.c', line: 19 });
    expect(lookup(index, B + 8).frames[0]).toMatchObject({ file: 'b.c', line: 3 });
    expect(diagnostics(index)).toEqual([{ kind: 'source-map-scopes-malformed', count: 1, place: 0 }]);
  });

  it('may write out that a range is on the line of the one before it', async () => {
    const items = [...ORIGINAL, `E u6 u${A} s1`, 'F u0 u20', `E u7 u0 u${B - A - 20} s2`, 'F u0 u20'];
    const index = await mapped(MODULE, mapOf(segments, fields(writeScopes(...items))));
    expect([...functions(index)].map(({ function: name, line }) => [name, line])).toEqual([
      ['first', 19],
      ['helper', 2],
      ['run', null],
    ]);
  });

  it('declare no function on a line of a source that the map lists as null', async () => {
    const items = [...ORIGINAL, `E u6 u${B} s3`, 'F u20'];
    const index = await mapped(
      MODULE,
      mapOf([[B + 4, 0, 19, 1]], { ...fields(writeScopes(...items)), sources: ['a.c', null] }),
    );
    expect([...functions(index)][1]).toMatchObject({ function: 'helper', file: null, line: null });
  });

  it('may leave a source without scopes', async () => {
    const scopes = `,${writeScopes('B u5 u1 u0 s1', 'C u3 u0', `E u6 u${B} s0`, 'F u20')}`;
    const index = await mapped(MODULE, mapOf(segments, fields(scopes)));
    expect([...functions(index)][1]).toMatchObject({ function: 'helper', file: 'b.c', line: 2 });
  });
});
