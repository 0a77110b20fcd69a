import { readdirSync, readFileSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { exportSourceMap } from '../../src/export/source-map.ts';
import { parseSourceMap } from '../../src/source-map/parse.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { functions, lookupAll, openIndex, rows } from '../../src/symbol-index/index.ts';
import type { SymbolIndex } from '../../src/symbol-index/index.ts';
import type { Lookup } from '../../src/types.ts';
import { codeSection, list, moduleOf, section } from '../container/module-bytes.ts';
import { indexOf } from '../symbol-index/module.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const MODULES = ['modules/', 'stacks/modules/', 'source-maps/'].flatMap((folder) =>
  readdirSync(new URL(folder, FIXTURES))
    .filter((file) => file.endsWith('.wasm'))
    .map((file) => folder + file),
);

/** The module with nothing in it that names or places: its map alone is to answer. Nothing moves, for the map has the offsets of this very file. */
function bare(module: Uint8Array): Uint8Array {
  const bytes = module.slice();
  const text = Buffer.from(module.buffer, module.byteOffset, module.length).toString('latin1');
  for (const name of ['.debug_', '\x04name', '\x07linking', '\x13external_debug_info']) {
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) bytes[at + 1] = 0x2d;
  }
  return bytes;
}

/** Starts of bodies and rows, between which nothing changes, and both sides of their ends. */
function offsetsOf(index: SymbolIndex): number[] {
  const bodies = [...functions(index)].flatMap(({ start, end }) => [start - 1, start, end - 1, end]);
  return [...bodies, ...[...rows(index)].flatMap(({ offset, length }) => [offset, offset + length - 1])];
}

/** What a map can say: not where a name or place is from, nor why there is none, and an unknown column is the first. */
function sayable({ status, frames }: Lookup): unknown {
  return [
    status,
    frames.map(({ function: name, file, line, column, inlined, origin }) => {
      const isPlace = file !== null && line !== null && origin.location !== 'declaration';
      return [name, inlined, isPlace ? `${file}:${line}:${column ?? 1}` : null];
    }),
  ];
}

const declarations = (index: SymbolIndex): unknown[] =>
  [...functions(index)].map(({ start, end, function: name, file, line }) => [start, end, name, file, line]);

async function readAgain(index: SymbolIndex, module: Uint8Array): Promise<SymbolIndex> {
  const sourceMap = parseSourceMap(JSON.stringify(exportSourceMap(index)));
  return openIndex(await buildIndex(module, { companions: { sourceMap } }));
}

test.each(MODULES)('the map of %s, read again, answers alike at every instruction', async (path) => {
  const module = new Uint8Array(readFileSync(new URL(path, FIXTURES)));
  const index = openIndex(await buildIndex(module));
  const again = await readAgain(index, bare(module));
  const offsets = offsetsOf(index);
  expect(lookupAll(again, offsets).map(sayable)).toEqual(lookupAll(index, offsets).map(sayable));
  expect(declarations(again)).toEqual(declarations(index));
  expect(diagnostics(again)).toEqual([]);
});

it('does so for calls that are inlined hundreds deep, functions without names, and code without places', async () => {
  const depth = 300;
  const codeStart = 22;
  // The count of bodies and the size of the body stand in front of its first byte.
  const start = 3;
  const nodes = Array.from({ length: depth }, (_, caller) => ({ caller, callSite: caller % 3 }));
  const ranges = [
    { start: start + 3, file: 1, line: 5, column: 0 },
    { start: start + 4, node: depth, file: 2, line: 7, column: 3 },
    { start: start + 6, node: depth - 1 },
    { start: start + 8, node: 1, file: 1, line: 9, column: 2 },
    { start: start + 12 },
    { start: start + 14, file: 1, line: 9, column: 2 },
  ];
  const bodies = [
    { start, length: 200, function: 1, ranges },
    { start: start + 202, length: 200, function: 0, ranges: [] },
  ];
  const module = moduleOf(section(1, list([0x60, 0, 0])), section(3, list([0], [0])), codeSection(200, 200));
  const index = openIndex(indexOf({ codeStart, codeSize: module.length - codeStart, nodes, bodies }));
  const again = await readAgain(index, module);
  const offsets = offsetsOf(index);
  const answers = lookupAll(index, offsets);
  expect([...functions(again)].map((body) => body.start)).toEqual([...functions(index)].map((body) => body.start));
  expect(Math.max(...answers.map(({ frames }) => frames.length))).toBe(depth + 1);
  expect(lookupAll(again, offsets).map(sayable)).toEqual(answers.map(sayable));
});
