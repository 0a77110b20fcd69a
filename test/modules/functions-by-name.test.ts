import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule } from '../../src/build/open-module.ts';
import { namesInFile } from '../../src/modules/file-outline.ts';
import { namesInIndex } from '../../src/modules/index-names.ts';
import { NameSearch, SEVERAL } from '../../src/modules/name-search.ts';
import { NamesTable } from '../../src/modules/names-table.ts';
import { FunctionsByName, type Names } from '../../src/modules/functions-by-name.ts';
import { functions, openIndex, type SymbolIndex } from '../../src/symbol-index/index.ts';
import { utf8 } from '../container/module-bytes.ts';
import { writeIndex } from '../support/index-writer.ts';
import { description, IMPORTED_FUNCTIONS } from '../symbol-index/module.ts';

const FOLDER = new URL('../../fixtures/modules/', import.meta.url);
const MODULES = readdirSync(FOLDER).filter((file) => file.endsWith('.wasm'));

/** The only function of each name, `SEVERAL` for a name that more have, by a `Map` of strings. */
function expectedOf(
  pairs: Iterable<readonly [name: string | null, functionIndex: number]>,
): Map<string, number | null> {
  const expected = new Map<string, number | null>();
  for (const [name, functionIndex] of pairs) {
    if (name === null) continue;
    const known = expected.get(name);
    expected.set(name, known === undefined || known === functionIndex ? functionIndex : SEVERAL);
  }
  return expected;
}

function* namesOfIndex(index: SymbolIndex): Generator<readonly [string | null, number]> {
  for (const { functionIndex, wasmName, symbol, function: name } of functions(index)) {
    yield [wasmName, functionIndex];
    yield [symbol, functionIndex];
    yield [name, functionIndex];
  }
}

/** Names that stand in others, and that nothing has. */
const NO_NAMES = ['', 'f1', '_Z', 'E', 'no function has this name', '\u{fffd}', '😀'];

/** In bytes: longer names are not searched for. */
const SEARCHED = 200;

/** Asks all, each in both ways. A search may not know; how often, of the names that are searched for, is told. */
function compare(names: Names, expected: ReadonlyMap<string, number | null>): number {
  const table = new NamesTable(names.entries());
  const search = new NameSearch(names);
  const asked = [...expected, ...NO_NAMES.map((name) => [name, expected.get(name) ?? null] as const)];
  const ofTable = asked.map(([name]) => [name, table.functionOf(name)]);
  expect(ofTable).toEqual(asked);
  const bySearch = asked.map(([name]) => [name, search.functionOf(name)] as const);
  const unknown = bySearch.filter(([name, found]) => found === undefined && utf8(name).length <= SEARCHED).length;
  expect(bySearch.filter(([, found]) => found !== undefined)).toEqual(
    asked.filter((_, i) => bySearch[i]?.[1] !== undefined),
  );
  return unknown / asked.length;
}

describe('the function of a name is found without making strings of the others', () => {
  it.each(MODULES)('in an index of %s', async (file) => {
    const index = openIndex(await buildIndex(new URL(file, FOLDER)));
    expect(compare(namesInIndex(index), expectedOf(namesOfIndex(index)))).toBeLessThan(0.05);
  });

  it.each(MODULES)('in the name section of %s', async (file) => {
    const module = await openModule(new URL(file, FOLDER));
    const { bytes, offsets, lengths } = module.nameSection.functions;
    const decoder = new TextDecoder();
    const pairs = [...offsets].slice(module.importedFunctions).map((offset, at) => {
      const length = lengths[at + module.importedFunctions] ?? 0;
      const name = decoder.decode(bytes.subarray(offset, offset + length));
      return [length === 0 ? null : name, module.importedFunctions + at] as const;
    });
    if (module.nameSection.functions.count > 0)
      expect(compare(namesInFile(module), expectedOf(pairs))).toBeLessThan(0.05);
    await module.close();
  });
});

