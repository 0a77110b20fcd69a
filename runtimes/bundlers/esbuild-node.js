import { build } from 'esbuild';
import { warn } from './warn.js';

const { warnings } = await build({
  entryPoints: ['required.cjs'],
  bundle: true,
  platform: 'node',
  outfile: 'out/required.cjs',
  logLevel: 'error',
});
warn(...warnings.map(({ text }) => text));
