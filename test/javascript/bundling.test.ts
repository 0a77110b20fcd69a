import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('a bundle for browsers needs no source-map, whose imports of Node’s modules would fail', async () => {
  const { outputFiles } = await build({
    entryPoints: ['src/index.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    external: ['node:*'],
    loader: { '.wasm': 'empty' },
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  expect(output?.text).toContain('no-source-map');
  expect(output?.text).not.toMatch(/SourceMapGenerator|from\s*"source-map"|import\("source-map"\)/);
});
