import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCompanion } from '../../src/build/open-module.ts';
import { openSplitFile } from '../../src/build/split-file.ts';
import { inspectText } from '../../src/format/inspect-text.ts';
import { inspectModule } from '../../src/modules/inspect.ts';
import { closeModule, indexOf, openModule } from '../../src/modules/module.ts';
import type { OpenModuleOptions } from '../../src/modules/module.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { companionBytes, companionPath } from '../build/companion-fixtures.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-companions-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(...files: readonly string[]): string {
  for (const file of files) copyFileSync(companionPath(file), join(folder, file));
  return join(folder, files[0] ?? '');
}

async function kindsOf(input: string | Uint8Array, options: OpenModuleOptions = {}): Promise<readonly string[]> {
  const module = await openModule(input, options);
  const index = await indexOf(module);
  await closeModule(module);
  return diagnostics(index).map(({ kind }) => kind);
}

describe('the files that describe a module', () => {
  it('are found beside one that is given by its path', async () => {
    expect(await kindsOf(put('matrix-separate.wasm'))).toEqual(['companion-missing']);
    expect(await kindsOf(put('matrix-separate.wasm', 'matrix.debug.wasm'))).toEqual([]);
    expect(await kindsOf(put('inventory-split5.wasm', 'inventory-split5.dwo'))).toEqual([]);
    expect(await kindsOf(put('calculator-split5.wasm', 'calculator-split5.wasm.dwp'))).toEqual([]);
  });

  it('are looked for nowhere where that is not wanted, or the module is but bytes with a name', async () => {
    const path = put('inventory-split5.wasm', 'inventory-split5.dwo');
    expect(await kindsOf(path, { search: null })).toEqual(['split-debug-missing']);
    expect(await kindsOf(companionBytes('inventory-split5.wasm'), { name: path })).toEqual(['split-debug-missing']);
  });

  it('may be handed over', async () => {
    const split = [await openSplitFile(companionBytes('inventory-split5.dwo'))];
    expect(await kindsOf(companionBytes('inventory-split5.wasm'), { companions: { split } })).toEqual([]);
    const dwarf = await openCompanion(companionBytes('matrix.debug.wasm'));
    expect(await kindsOf(companionBytes('matrix-moved.wasm'), { companions: { dwarf } })).toEqual([]);
  });

  it('are told by an inspection', async () => {
    const module = await openModule(put('matrix-separate.wasm', 'matrix.debug.wasm'));
    const inspection = await inspectModule(module);
    await closeModule(module);
    expect(inspection.companion).toEqual({
      link: 'matrix.debug.wasm',
      cut: null,
      file: join(folder, 'matrix.debug.wasm'),
      fit: { evidence: 'code', refusal: null },
      error: null,
    });
    expect(inspectText(inspection)).toContain('the code is the same');
  });

  it('cost nothing but themselves where they cannot be read', async () => {
    copyFileSync(companionPath('matrix-separate.wasm'), join(folder, 'app.wasm'));
    copyFileSync(companionPath('../companions.json'), join(folder, 'matrix.debug.wasm'));
    const module = await openModule(join(folder, 'app.wasm'));
    const { companion, coverage, diagnostics: met } = await inspectModule(module);
    await closeModule(module);
    expect(companion).toMatchObject({ file: null, fit: null });
    expect(companion?.error).toContain('JSON');
    expect(met.map(({ kind }) => kind)).toEqual(['companion-missing']);
    expect(coverage.named).toBeGreaterThan(0);
  });
});
