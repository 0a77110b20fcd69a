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

/** The built cores as files beside the command, read when one is needed: in the bundle they would be looked through at every start. */
const coresAsFiles: Plugin = {
  name: 'cores-as-files',
  setup(build) {
    build.onLoad({ filter: /\.wasm$/ }, ({ path }) => {
      const file = basename(path);
      copyFileSync(path, join(OUTPUT, file));
      const read = `import { readFileSync } from 'node:fs'; export default readFileSync(__dirname + '/${file}');`;
      return { contents: read, loader: 'js' };
    });
  },
};

/**
 * Parts of the command in files of their own: V8 reads all of a file at every start, 1 ms for 30 kB. (tsup can split CommonJS itself, but breaks classes.)
 */
const LATER = {
  commands: 'src/cli/commands.ts',
  'module-files': 'src/modules/module-files.ts',
  'open-files': 'src/modules/open-files.ts',
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

export default defineConfig([
  {
    ...shared,
    // What runs in other threads is a file of its own, found beside the one that starts them.
    entry: { index: 'src/index.ts', lookup: 'src/symbol-index/index.ts', 'part-worker': 'src/build/part-worker.ts' },
    format: 'esm',
    platform: 'neutral',
    dts: { entry: { index: 'src/index.ts', lookup: 'src/symbol-index/index.ts' } },
    // The built cores travel inside the bundle, so that no host has to find a file beside it.
    loader: { '.wasm': 'base64' },
  },
  {
    ...shared,
    entry: { cli: 'src/cli/main.ts', ...LATER },
    // Loading it takes Node 4 ms less than a module of the other kind, and it may not have to wait for any file.
    format: 'cjs',
    outExtension: () => ({ js: '.cjs' }),
    platform: 'node',
    minify: true,
    esbuildPlugins: [coresAsFiles, partsAsFiles],
    esbuildOptions(options) {
      // `require` instead, which does not start the loader of the other kind of modules.
      options.supported = { 'dynamic-import': false };
      // What the library starts threads with. The command starts none, and modules of this kind do not know the word.
      options.define = { ...options.define, 'import.meta.url': 'undefined' };
    },
  },
]);
