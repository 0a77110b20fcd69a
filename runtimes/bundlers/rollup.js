import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { warn } from './warn.js';

const onLog = (_, { message }) => warn(message);
const bundle = await rollup({ input: 'page.js', plugins: [nodeResolve({ browser: true })], onLog });
await bundle.write({ dir: 'out', format: 'es' });
