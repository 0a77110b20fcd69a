import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const dist = (file: string): string => fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
const gzipped = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length;

/** What a page loads, minified and gzipped, of a program that uses all of an entry: at its start, and in all. */
async function loaded(entry: string): Promise<{ readonly atStart: number; readonly whole: number }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [dist(entry)],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    outdir: 'out',
    write: false,
    metafile: true,
    // In this folder the package is no dependency, whose warnings are nobody's.
    logLevel: 'error',
  });
  const sizes = new Map(outputFiles.map(({ path, contents }) => [path, gzipped(contents)]));
  const sizeOf = (file: string): number =>
    [...sizes].find(([path]) => path.replaceAll('\\', '/').endsWith(`/${file}`))?.[1] ?? 0;
  const atStart = new Set<string>();
  const visit = (file: string): void => {
    if (atStart.has(file)) return;
    atStart.add(file);
    for (const { path, kind } of metafile.outputs[file]?.imports ?? []) if (kind === 'import-statement') visit(path);
  };
  visit(
    Object.keys(metafile.outputs).find((file) => metafile.outputs[file]?.entryPoint?.endsWith(`/${entry}`) === true) ??
      '',
  );
  const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);
  return { atStart: sum([...atStart].map(sizeOf)), whole: sum(sizes.values()) };
}

const core = (file: string): number => gzipped(readFileSync(dist(file)));

it('each entry stays within its size; kB gzipped, scripts minified', async () => {
  const [whole, lookup] = [await loaded('index.js'), await loaded('lookup.js')];
  const rows = [
    { entry: 'wasm-symbolicate/lookup', kB: lookup.whole / 1000, most: 5 },
    { entry: 'wasm-symbolicate, at the start of a page', kB: whole.atStart / 1000, most: 108 },
    { entry: 'wasm-symbolicate, all parts and cores', kB: whole.whole / 1000, most: 520 },
    { entry: 'wasm-symbolicate/core.wasm', kB: core('core.wasm') / 1000, most: 80 },
    { entry: 'wasm-symbolicate/core-parts.wasm', kB: core('core-parts.wasm') / 1000, most: 90 },
    { entry: 'wasm-symbolicate/demangler.wasm', kB: core('demangler.wasm') / 1000, most: 88 },
    { entry: 'wasm-symbolicate/source-map.wasm', kB: core('source-map.wasm') / 1000, most: 30 },
  ];
  console.table(rows.map(({ kB, ...row }) => ({ ...row, kB: Number(kB.toFixed(2)) })));
  expect(rows.filter(({ kB, most }) => kB > most)).toEqual([]);
});
