import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

function isPackedList(value: unknown): value is readonly [Packed] {
  return Array.isArray(value) && value.length === 1;
}

function packed(): Packed {
  // Windows starts npm's script by a shell only.
  const shell = process.platform === 'win32';
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const list: unknown = JSON.parse(execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', shell, stdio: 'pipe' }));
  if (!isPackedList(list)) throw new Error('npm pack gave no list');
  return list[0];
}

it('the packed package holds these files and no others', () => {
  // Names of parts hold a hash of what is in them.
  const paths = packed().files.map(({ path }) => path.replace(/-[\w-]{8}(?=\.(?:js|d\.ts)$)/, '-HASH'));
  expect(paths.sort()).toMatchInlineSnapshot(`
    [
      "LICENSE",
      "README.md",
      "dist/addr2line.cjs",
      "dist/answer-scripts-HASH.js",
      "dist/budget-HASH.js",
      "dist/budget.cjs",
      "dist/build-indexes-HASH.js",
      "dist/chunk-HASH.js",
      "dist/chunk-HASH.js",
      "dist/chunk-HASH.js",
      "dist/chunk-HASH.js",
      "dist/chunk-HASH.js",
      "dist/chunk-HASH.js",
      "dist/chunk-HASH.js",
      "dist/chunk-HASH.js",
      "dist/chunk-HASH.js",
      "dist/chunk-HASH.js",
      "dist/chunk-HASH.js",
      "dist/cli.cjs",
      "dist/commands.cjs",
      "dist/core-parts.wasm",
      "dist/core.wasm",
      "dist/demangler.wasm",
      "dist/demangler_bg-HASH.js",
      "dist/disk-cache-HASH.js",
      "dist/gimli_wasm_bg-HASH.js",
      "dist/gimli_wasm_parts_bg-HASH.js",
      "dist/help.cjs",
      "dist/index-HASH.d.ts",
      "dist/index.d.ts",
      "dist/index.js",
      "dist/join-files-HASH.js",
      "dist/join-files.cjs",
      "dist/lookup.d.ts",
      "dist/lookup.js",
      "dist/module-files-HASH.js",
      "dist/module-files.cjs",
      "dist/part-worker.js",
      "dist/scripts.cjs",
      "dist/source-map.wasm",
      "dist/source_map_rows_bg-HASH.js",
      "dist/symbols.cjs",
      "dist/wasm-module.d.ts",
      "dist/workerd/answer-scripts-HASH.js",
      "dist/workerd/budget-HASH.js",
      "dist/workerd/build-indexes-HASH.js",
      "dist/workerd/chunk-HASH.js",
      "dist/workerd/chunk-HASH.js",
      "dist/workerd/chunk-HASH.js",
      "dist/workerd/chunk-HASH.js",
      "dist/workerd/chunk-HASH.js",
      "dist/workerd/chunk-HASH.js",
      "dist/workerd/chunk-HASH.js",
      "dist/workerd/chunk-HASH.js",
      "dist/workerd/chunk-HASH.js",
      "dist/workerd/chunk-HASH.js",
      "dist/workerd/disk-cache-HASH.js",
      "dist/workerd/index.js",
      "dist/workerd/join-files-HASH.js",
      "dist/workerd/module-files-HASH.js",
      "man/wasm-addr2line.1",
      "man/wasm-symbolicate.1",
      "native/LICENSES.md",
      "package.json",
    ]
  `);
});

it('and weighs at most 1.3 MB to download', () => {
  expect(packed().size).toBeLessThanOrEqual(1_300_000);
});

it('what runs in a thread is one file: workers that bundlers emit have no parts', () => {
  const worker = readFileSync(new URL('../../dist/part-worker.js', import.meta.url), 'utf8');
  expect(worker.match(/\bimport\s*[({"'*]|\bfrom\s*["']|\brequire\(/g)).toBeNull();
});

it('every entry has types, which are looked at first', () => {
  const manifest: unknown = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
  if (!hasExports(manifest)) throw new Error('package.json has no exports');
  const entries = Object.entries(manifest.exports).filter(([name]) => name !== './package.json');
  const typed = entries.filter(([, entry]) => typeof entry === 'object' && Object.keys(entry)[0] === 'types');
  expect(typed).toEqual(entries);
});

function hasExports(manifest: unknown): manifest is { readonly exports: Readonly<Record<string, string | object>> } {
  return typeof manifest === 'object' && manifest !== null && 'exports' in manifest;
}
