import { describe, expect, test } from 'vitest';
import { diagnosticText } from '../../src/format/diagnostic-text.ts';
import { inspectText } from '../../src/format/inspect-text.ts';
import { inspectModule } from '../../src/modules/inspect.ts';
import { closeModule, openModule } from '../../src/modules/module.ts';
import { expectGolden } from '../support/golden.ts';
import { exampleIndex } from './example.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);

/** The text for a module, under a name that does not tell where the tests ran. */
async function textOf(path: string): Promise<string> {
  const module = await openModule(new URL(path, FIXTURES), { name: path });
  const text = inspectText(await inspectModule(module));
  await closeModule(module);
  return `${text}\n`;
}

describe('inspectText says what a build carries, and what will not be answered and why', () => {
  test.each([
    ['app', 'stacks/modules/app.wasm'],
    ['names-only', 'stacks/modules/app-stripdebug.wasm'],
    ['stripped', 'stacks/modules/app-stripall.wasm'],
    ['source-map', 'stacks/modules/as-release.wasm'],
    ['hollow', 'modules/inventory-hollow.wasm'],
    ['stale', 'modules/inventory-stale.wasm'],
    ['build-id', 'modules/matrix-build-id.wasm'],
  ])('%s', async (name, path) => {
    expectGolden(await textOf(path), new URL(`goldens/inspect-${name}.txt`, import.meta.url));
  });

  test('of a symbol index, which keeps no sections', async () => {
    const module = await openModule(exampleIndex().bytes, { name: 'app.wsym' });
    expect(inspectText(await inspectModule(module))).toBe(`app.wsym: symbol index of a module of 0 bytes

Identity
  module name    app
  build id       none
  code hash      none
  code           60 bytes from offset 100
  functions      3 functions, 0 imported, 0 exported

Answered
  names of 2 of 3 functions: 1 from DWARF, 1 from the name section
  lines in 1 of 3 functions, which are 50 % of the code
  2 inlined calls

Not answered
  no lines in 2 functions, which are 50 % of the code: the debug information does not cover them, as is usual for library code built without -g
  no names of 1 function: neither debug information, name section nor exports have one`);
  });
});

test('a diagnostic in words tells how often and where', () => {
  expect(diagnosticText({ kind: 'unit-malformed', count: 1, place: 17 })).toBe(
    'a compilation unit is damaged, what lies behind the damage is missing (at offset 17 of .debug_info)',
  );
  expect(diagnosticText({ kind: 'torn-function', count: 3, place: 99 })).toBe(
    '3 functions have inlined calls whose ranges a tool tore; their lines decided which holds where (first at offset 99 of the code section)',
  );
  expect(diagnosticText({ kind: 'other', count: 2, place: 0 })).toBe(
    'a newer version recorded something that this one does not know',
  );
});
