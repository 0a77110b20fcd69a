import { describe, expect, test } from 'vitest';
import { type ModuleIdentity, moduleIdentity } from '../../src/identity/module-identity.ts';
import { NO_CODE } from '../../src/modules/code-reader.ts';
import { FunctionsByName } from '../../src/modules/functions-by-name.ts';
import { matchFrames } from '../../src/modules/match.ts';
import type { ModuleOutline } from '../../src/modules/outline.ts';
import { parseStack } from '../../src/stack/parse.ts';

/** Two imports, code from 100 on, bodies of indices 2 and 3 at [105, 125) and [127, 137). */
const app: ModuleOutline = {
  name: '/build/app.wasm',
  moduleName: 'app-main',
  place: null,
  codeStart: 100,
  isCut: false,
  codeSize: 1000,
  functionsByName: new FunctionsByName({
    bytes: new Uint8Array(0),
    mayBePadded: false,
    functionAt: () => null,
    entries: () => ({
      bytes: new TextEncoder().encode('run'),
      offsets: Uint32Array.of(0),
      lengths: Uint32Array.of(3),
      functionIndexes: Uint32Array.of(3),
      first: 0,
    }),
  }),
  namesOf: (functionIndex) => (functionIndex === 3 ? ['run'] : []),
  importedFunctions: 2,
  bodyStarts: Uint32Array.of(5, 27),
  bodyLengths: Uint32Array.of(20, 10),
};
/** Other code. */
const plugin: ModuleOutline = { ...app, name: 'plugin.wasm', moduleName: 'plugin', bodyLengths: Uint32Array.of(21, 9) };

const identityOf = ({ name, moduleName }: ModuleOutline): ModuleIdentity =>
  moduleIdentity({ url: name, names: moduleName === null ? [] : [moduleName] });

const matches = (text: string, modules: readonly ModuleOutline[]) =>
  matchFrames(parseStack(text), null, {
    outlines: modules,
    identities: modules.map(identityOf),
    code: NO_CODE,
  }).frames.map(({ module, reason }) => ({ module, reason }));
const match = (line: string, modules: readonly ModuleOutline[]) => matches(line, modules)[0];

describe('a frame finds its module', () => {
  test.each([
    ['by the file name in its URL', '    at f (https://h/assets/app.wasm?v=1#x:wasm-function[2]:0x69)'],
    ['by the module name in V8’s URL', '    at app-main.f (wasm://wasm/app-main-1cebdb1e:wasm-function[2]:0x69)'],
    [
      'by the file name, as lld writes it into the name section',
      '    at f (wasm://wasm/app.wasm-1cebdb1e:wasm-function[2]:0x69)',
    ],
    [
      'by the module name in front of the function’s',
      'app-main.f@http://h/page.js line 2 > WebAssembly.Module:wasm-function[2]:0x69',
    ],
  ])('%s', (_, line) => {
    expect(match(line, [plugin, app])).toEqual({ module: 1, reason: null });
    expect(match(line, [app, plugin])).toEqual({ module: 0, reason: null });
  });

  test.each([
    'f@http://h/page.js line 2 > WebAssembly.Module:wasm-function[2]:0x69',
    '    at f (wasm://wasm/1cebdb1e:wasm-function[2]:0x69)',
    '    at f (https://h/assets/app.3f9c.wasm:wasm-function[2]:0x69)',
  ])('by elimination, when it is the only one given: %s', (line) => {
    expect(match(line, [app])).toEqual({ module: 0, reason: null });
    const reason = line.includes('https:') ? 'no-module' : 'ambiguous-module';
    expect(match(line, [app, plugin])).toEqual({ module: null, reason });
    expect(match(line, [])).toEqual({ module: null, reason: 'no-module' });
  });

  test('but not by elimination when other frames name the module: this one names another', () => {
    const text = `E
    at f (https://h/app.wasm:wasm-function[2]:0x69)
    at g (https://h/other.wasm:wasm-function[2]:0x69)
    at h (wasm://wasm/1cebdb1e:wasm-function[2]:0x69)`;
    expect(matches(text, [app])).toEqual([
      { module: 0, reason: null },
      { module: null, reason: 'no-module' },
      { module: 0, reason: null },
    ]);
  });

  test('and no frame of a script has one', () => {
    expect(match('    at f (https://h/app.wasm.js:1:2)', [app])).toEqual({ module: null, reason: 'not-wasm' });
  });
});

describe('an offset must lie in the body of its function', () => {
  test.each([
    [2, 104, 'wrong-function'],
    [2, 105, null],
    [2, 124, null],
    [2, 125, 'wrong-function'],
    [3, 127, null],
    [3, 105, 'wrong-function'],
    [1, 105, 'wrong-function'],
    [4, 127, 'wrong-function'],
  ])('function %i, offset %i: %s', (functionIndex, offset, reason) => {
    const line = `    at f (https://h/app.wasm:wasm-function[${functionIndex}]:0x${offset.toString(16)})`;
    expect(match(line, [app])).toEqual({ module: 0, reason });
  });

  test('which chooses among modules of the same name', () => {
    const other = { ...plugin, name: 'old/app.wasm' };
    const last = '    at f (https://h/app.wasm:wasm-function[2]:0x7d)';
    expect(match(last, [app, other])).toEqual({ module: 1, reason: null });
    expect(match(last, [other, app])).toEqual({ module: 0, reason: null });
  });

  test('and leaves the choice open where several of different code hold it', () => {
    const line = '    at f (https://h/app.wasm:wasm-function[2]:0x69)';
    expect(match(line, [app, { ...plugin, name: 'old/app.wasm' }])).toEqual({
      module: null,
      reason: 'ambiguous-module',
    });
    expect(match(line, [app, { ...app, name: 'copy/app.wasm' }])).toEqual({ module: 0, reason: null });
  });

  test('except that a frame without offset needs its function only, which may be an imported one', () => {
    expect(match('    at f (wasm-function[2]:16)', [app])).toEqual({ module: 0, reason: null });
    expect(match('    at f (wasm-function[1]:16)', [app])).toEqual({ module: 0, reason: null });
    expect(match('    at f (wasm-function[99]:16)', [app])).toEqual({ module: 0, reason: 'wrong-function' });
  });
});
