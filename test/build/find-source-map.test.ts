import { mkdtempSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findSourceMap, type FindSourceMapOptions, type FoundSourceMap } from '../../src/build/find-source-map.ts';
import { openModule } from '../../src/build/open-module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { codeSection, custom, moduleOf, sized } from '../container/module-bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'maps-'));
afterAll(() => rm(folder, { recursive: true }));

const MAP = '{"version":3,"sources":["a.c"],"mappings":""}';

/** `name`: path or URL of the module, whose bytes are in memory. */
async function find(name: string | null, link: string | null, options?: FindSourceMapOptions): Promise<FoundSourceMap> {
  const bytes = moduleOf(codeSection(2), ...(link === null ? [] : [custom('sourceMappingURL', sized(link))]));
  const reader = await openReader(bytes);
  return findSourceMap(await openModule({ ...reader, name }), options);
}

const sourcesOf = ({ map }: FoundSourceMap): unknown => map?.sources.map(({ path }) => path);

it('finds a map that the module holds itself', async () => {
  const found = await find(null, `data:application/json;base64,${btoa(MAP)}`);
  expect([sourcesOf(found), found.location, found.missing]).toEqual([['a.c'], 'data:', null]);
  // More than is shown of a link.
  const large = MAP.replace('a.c', 'x'.repeat(100_000));
  expect(sourcesOf(await find(null, `data:application/json,${encodeURIComponent(large)}`))).toHaveLength(1);
});

it('finds a map by its path relative to the module, percent-encoded or not, and beside it', async () => {
  await mkdir(join(folder, 'maps'));
  writeFileSync(join(folder, 'maps/my app.map'), MAP);
  writeFileSync(join(folder, 'app.wasm.map'), MAP);
  const app = join(folder, 'app.wasm');
  const locations = await Promise.all(
    ['maps/my%20app.map', 'maps/my app.map?v=1', ' maps/my%20app.map\r\n', 'maps/none.map', null].map((link) =>
      find(app, link),
    ),
  );
  expect(locations.map(({ location }) => location)).toEqual([
    `${folder}/maps/my app.map`,
    `${folder}/maps/my app.map`,
    `${folder}/maps/my app.map`,
    `${app}.map`,
    `${app}.map`,
  ]);
  expect(await find(join(folder, 'other.wasm'), 'none.map')).toEqual({
    map: null,
    location: `${folder}/none.map`,
    missing: 'not-found',
  });
  expect(await find(join(folder, 'other.wasm'), null)).toEqual({ map: null, location: null, missing: 'not-linked' });
});

it('asks over HTTP only with the fetch that it is given', async () => {
  const asked: string[] = [];
  const fetch = (url: string): Promise<Response> => {
    asked.push(url);
    return Promise.resolve(new Response(MAP, { status: url.endsWith('/maps/app.map') ? 200 : 404 }));
  };
  const url = 'https://host/x/app.wasm?v=2';
  expect(await find(url, '../maps/app.map')).toEqual({
    map: null,
    location: 'https://host/maps/app.map',
    missing: 'not-allowed',
  });
  expect(sourcesOf(await find(url, '../maps/app.map', { fetch }))).toEqual(['https://host/maps/a.c']);
  expect((await find(null, 'https://host/other.map', { fetch })).missing).toBe('not-found');
  expect((await find(url, null, { fetch })).missing).toBe('not-linked');
  expect(asked).toEqual(['https://host/maps/app.map', 'https://host/other.map', 'https://host/x/app.wasm.map?v=2']);
});

it.each([
  'blob:https://host/1',
  'chrome-extension://x/y.map',
  '//host/share.map',
  '\\\\host\\share.map',
  'file://host/x.map',
])('does not follow %s', async (link) => {
  expect(await find(join(folder, 'third.wasm'), link)).toEqual({
    map: null,
    location: link,
    missing: 'unsupported-location',
  });
});
