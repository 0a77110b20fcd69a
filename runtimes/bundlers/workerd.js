// What Wrangler does: one script; data and compiled modules beside it, as modules of their own. Prints the files, the script first.
import { build } from 'esbuild';
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const [entry, ...conditions] = process.argv.slice(2);
const files = ['worker.js'];

const besideTheScript = {
  name: 'beside-the-script',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /\.(wasm|bin)$/ }, async ({ path, pluginData, ...args }) => {
      if (pluginData === 'resolving') return null;
      const found = await resolve(path, { ...args, pluginData: 'resolving' });
      const file = basename(found.path);
      if (!files.includes(file)) files.push(file);
      copyFileSync(found.path, join('out', file));
      return { path: `./${file}`, external: true };
    });
  },
};

mkdirSync('out', { recursive: true });
await build({
  entryPoints: [entry],
  bundle: true,
  format: 'esm',
  outfile: 'out/worker.js',
  conditions,
  plugins: [besideTheScript],
  logLevel: 'error',
});
console.log(files.join('\n'));
