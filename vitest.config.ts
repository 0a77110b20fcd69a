import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** What tsup's `binary` loader does for the bundle, for the tests that run the sources: `.wasm` imports are bytes. */
const wasmAsBytes = {
  name: 'wasm-as-bytes',
  enforce: 'pre' as const,
  load(id: string): string | undefined {
    if (!id.endsWith('.wasm')) return undefined;
    return `export default new Uint8Array(Buffer.from("${readFileSync(id, 'base64')}", "base64"));`;
  },
};

export default defineConfig({
  plugins: [wasmAsBytes],
  test: { include: ['test/**/*.test.ts'], testTimeout: 30_000 },
});
