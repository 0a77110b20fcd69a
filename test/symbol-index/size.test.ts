import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('the lookup entry alone is at most 5 kB, minified and gzipped', async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../src/symbol-index/index.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  expect(gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length).toBeLessThanOrEqual(5000);
});
