import { describe, expect, it } from 'vitest';
import { readImportedFunctions } from '../../src/container/imports.ts';
import { readModule } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { leb, list, moduleOf, section, sized } from './module-bytes.ts';
import { rejectionOf } from './rejection.ts';

const FUNCTION = [0x00, 0x05];

const named = (field: string, type: readonly number[]): number[] => [...sized('env'), ...sized(field), ...type];

async function countOf(...imports: readonly (readonly number[])[]): Promise<number> {
  const bytes = moduleOf(section(2, list(...imports)));
  return (await readImportedFunctions(await readModule(await openReader(bytes)))).count;
}

describe('imported functions', () => {
  it('are none in a module without imports', async () => {
    expect((await readImportedFunctions(await readModule(await openReader(moduleOf())))).count).toBe(0);
  });

  // Each with a function in front and behind: only who passes over the type exactly counts both.
  it.each<[string, number[]]>([
    ['a table of funcref', [0x01, 0x70, 0x00, 0x01]],
    ['a table with a maximum', [0x01, 0x6f, 0x01, 0x01, 0x80, 0x02]],
    ['a 64-bit table', [0x01, 0x70, 0x05, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['a table of (ref null $3)', [0x01, 0x63, 0x03, 0x00, 0x01]],
    ['a table of (ref $200)', [0x01, 0x64, 0xc8, 0x01, 0x00, 0x01]],
    ['a table of (ref null (shared any))', [0x01, 0x63, 0x65, 0x6e, 0x00, 0x01]],
    ['a table of (ref (exact $1))', [0x01, 0x64, 0x62, 0x01, 0x00, 0x01]],
    ['a memory', [0x02, 0x00, 0x11]],
    ['a shared memory', [0x02, 0x03, 0x11, 0x80, 0x80, 0x01]],
    ['a 64-bit memory', [0x02, 0x04, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ['a memory with its own page size', [0x02, 0x08, 0x11, 0x00]],
    ['a memory with maximum and page size', [0x02, 0x09, 0x11, 0x12, 0x00]],
    ['a global', [0x03, 0x7f, 0x00]],
    ['a mutable global of (ref null $3)', [0x03, 0x63, 0x03, 0x01]],
    ['a tag', [0x04, 0x00, 0x85, 0x01]],
  ])('are counted past %s', async (_, type) => {
    expect(await countOf(named('f', FUNCTION), named('x', type), named('g', FUNCTION))).toBe(2);
  });

  it('are counted whatever their names, and when their type is exact', async () => {
    expect(await countOf([...sized(''), ...sized(''), ...FUNCTION], named('ü'.repeat(300), [0x20, 0x01]))).toBe(2);
  });

  it('are counted in both compact forms: one module name, and one module name and type', async () => {
    const items = list([...sized('a'), ...FUNCTION], [...sized('m'), 0x02, 0x00, 0x01], [...sized('b'), ...FUNCTION]);
    const sameModule = [...sized('env'), 0x00, 0x7f, ...items];
    const sameType = [...sized('env'), 0x00, 0x7e, ...FUNCTION, ...list(sized('c'), sized('d'), sized('e'))];
    const sameOther = [...sized('env'), 0x00, 0x7e, 0x03, 0x7f, 0x00, ...list(sized('h'))];
    expect(await countOf(sameModule, sameType, sameOther, named('f', FUNCTION))).toBe(6);
  });

  it.each<[string, number[][], number]>([
    ['an unknown kind', [named('f', [0x09, 0x00])], 17],
    ['a name longer than the section', [[...sized('env'), 0x7f, 0x61]], 16],
    ['an endless number', [named('f', [0x00, ...Array.from({ length: 11 }, () => 0x80), 0])], 18],
  ])(
    'are an error where they cannot be counted, as every function index would be wrong: %s',
    async (_, imports, offset) => {
      expect(await rejectionOf(countOf(...imports))).toMatchObject({ code: 'malformed-module', offset });
    },
  );

  it('are an error, and soon, where four billion are announced and none is there', async () => {
    const bytes = moduleOf(section(2, leb(0xffffffff)));
    const count = readModule(await openReader(bytes)).then(readImportedFunctions);
    expect(await rejectionOf(count)).toMatchObject({ code: 'malformed-module', offset: 15 });
  });
});
