// Bundles main.ts with esbuild (tsup brings it) and runs it: `npm run fuzz -- --runs 10000`, `npm run fuzz -- --seed 7 --runs 1`.
// The built cores go into the bundle as base64, as they do in the package.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const work = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-fuzz-'));
try {
  const bundle = join(work, 'main.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    loader: { '.wasm': 'base64' },
    outfile: bundle,
    logLevel: 'warning',
  });
  const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
  const { status } = spawnSync(process.execPath, ['--expose-gc', bundle, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, FUZZ_FIXTURES: fixtures },
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
