import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** Compares a text with a golden file. `UPDATE_GOLDENS=1 npx vitest run` writes the files anew; read the difference then. */
export function expectGolden(text: string, golden: URL): void {
  const path = fileURLToPath(golden);
  if (process.env['UPDATE_GOLDENS'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(text, `differs from ${path}; UPDATE_GOLDENS=1 rewrites it`).toBe(readFileSync(path, 'utf8'));
}
