import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { companionPath } from '../build/companion-fixtures.ts';
import { output } from './run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const REASON = /split-debug-missing|companion-missing/;

const put = (...files: readonly string[]): void => {
  for (const file of files) copyFileSync(companionPath(file), join(folder, file));
};
const lookup = (module: string): Promise<string> =>
  output(['lookup', '--code-relative', '-m', module, '0x180'], '', folder);

test.each([
  ['inventory-split5.wasm', 'inventory-split5.dwo'],
  ['calculator-split4.wasm', 'calculator-split4.wasm.dwp'],
  ['matrix-separate.wasm', 'matrix.debug.wasm'],
])('%s is answered with the file beside it, also from an index', async (module, file) => {
  put(module);
  const without = await lookup(module);
  put(file);
  const withFile = await lookup(module);
  expect(without).toMatch(REASON);
  expect(withFile).not.toMatch(REASON);
  await output(['index', module, '-o', 'app.wsym'], '', folder);
  expect(await lookup('app.wsym')).toBe(withFile);
});
