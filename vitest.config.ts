import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** What tsup's `base64` loader does for the bundle, for the tests that run the sources: `.wasm` imports are base64. */
const wasmAsBase64 = {
  name: 'wasm-as-base64',
  enforce: 'pre' as const,
  load(id: string): string | undefined {
    if (!id.endsWith('.wasm')) return undefined;
    return `export default "${readFileSync(id, 'base64')}";`;
  },
};

export default defineConfig({
  plugins: [wasmAsBase64],
  // One worker fewer than processors, which is the rule, left half of a machine with two idle: 182 s instead of 85.
  test: { include: ['test/**/*.test.ts'], testTimeout: 30_000, maxWorkers: '100%' },
});
