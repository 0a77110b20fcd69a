import { describe, expect, it } from 'vitest';
import { readExportedFunctions } from '../../src/container/exports.ts';
import type { FunctionNames } from '../../src/container/function-names.ts';
import { readModule } from '../../src/container/module.ts';
import { readNames } from '../../src/container/names.ts';
import { NOTE_EXPORTS_MALFORMED, NOTE_NAMES_MALFORMED, NOTE_NAME_OUT_OF_RANGE } from '../../src/container/notes.ts';
import type { Note } from '../../src/container/notes.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { custom, leb, list, moduleOf, nameMap, section, sized } from './module-bytes.ts';

const FUNCTIONS = 5;

/** The names by function index, `null` for none. */
function texts({ bytes, offsets, lengths }: FunctionNames): (string | null)[] {
  return Array.from(lengths, (length, index) => {
    const start = offsets[index] ?? 0;
    return length === 0 ? null : new TextDecoder().decode(bytes.slice(start, start + length));
  });
}

interface Names {
  readonly module: string | null;
  readonly functions: (string | null)[];
  readonly notes: readonly Note[];
}

async function namesOf(bytes: Uint8Array): Promise<Names> {
  const { moduleName, functions, notes } = await readNames(await readModule(await openReader(bytes)), FUNCTIONS);
  expect(functions.count).toBe(texts(functions).filter((name) => name !== null).length);
  return { module: moduleName, functions: texts(functions), notes };
}

const inNameSection = (...subsections: readonly (readonly number[])[]): Promise<Names> =>
  namesOf(moduleOf(custom('name', subsections.flat())));

describe('the name section', () => {
  it('gives the module and its functions names, imported ones too', async () => {
    expect(await inNameSection(section(0, sized('app')), nameMap(1, [0, 'log'], [3, 'größe(int)']))).toEqual({
      module: 'app',
      functions: ['log', null, null, 'größe(int)', null],
      notes: [],
    });
  });

  it('gives none where there is none', async () => {
    expect(await namesOf(moduleOf())).toEqual({ module: null, functions: Array(FUNCTIONS).fill(null), notes: [] });
  });

  it('is read past subsections of other kinds', async () => {
    expect(await inNameSection(section(2, [9, 9, 9]), nameMap(1, [1, 'a']), section(77, []))).toMatchObject({
      functions: [null, 'a', null, null, null],
      notes: [],
    });
  });

  it('keeps invalid UTF-8 as it is', async () => {
    expect(await inNameSection(section(1, list([0, ...sized([0x61, 0xff])])))).toMatchObject({
      functions: ['a\ufffd', null, null, null, null],
      notes: [],
    });
  });

  // Measured in Node 20: V8 prints the first in both cases.
  it('means the first of several names for one function, in one map or two', async () => {
    const maps = [nameMap(1, [0, 'first'], [0, 'second']), nameMap(1, [0, 'third'], [1, 'other'])];
    expect(await inNameSection(...maps)).toMatchObject({ functions: ['first', 'other', null, null, null], notes: [] });
  });

  it('is the first of several', async () => {
    const bytes = moduleOf(
      custom('name', nameMap(1, [0, 'first'])),
      custom('name', nameMap(1, [0, 'second'], [1, 'b'])),
    );
    expect(await namesOf(bytes)).toMatchObject({ functions: ['first', null, null, null, null] });
  });

  it('may have its indices in any order', async () => {
    expect(await inNameSection(nameMap(1, [4, 'e'], [0, 'a']))).toMatchObject({
      functions: ['a', null, null, null, 'e'],
      notes: [],
    });
  });

  it('loses names of functions that are not there, and counts them', async () => {
    expect(await inNameSection(nameMap(1, [5, 'f'], [0, 'a'], [0xffffffff, 'z']))).toMatchObject({
      functions: ['a', null, null, null, null],
      notes: [{ code: NOTE_NAME_OUT_OF_RANGE, count: 2, place: 18 }],
    });
  });
});

