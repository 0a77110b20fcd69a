import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { defineConfig, type Options } from 'tsup';

const OUTPUT = 'dist';

/** What both bundles have in common. */
const shared = {
  outDir: OUTPUT,
  target: 'es2022',
  external: [/^node:/],
  // Deno knows Node's modules by their full names only.
  removeNodeProtocol: false,
} satisfies Options;

/** The plugins of tsup's own esbuild. */
type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** The built cores as files of the package, by the names under which it exports them. */
const CORE_FILES: Readonly<Record<string, string>> = {
  'gimli_wasm_bg.wasm': 'core.wasm',
  'gimli_wasm_parts_bg.wasm': 'core-parts.wasm',
  'demangler_bg.wasm': 'demangler.wasm',
  'source_map_rows_bg.wasm': 'source-map.wasm',
};

function coreFile(path: string): string {
  const file = CORE_FILES[basename(path)];
  if (file === undefined) throw new Error(`${path} is no core`);
  return file;
}

/** The cores are read from the files beside the command when one is needed: in the bundle they would be looked through at every start. */
const coresRead: Plugin = {
  name: 'cores-read',
  setup(build) {
    build.onLoad({ filter: /\.wasm$/ }, ({ path }) => {
      const file = coreFile(path);
      const read = `import { readFileSync } from 'node:fs'; export default readFileSync(__dirname + '/${file}');`;
      return { contents: read, loader: 'js' };
    });
  },
};

/** The cores are imported as modules of their own, which is the only way in which workerd compiles any. */
const coresImported: Plugin = {
  name: 'cores-imported',
  setup(build) {
    build.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `../${coreFile(path)}`, external: true }));
  },
};

/**
 * Parts of the command in files of their own: V8 reads all of a file at every start, 1 ms for 30 kB. (tsup can split CommonJS itself, but breaks classes.)
 */
const LATER = {
  budget: 'src/build/budget.ts',
  commands: 'src/cli/commands.ts',
  help: 'src/cli/help/main.ts',
  'module-files': 'src/modules/module-files.ts',
  'join-files': 'src/modules/join-files.ts',
  scripts: 'src/javascript/answer-scripts.ts',
  symbols: 'src/cli/cli-store.ts',
};

const partsAsFiles: Plugin = {
  name: 'parts-as-files',
  setup(build) {
    build.onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return null;
      const part = Object.entries(LATER).find(([, file]) => resolve(file) === resolve(resolveDir, path));
      return part === undefined ? null : { path: `./${part[0]}.cjs`, external: true };
    });
  },
};

// Both write into one folder, at the same time: tsup's own `clean` of the one would take away files of the other.
rmSync(OUTPUT, { recursive: true, force: true });
mkdirSync(OUTPUT);
for (const [built, file] of Object.entries(CORE_FILES)) copyFileSync(join('native/pkg', built), join(OUTPUT, file));
copyFileSync('src/core/wasm-module.d.ts', join(OUTPUT, 'wasm-module.d.ts'));

export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts', lookup: 'src/symbol-index/index.ts' },
    format: 'esm',
    platform: 'neutral',
    dts: {
      entry: { index: 'src/index.ts', lookup: 'src/symbol-index/index.ts' },
      // For `using`: programs that ask for an older library of types would not know what these types extend.
      banner: '/// <reference lib="esnext.disposable" />',
    },
    // The built cores travel inside the bundle, so that no host has to find a file beside it.
    loader: { '.wasm': 'base64' },
  },
  {
    ...shared,
    // What runs in other threads: one file, found beside the one that starts them. Vite's usual build cannot split a worker, and others would miss its parts.
    entry: { 'part-worker': 'src/build/part-worker.ts' },
    format: 'esm',
    platform: 'neutral',
    splitting: false,
  },
  {
    ...shared,
    outDir: join(OUTPUT, 'workerd'),
    entry: { index: 'src/index.ts' },
    format: 'esm',
    platform: 'neutral',
    esbuildPlugins: [coresImported],
  },
  {
    ...shared,
    entry: { cli: 'src/cli/main.ts', addr2line: 'src/cli/addr2line-main.ts', ...LATER },
    // Loading it takes Node 4 ms less than a module of the other kind, and it may not have to wait for any file.
    format: 'cjs',
    outExtension: () => ({ js: '.cjs' }),
    platform: 'node',
    minify: true,
    esbuildPlugins: [coresRead, partsAsFiles],
    esbuildOptions(options) {
      // `require` instead, which does not start the loader of the other kind of modules.
      options.supported = { 'dynamic-import': false };
      // What the library starts threads with. The command starts none, and modules of this kind do not know the word.
      options.define = { ...options.define, 'import.meta.url': 'undefined' };
    },
  },
]);
