import { describe, expect, it } from 'vitest';
import { exportSourceMap } from '../../src/export/source-map.ts';
import { addSources } from '../../src/reduce/add-sources.ts';
import { reduceIndex } from '../../src/reduce/reduce-index.ts';
import { openIndex, verifyChecksum } from '../../src/symbol-index/index.ts';
import { sourceTexts } from '../../src/symbol-index/source-texts.ts';
import { indexOf } from '../symbol-index/module.ts';

const SOURCES: Readonly<Record<string, string>> = {
  '/build/src/shop.cpp': 'int total();\n',
  '/abs/tax.h': '// ä\n'.repeat(100_000),
};

const withSources = (): Promise<Uint8Array> => addSources(indexOf(), (path) => Promise.resolve(SOURCES[path] ?? null));

describe('an index with sources', () => {
  it('holds their texts by path', async () => {
    const index = openIndex(await withSources());
    expect(Object.fromEntries(sourceTexts(index))).toEqual(SOURCES);
    expect(verifyChecksum(index)).toBe(true);
  });

  it('answers as before, and its map has them too', async () => {
    const { sourcesContent, ...map } = exportSourceMap(openIndex(await withSources()));
    expect(map).toEqual(exportSourceMap(openIndex(indexOf())));
    expect(sourcesContent).toEqual(map.sources.map((path) => SOURCES[path ?? ''] ?? null));
  });

  it('keeps texts that it holds, and asks for the others alone, once', async () => {
    const asked: string[] = [];
    const again = await addSources(await withSources(), (path) => {
      asked.push(path);
      return Promise.resolve(null);
    });
    expect(Object.fromEntries(sourceTexts(openIndex(again)))).toEqual(SOURCES);
    expect(asked).toEqual(['/usr/include/vector', 'C:\\build/src/win.c']);
  });

  it('loses them with what else is to be left out', async () => {
    const bytes = await withSources();
    for (const contents of ['lines', 'names'] as const) {
      const reduced = reduceIndex(bytes, { contents });
      expect(sourceTexts(openIndex(reduced)).size).toBe(0);
      expect(Buffer.from(reduced).includes('int total();')).toBe(false);
    }
    expect(reduceIndex(bytes, { contents: 'lines' })).toEqual(reduceIndex(indexOf(), { contents: 'sources' }));
  });

  it('keeps them where paths are mapped', async () => {
    const mapped = reduceIndex(await withSources(), { mapPath: [{ from: '/build', to: '' }] });
    expect([...sourceTexts(openIndex(mapped)).keys()]).toEqual(['src/shop.cpp', '/abs/tax.h']);
  });

  it('is the same index where there are none', async () => {
    const bytes = indexOf();
    expect(await addSources(bytes, () => Promise.resolve(null))).toBe(bytes);
  });

  it('with damaged places gives the texts that it can', async () => {
    const bytes = await withSources();
    const at = Buffer.from(bytes).indexOf(Buffer.from('int total();')) - 1;
    bytes[at] = 0xff;
    expect(sourceTexts(openIndex(bytes)).get('/abs/tax.h')).toBe(SOURCES['/abs/tax.h']);
  });
});