describe('a damaged name section', () => {
  const malformed = (place: number): Note => ({ code: NOTE_NAMES_MALFORMED, count: 1, place });

  it('keeps the names in front of the damage, and the subsections behind it', async () => {
    const broken = section(1, [3, 0, ...sized('a'), 1, 9, 0x62]);
    expect(await inNameSection(broken, section(0, sized('app')))).toEqual({
      module: 'app',
      functions: ['a', null, null, null, null],
      notes: [malformed(23)],
    });
  });

  it('keeps the function names where the module name is damaged', async () => {
    expect(await inNameSection(section(0, [9, 0x61]), nameMap(1, [0, 'a']))).toEqual({
      module: null,
      functions: ['a', null, null, null, null],
      notes: [malformed(18)],
    });
  });

  it('keeps what is there of a subsection that leaves the section', async () => {
    expect(await inNameSection([1, 100, 2, 0, ...sized('a')])).toMatchObject({
      functions: ['a', null, null, null, null],
      notes: [malformed(21)],
    });
  });

  it('keeps what is there where the file ends', async () => {
    const bytes = moduleOf(custom('name', nameMap(1, [0, 'a'], [1, 'long'])));
    expect(await namesOf(bytes.subarray(0, -2))).toMatchObject({
      functions: ['a', null, null, null, null],
      notes: [malformed(23)],
    });
  });

  it('says so where a subsection that is not read takes the ones behind it along', async () => {
    expect(await inNameSection(nameMap(1, [0, 'a']), [9, ...leb(1000), ...nameMap(1, [1, 'b'])])).toMatchObject({
      functions: ['a', null, null, null, null],
      notes: [malformed(21)],
    });
  });

  it.each([
    ['a module name', section(0, [...sized('app'), 7]), 21],
    ['function names', section(1, [...list([0, ...sized('a')]), 1, ...sized('b')]), 21],
    ['a module name that announces too much', [0, 9, ...sized('app')], 21],
    ['function names that announce too much', [1, 9, ...list([0, ...sized('a')])], 21],
  ])('says so where %s leaves bytes over, or announces bytes that are not there', async (_, subsection, place) => {
    const { module, functions, notes } = await inNameSection(subsection);
    expect([module ?? functions[0], notes]).toEqual([subsection[0] === 0 ? 'app' : 'a', [malformed(place)]]);
  });

  it('keeps the names where every other kind of subsection is damaged', async () => {
    const others = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 200].map((id) => section(id, [0xff, 0xff, 0xff, 0xff, 0xff]));
    expect(await inNameSection(...others, nameMap(1, [0, 'a']), ...others, section(0, sized('app')))).toEqual({
      module: 'app',
      functions: ['a', null, null, null, null],
      notes: [],
    });
  });

  it('ends soon where four billion names are announced and few are there', async () => {
    expect(await inNameSection(section(1, [...leb(0xffffffff), 0, ...sized('a')]))).toMatchObject({
      functions: ['a', null, null, null, null],
      notes: [malformed(25)],
    });
  });

  it('ends soon where it consists of empty subsections', async () => {
    const { notes } = await inNameSection(...Array.from({ length: 5000 }, () => section(9, [])));
    expect(notes).toEqual([malformed(8 + 8 + 2 * 1000)]);
  });
});

describe('exports', () => {
  const exported = (name: string, kind: number, index: number): number[] => [...sized(name), kind, ...leb(index)];

  async function exportsOf(contents: readonly number[]): Promise<[number, (string | null)[], readonly Note[]]> {
    const layout = await readModule(await openReader(moduleOf(section(7, contents))));
    const { names, count, notes } = await readExportedFunctions(layout, FUNCTIONS);
    return [count, texts(names), notes];
  }

  it('name functions: the first of several aliases, and no memories or globals', async () => {
    const contents = list(
      exported('memory', 2, 0),
      exported('run', 0, 3),
      exported('_run', 0, 3),
      exported('', 0, 1),
      exported('g', 3, 2),
      exported('beyond', 0, 5),
    );
    expect(await exportsOf(contents)).toEqual([3, [null, null, null, 'run', null], []]);
  });

  it('keep what is in front of damage', async () => {
    expect(await exportsOf([2, ...exported('run', 0, 3), 9, 0x61])).toEqual([
      1,
      [null, null, null, 'run', null],
      [{ code: NOTE_EXPORTS_MALFORMED, count: 1, place: 18 }],
    ]);
  });

  it('are none in a module without an export section', async () => {
    const { names, count, notes } = await readExportedFunctions(await readModule(await openReader(moduleOf())), 1);
    expect([count, texts(names), notes]).toEqual([0, [null], []]);
  });
});
