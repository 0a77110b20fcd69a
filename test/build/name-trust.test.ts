import { expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { parseSourceMap } from '../../src/source-map/parse.ts';
import { functions, openIndex } from '../../src/symbol-index/index.ts';
import { parseSymbolList } from '../../src/symbol-list/symbol-list.ts';
import { codeSection, custom, leb, list, moduleOf, nameMap, section, sized } from '../container/module-bytes.ts';
import { writeMappings, writeScopes } from '../support/map-writer.ts';

/** Each names the one body. In the order of trust behind DWARF, whose place the tests of each source show. */
const SOURCES = ['name section', 'first list', 'second list', 'symbol table', 'scopes', 'segments', 'export'] as const;

type Source = (typeof SOURCES)[number];

async function nameFrom(sources: readonly Source[]): Promise<unknown> {
  const has = (source: Source): boolean => sources.includes(source);
  const symbols = [8, ...sized(list([0, ...leb(0), ...leb(0), ...sized('symbol table')]))];
  const sections = [
    section(1, list([0x60, 0x00, 0x00])),
    section(3, list([0x00])),
    ...(has('export') ? [section(7, list([...sized('export'), 0x00, 0x00]))] : []),
    codeSection(20),
    custom('producers', list([...sized('processed-by'), ...list([...sized('clang'), ...sized('19')])])),
    ...(has('name section') ? [custom('name', nameMap(1, [0, 'name section']))] : []),
    ...(has('symbol table') ? [custom('linking', [2, ...symbols])] : []),
  ];
  const module = moduleOf(...sections);
  const start = moduleOf(...sections.slice(0, has('export') ? 4 : 3)).length - 20;
  const sourceMap = parseSourceMap(
    JSON.stringify({
      version: 3,
      sources: ['a.c'],
      names: ['scopes', 'segments'],
      mappings: writeMappings(
        has('segments')
          ? [
              [start + 4, 0, 0, 0, 1],
              [start + 8, 0, 1, 0, 1],
            ]
          : [[start + 4, 0, 0, 0]],
      ),
      scopes: has('scopes') ? writeScopes('B u5 u0 u0 s0', 'C u9 u0', `E u6 u${start} s0`, 'F u20') : null,
    }),
  );
  const symbolLists = (['first list', 'second list'] as const)
    .filter(has)
    .map((name) => parseSymbolList(new TextEncoder().encode(`0:${name}\n`)));
  const index = openIndex(await buildIndex(module, { companions: { sourceMap, symbolLists } }));
  return [...functions(index)].map(({ function: name, nameOrigin }) => [name, nameOrigin])[0];
}

it.each([
  ['name section', 'name-section'],
  ['first list', 'symbol-list'],
  ['second list', 'symbol-list'],
  ['symbol table', 'symbol-list'],
  ['scopes', 'source-map'],
  ['segments', 'source-map'],
  ['export', 'export'],
] as const)('%s: a body has its name where nothing is there that is trusted more', async (source, origin) => {
  expect(await nameFrom(SOURCES.slice(SOURCES.indexOf(source)))).toEqual([source, origin]);
  expect(await nameFrom([source])).toEqual([source, origin]);
});

it('a body has none where nothing names it', async () => {
  expect(await nameFrom([])).toEqual([null, null]);
});
