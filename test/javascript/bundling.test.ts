import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('a bundle for browsers needs no settings, Node’s modules and source-map, whose imports of them would fail', async () => {
  const { outputFiles, warnings } = await build({
    entryPoints: ['src/index.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    // What the package's own build does.
    loader: { '.wasm': 'empty' },
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  expect(warnings).toEqual([]);
  expect(output?.text).toContain('no-source-map');
  expect(output?.text).not.toMatch(/SourceMapGenerator|from\s*"source-map"|import\("source-map"\)/);
  expect(output?.text).not.toMatch(/(?:from\s*|import\()"node:/);
});
