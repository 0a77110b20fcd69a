import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    lookup: 'src/symbol-index/index.ts',
    cli: 'src/cli/main.ts',
    'part-worker': 'src/build/part-worker.ts',
  },
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  dts: { entry: { index: 'src/index.ts', lookup: 'src/symbol-index/index.ts' } },
  external: [/^node:/],
  // Deno knows Node's modules by their full names only.
  removeNodeProtocol: false,
  // The built cores travel inside the bundle, so that no host has to find a file beside it.
  loader: { '.wasm': 'base64' },
  clean: true,
});
