import { expect, test } from 'vitest';
import { output, run } from './run.ts';

const APP = 'stacks/modules/app.wasm';
const EH = 'stacks/modules/eh.wasm';

test('inspect prints each module, and an empty line between two', async () => {
  const [app, eh] = [await output(['inspect', APP]), await output(['inspect', EH])];
  expect(app).toMatch(/^stacks\/modules\/app\.wasm: WebAssembly module of 7,080 bytes, DWARF\n\nSections\n/);
  expect(await output(['inspect', APP, EH])).toBe(`${app}\n${eh}`);
});

test('inspect --json writes one line for each module', async () => {
  const lines = (await output(['inspect', '--json', APP, EH])).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({
      file: APP,
      kind: 'module',
      identity: expect.objectContaining({ functionCount: 13, importedFunctions: 2, moduleName: 'app.wasm' }) as unknown,
      coverage: expect.objectContaining({ functions: 13, named: 13, withLines: 13 }) as unknown,
      diagnostics: [],
      production: 'lines',
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'leaks-debug-info', about: 'deployed-file', severity: 'note' }),
      ]) as unknown,
    }),
    expect.objectContaining({
      file: EH,
      module: expect.objectContaining({
        debug: { sections: [], externalDebugInfo: null, sourceMappingUrl: null, embeddedSources: 0 },
      }) as unknown,
    }),
  ]);
});

test('inspect --check ends with 3 where stacks would get less than lines, and says for which module', async () => {
  expect((await run(['inspect', '--check', APP])).code).toBe(0);
  const { code, stdout, stderr } = await run(['inspect', '--check', EH, APP, 'modules/inventory-names-only.wasm']);
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr:
      `wasm-symbolicate: ${EH}: stacks would get function names only\n` +
      'wasm-symbolicate: modules/inventory-names-only.wasm: stacks would get function names only\n',
  });
  expect(stdout.toString()).toContain(`${APP}: WebAssembly module`);
});

test('inspect of a stripped module together with its debug companion tells what both give', async () => {
  const { code, stdout, stderr } = await run(['inspect', '--check', 'stacks/modules/app-stripdebug.wasm', APP]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.toString()).toMatch(/^stacks\/modules\/app-stripdebug\.wasm: WebAssembly module/);
});

test('inspect --check asks nothing of the modules that tools put into each component', async () => {
  const { code, stdout, stderr } = await run(['inspect', '--check', 'components/reporter.wasm']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const shim = stdout.toString().split('\n\ncomponents/reporter.wasm, core module ')[2];
  expect(shim).toContain('\nNot answered\n  no lines: the module is wit-component’s own, made with each component\n\n');
  expect(shim).not.toContain('no build id:');
});

test('inspect --check names the core module of a component that would get less', async () => {
  const { code, stderr } = await run(['inspect', '--check', 'components/nested.wasm']);
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr:
      'wasm-symbolicate: components/nested.wasm, core module 0 (at 10): stacks would get function names only\n' +
      'wasm-symbolicate: components/nested.wasm, core module 0 in component 0 (at 83): stacks would get function names only\n',
  });
});
