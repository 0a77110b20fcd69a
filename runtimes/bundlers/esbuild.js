import { build } from 'esbuild';
import { warn } from './warn.js';

const { warnings } = await build({
  entryPoints: ['page.js'],
  bundle: true,
  format: 'esm',
  outdir: 'out',
  logLevel: 'error',
});
warn(...warnings.map(({ text }) => text));
