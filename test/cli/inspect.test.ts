import { expect, test } from 'vitest';
import { output } from './run.ts';

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
    }),
    expect.objectContaining({
      file: EH,
      module: expect.objectContaining({
        debug: { sections: [], externalDebugInfo: null, sourceMappingUrl: null },
      }) as unknown,
    }),
  ]);
});
