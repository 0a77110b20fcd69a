import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule } from '../../src/modules/module.ts';
import { openIndex } from '../../src/symbol-index/index.ts';
import { parseSymbolList } from '../../src/symbol-list/symbol-list.ts';
import { symbolicate, symbolicateSync } from '../../src/symbolicate.ts';
import type { SymbolicatedFrame } from '../../src/symbolicate.ts';
import { codeSection, custom, list, moduleOf, nameMap, section, sized } from '../container/module-bytes.ts';

const imported = (module: string, field: string): number[] => [...sized(module), ...sized(field), 0x00, 0x00];

const MODULE = moduleOf(
  section(1, list([0x60, 0x00, 0x00])),
  section(2, list(imported('env', 'log'), imported('wasi', 'exit'), imported('host', 'größe'))),
  section(3, list([0x00])),
  codeSection(2),
  custom('name', nameMap(1, [1, 'host_exit'])),
);

/** Frames of which nothing but the function's index is known. */
const STACK = [0, 1, 2, 3].map((functionIndex) => `@wasm-function[${functionIndex}]`).join('\n');

const facts = ({ status, reason, frames }: SymbolicatedFrame): unknown[] => [
  status,
  reason,
  ...frames.map(({ function: name, symbol, file, line, origin }) => [
    name,
    symbol,
    file,
    line,
    origin.name,
    origin.location,
  ]),
];

describe('a frame in a function that the module imports', () => {
  const expected = [
    ['partial', 'imported-function', ['env.log', 'env.log', null, null, 'import', null]],
    ['partial', 'imported-function', ['host_exit', 'host_exit', null, null, 'name-section', null]],
    ['partial', 'imported-function', ['host.größe', 'host.größe', null, null, 'import', null]],
    ['unresolved', 'no-offset'],
  ];

  it('is named by the name section, else by its import', async () => {
    const module = await openModule(MODULE, { name: 'app.wasm' });
    expect((await symbolicate(STACK, [module])).frames.map(facts)).toEqual(expected);
  });

  it('is named by a symbol index too', async () => {
    const index = openIndex(await buildIndex(MODULE), { name: 'app.wasm' });
    expect(symbolicateSync(STACK, [index]).frames.map(facts)).toEqual(expected);
  });

  it('is named by the symbol list that an index was built with', async () => {
    const symbolLists = [parseSymbolList(new TextEncoder().encode('0:js_log\n1:js_exit'))];
    const index = openIndex(await buildIndex(MODULE, { companions: { symbolLists } }), { name: 'app.wasm' });
    const names = symbolicateSync(STACK, [index]).frames.map(({ frames: [frame] }) => [
      frame?.function,
      frame?.origin.name,
    ]);
    expect(names.slice(0, 2)).toEqual([
      ['js_log', 'symbol-list'],
      ['host_exit', 'name-section'],
    ]);
  });

  it('is unresolved where an offset says that the module is another build', async () => {
    const module = await openModule(MODULE, { name: 'app.wasm' });
    const { frames } = await symbolicate('    at f (http://h/app.wasm:wasm-function[1]:0x3c)', [module]);
    expect(frames.map(facts)).toEqual([['unresolved', 'wrong-function']]);
  });
});
