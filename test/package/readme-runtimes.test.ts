import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HEADING = '## Runtimes and bundlers\n';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const section = readme.slice(readme.indexOf(HEADING) + HEADING.length).split(/^## /m)[0] ?? '';
const programs = [...section.matchAll(/^```ts\n(.*?)^```\n(?:\n```text\n(.*?)^```)?/gms)].map(
  ([, program = '', output = '']) => [program, output] as const,
);

/** As workerd and others import them. */
const modulesCompiled: Plugin = {
  name: 'modules-compiled',
  setup(bundler) {
    bundler.onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
      contents: `import { readFileSync } from 'node:fs';
        export default new WebAssembly.Module(readFileSync(${JSON.stringify(path)}));`,
    }));
  },
};

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-readme-runtimes-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/wasm-symbolicate'), 'junction');
  copyFileSync(join(ROOT, 'fixtures/stacks/modules/app.wasm'), join(folder, 'app.wasm'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('the section is found', () => {
  expect(programs).toHaveLength(2);
});

it.each(programs)('README.md on runtimes: program %#', async (program, output) => {
  const outfile = join(folder, 'program.mjs');
  await build({
    stdin: { contents: program, resolveDir: folder, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Writes `using` out for Node 20.
    target: 'node20',
    plugins: [modulesCompiled],
    outfile,
    logLevel: 'error',
  });
  expect(execFileSync(process.execPath, [outfile], { cwd: folder, encoding: 'utf8' })).toBe(output);
});