const INDEX_PADDED = 0x80;

/** Names that a tool wrote with lengths of five bytes, one function each. */
function paddedNames(names: readonly string[]): Names {
  const bytes: number[] = [];
  const offsets: number[] = [];
  for (const name of names) {
    bytes.push(utf8(name).length | INDEX_PADDED, INDEX_PADDED, INDEX_PADDED, INDEX_PADDED, 0);
    offsets.push(bytes.length);
    bytes.push(...utf8(name));
  }
  const lengths = names.map((name) => utf8(name).length);
  return namesAt(Uint8Array.from(bytes), offsets, lengths);
}

function namesAt(bytes: Uint8Array, offsets: readonly number[], lengths: readonly number[]): Names {
  return {
    bytes,
    mayBePadded: true,
    functionAt: (offset, length) => {
      const found = offsets.findIndex((each, i) => each === offset && lengths[i] === length);
      return found === -1 ? null : found;
    },
    entries: () => ({
      bytes,
      offsets: Uint32Array.from(offsets),
      lengths: Uint32Array.from(lengths),
      functionIndexes: null,
      first: 0,
    }),
  };
}

describe('unusual names', () => {
  const names = ['a', 'é', 'run', 'x'.repeat(2000), 'x'.repeat(2000) + 'y', 'run.1'];

  it('are found behind padded lengths, and whatever their own length', () => {
    expect(compare(paddedNames(names), new Map(names.map((name, i) => [name, i])))).toBe(0);
  });

  it('that begin longer ones are not taken for them in an index, where both lengths end alike', () => {
    const [short, long] = ['n'.repeat(130), 'n'.repeat(200)];
    const index = (...linkage: readonly string[]): Names =>
      namesInIndex(
        openIndex(
          writeIndex({
            ...description,
            functions: linkage.map((each) => ({ linkage: each })),
            bodies: linkage.map((_, i) => ({ start: 4 + i * 40, length: 30, function: i + 1 })),
          }),
        ),
      );
    expect(new NameSearch(index(long)).functionOf(short)).toBeNull();
    expect(new NameSearch(index(long, short)).functionOf(short)).toBe(IMPORTED_FUNCTIONS + 1);
  });

  it('of any number that nobody has take nothing from the others', () => {
    const table = new NamesTable(paddedNames(names).entries());
    for (let asked = 0; asked < 1000; asked++) expect(table.functionOf(`${'none '.repeat(20)}${asked}`)).toBeNull();
    expect(names.map((name) => table.functionOf(name))).toEqual(names.map((_, i) => i));
  });

  it('that are long are not searched for', () => {
    expect(new NameSearch(paddedNames(names)).functionOf('x'.repeat(2000))).toBeUndefined();
  });

  it('are asked by a search first and of a table then, with one answer', () => {
    const functions = new FunctionsByName(paddedNames(names));
    const found = Array.from(
      { length: 100 },
      (_, i) => functions.onlyOne(names[i % names.length] ?? '') ?? functions.onlyOne(`none ${i}`),
    );
    expect(found).toEqual(Array.from({ length: 100 }, (_, i) => i % names.length));
  });

  it('that overlap as only a hostile index has them cost what their bytes cost, and the last are lost', () => {
    const length = 1 << 15;
    const bytes = new Uint8Array(2 * length).fill(0x61);
    const offsets = Array.from({ length }, (_, i) => i + 1);
    bytes[bytes.length - 1] = 0x62;
    const lengths = offsets.map(() => length);
    const last = `${'a'.repeat(length - 1)}b`;
    // To read all would be a thousand million steps.
    expect(new NamesTable(namesAt(bytes, offsets, lengths).entries()).functionOf(last)).toBeNull();
    expect(new NamesTable(namesAt(bytes, offsets.slice(-2), lengths).entries()).functionOf(last)).toBe(1);
  });
});
