import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { exportSourceMap } from '../../src/export/source-map.ts';
import { inspectModule } from '../../src/modules/inspect.ts';
import { indexFor, type Module } from '../../src/modules/module.ts';
import { openFiles } from '../../src/modules/open-files.ts';
import { answersOf, indexesCovering, joined } from '../../src/modules/union.ts';
import { lookup, openIndex } from '../../src/symbol-index/index.ts';
import { symbolicate } from '../../src/symbolicate.ts';
import type { Lookup, SymbolFrame } from '../../src/types.ts';

const at = (path: string): URL => new URL(`../../fixtures/stacks/modules/${path}`, import.meta.url);
const WHOLE = at('app.wasm');
const STRIPPED = at('app-stripall.wasm');
const OFFSETS = [0x2df, 0x231];

const full = await buildIndex(WHOLE);
const names = await buildIndex(WHOLE, { contents: 'names' });
/** Places alone: neither names nor inlined calls. */
const map = new TextEncoder().encode(JSON.stringify({ ...exportSourceMap(openIndex(full)), scopes: undefined }));

const expected = OFFSETS.map((offset) => lookup(openIndex(full), offset));

async function answers(module: Module): Promise<readonly Lookup[]> {
  return answersOf(await indexesCovering(module, OFFSETS, indexFor), module.outline, OFFSETS);
}

async function ofFiles(...files: readonly (URL | Uint8Array)[]): Promise<readonly Lookup[]> {
  const { modules, close } = await openFiles(files);
  const [module, ...others] = modules;
  if (module === undefined || others.length > 0) throw new Error(`${modules.length} modules`);
  const found = await answers(module);
  await close();
  return found;
}

describe('a symbol index and other files of its module', () => {
  it.each([
    ['the module without its debug information', STRIPPED, full],
    ['the same in the other order', full, STRIPPED],
    ['an index of names, and the module with all', names, WHOLE],
    ['an index of names, and a full one', names, full],
    ['the full one, and an index of names', full, names],
  ])('answer with all that any of them has: %s', async (_, first, second) => {
    expect(await ofFiles(first, second)).toEqual(expected);
  });

  it('join names of the one and places of the other', async () => {
    const found = await ofFiles(STRIPPED, names, map);
    expect(found.map(({ status, reason, frames }) => [status, reason, frames.length])).toEqual([
      ['resolved', null, 1],
      ['resolved', null, 1],
    ]);
    expect(found.map(({ frames }) => frames[0])).toEqual([
      {
        function: 'geo::detail::Box<int, 4>::at(int) const',
        symbol: '_ZNK3geo6detail3BoxIiLi4EE2atEi',
        file: '/src/app.cpp',
        line: 16,
        column: 5,
        inlined: false,
        origin: { name: 'dwarf', location: 'source-map' },
      },
      { ...expected[1]?.frames[0], origin: { name: 'dwarf', location: 'source-map' } },
    ]);
  });

  it('leave files that are not needed unread', async () => {
    const { modules, close } = await openFiles([full, WHOLE]);
    const [module] = modules;
    if (module === undefined) throw new Error('no module');
    const unread = (): never => {
      throw new Error('read');
    };
    expect(answersOf(await indexesCovering(module, OFFSETS, unread), module.outline, OFFSETS)).toEqual(expected);
    await close();
  });

  it('name the frames of a stack, and are inspected by the one that has more', async () => {
    const { modules, close } = await openFiles([STRIPPED, full]);
    const stack = await symbolicate('    at wasm://wasm/3ec88d66:wasm-function[9]:0x2df', modules);
    expect(stack.frames[0]?.frames.map(({ line }) => line)).toEqual([16, 21, 30]);
    const [module] = modules;
    if (module === undefined) throw new Error('no module');
    const { coverage, kind } = await inspectModule(module);
    expect([kind, coverage.withLines]).toEqual(['module', 13]);
    await close();
  });

  it('an index alone cannot be joined with a map, which is said', async () => {
    const { unused, close } = await openFiles([names, map]);
    expect(unused).toEqual([{ file: 1, reason: 'needs-module', other: 0 }]);
    await close();
  });
});

it('of files of the same code the one with most of the debug information counts', async () => {
  const bytes = new Uint8Array(readFileSync(WHOLE));
  // An empty shell of debug information, as some tools leave it: of one section the contents.
  const shell = Uint8Array.from([...readFileSync(STRIPPED), 0, 13, 11, ...Buffer.from('.debug_info'), 0]);
  expect(await ofFiles(shell, bytes)).toEqual(expected);
});

describe('two answers for one instruction', () => {
  const frame = (changes: Partial<SymbolFrame>): SymbolFrame => ({
    function: null,
    symbol: null,
    file: null,
    line: null,
    column: null,
    inlined: false,
    origin: { name: null, location: null },
    ...changes,
  });
  const answer = (changes: Partial<Lookup>): Lookup => ({
    offset: 5,
    functionIndex: 1,
    status: 'partial',
    reason: 'no-debug-info',
    frames: [],
    ...changes,
  });
  const named = answer({ frames: [frame({ function: 'f', symbol: 'f', origin: { name: 'export', location: null } })] });
  const placed = answer({
    reason: 'no-name',
    frames: [frame({ file: 'a.c', line: 3, origin: { name: null, location: 'source-map' } })],
  });

  it('give the place of the one with the name of the other, whichever comes first', () => {
    const both = {
      ...placed,
      status: 'resolved',
      reason: null,
      frames: [{ ...placed.frames[0], function: 'f', symbol: 'f', origin: { name: 'export', location: 'source-map' } }],
    };
    expect([joined(named, placed), joined(placed, named)]).toEqual([both, both]);
  });

  it('keep the reason that the name does not lift', () => {
    expect(joined({ ...placed, reason: 'approximate' }, named)).toMatchObject({
      status: 'partial',
      reason: 'approximate',
      frames: [{ function: 'f', line: 3 }],
    });
  });

  it('are the first one’s where both tell as much', () => {
    const other = answer({ reason: 'not-indexed', frames: [frame({ function: 'g' })] });
    expect([joined(named, other), joined(other, named)]).toEqual([named, other]);
    const nothing = answer({ status: 'unresolved', frames: [frame({})] });
    expect([joined(nothing, named), joined(named, nothing)]).toEqual([
      { ...named, frames: named.frames },
      { ...named, frames: named.frames },
    ]);
  });
});
