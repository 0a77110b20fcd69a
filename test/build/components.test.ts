import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule, openModules } from '../../src/build/open-module.ts';
import { readComponent } from '../../src/container/component.ts';
import type { ComponentLayout } from '../../src/container/component.ts';
import { openReader } from '../../src/container/open-reader.ts';
import type { RangeReader } from '../../src/container/range-reader.ts';
import { lookup, openIndex } from '../../src/symbol-index/index.ts';
import { codeSection, custom, leb, moduleOf, section, utf8 } from '../container/module-bytes.ts';
import { rejectionOf } from '../container/rejection.ts';
import { parseDump, parseObjdump } from '../support/wasm-tools-output.ts';
import type { PrintedFile, PrintedSection } from '../support/wasm-tools-output.ts';

const FOLDER = new URL('../../fixtures/components/', import.meta.url);
const COMPONENTS = readdirSync(FOLDER).filter((file) => file.endsWith('.wasm'));

const bytesOf = (file: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(file, FOLDER)));
const expected = (file: string, kind: string): string =>
  readFileSync(new URL(`expected/${file.replace('.wasm', '')}.${kind}.txt`, FOLDER), 'utf8');

/** As `wasm-tools objdump` calls a component's sections, by id. */
const COMPONENT_SECTIONS = [
  '',
  'module',
  'core instances',
  'core types',
  'component',
  'component instances',
  'component alias',
  'component types',
  'canonical functions',
  'component start',
  'component imports',
  'component exports',
];

/** What objdump prints of a component and those in it, with the path of each section, in file order. */
function printedSections(file: PrintedFile, path: readonly number[] = []): [path: readonly number[], PrintedSection][] {
  let nested = 0;
  return file.sections.flatMap((each): [readonly number[], PrintedSection][] => {
    const component = each.name === 'component' && !each.custom ? file.components[nested] : undefined;
    const inside = component === undefined ? [] : printedSections(component, [...path, nested++]);
    return [[path, each], ...inside];
  });
}

const layoutOf = async (bytes: Uint8Array): Promise<ComponentLayout> => readComponent(await openReader(bytes));

describe.each(COMPONENTS)('the component %s', (file) => {
  it('has the sections that wasm-tools sees, in itself and in components within it', async () => {
    const { sections, notes } = await layoutOf(bytesOf(file));
    const ours = sections.map(({ id, name, contents, size, path }) => [
      path,
      { name: name ?? COMPONENT_SECTIONS[id], custom: name !== null, start: contents, end: contents + size },
    ]);
    expect(ours).toEqual(printedSections(parseObjdump(expected(file, 'objdump'))));
    expect(notes).toEqual([]);
  });

  it('has the core modules with the bodies that wasm-tools sees, at offsets of the component', async () => {
    const modules = await openModules(bytesOf(file));
    const ours = modules.flatMap(({ nesting, codeStart, importedFunctions, bodyStarts }) =>
      Array.from(bodyStarts, (start, body) => [importedFunctions + body, (nesting?.start ?? NaN) + codeStart + start]),
    );
    expect(ours).toEqual(parseDump(expected(file, 'bodies')).bodies);
  });
});

describe('core modules of a component', () => {
  it('are opened with their place and their own offsets', async () => {
    const modules = await openModules(new File([bytesOf('nested.wasm')], 'nested.wasm'));
    expect(
      modules.map(({ name, moduleName, codeStart, nesting }) => [
        name,
        moduleName,
        codeStart,
        nesting?.start,
        nesting?.size,
        nesting?.path,
      ]),
    ).toEqual([
      ['nested.wasm', 'first', 0x29 - 0xa, 0xa, 60, [0]],
      ['nested.wasm', 'second', 0x73 - 0x53, 0x53, 69, [0, 0]],
      ['nested.wasm', 'third', 0, 0xa0, 23, [0, 1]],
    ]);
  });

  it('are answered from their DWARF by their own offsets', async () => {
    const [main] = await openModules(bytesOf('reporter.wasm'));
    if (main === undefined) throw new Error('the component has a core module');
    const index = openIndex(await buildIndex(main));
    // The `unreachable` of the inlined step; wasm-objdump says 0x59 of the core module alone.
    expect(lookup(index, 0x59)).toMatchObject({
      functionIndex: 1,
      status: 'resolved',
      frames: [
        { function: 'step', file: '/src/counter.c', line: 4, column: 5, inlined: true },
        { function: 'count', file: '/src/counter.c', line: 15, column: 13, inlined: false },
      ],
    });
  });

  it('are opened by their file alone where there is one only', async () => {
    const component = await openModule(bytesOf('counter.wasm'));
    expect([component.nesting?.start, component.nesting?.path]).toEqual([11, [0]]);
    expect(await rejectionOf(openModule(new File([bytesOf('reporter.wasm')], 'reporter.wasm')))).toEqual({
      code: 'component',
      message: 'reporter.wasm is a WebAssembly component of 3 core modules, where one is asked for.',
      file: 'reporter.wasm',
      offset: null,
    });
  });

  it('close their file with the last of them', async () => {
    let closed = 0;
    const bytes = bytesOf('reporter.wasm');
    const reader: RangeReader = {
      name: null,
      size: bytes.length,
      read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    };
    const modules = await openModules(reader);
    const [first, ...others] = modules;
    await first?.close();
    await first?.close();
    for (const each of others) {
      closed += 1;
      await buildIndex(each);
      await each.close();
    }
    expect(closed).toBe(2);
  });
});

const COMPONENT_PREAMBLE = [...utf8('\0asm'), 0x0d, 0x00, 0x01, 0x00];
const componentOf = (...sections: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...COMPONENT_PREAMBLE, ...sections.flat()]);

describe('a damaged component', () => {
  it('is refused where a section leaves it, with the place in its file', async () => {
    const file = new File([componentOf(section(4, [...COMPONENT_PREAMBLE, 1, 50, 0]), custom('a', []))], 'app.wasm');
    expect(await rejectionOf(openModules(file))).toEqual({
      code: 'malformed-module',
      message: 'app.wasm is damaged at offset 0x12: section 1 announces 50 bytes, 1 are left in its component.',
      file: 'app.wasm',
      offset: 0x12,
    });
  });

  it('names the core module that is damaged', async () => {
    const bad = [...moduleOf(section(10, [2, 1, 0]))];
    const file = new File([componentOf(section(1, [...moduleOf(codeSection(2))]), section(1, bad))], 'app.wasm');
    expect(await rejectionOf(openModules(file))).toEqual({
      code: 'malformed-module',
      message:
        'app.wasm is damaged at offset 0xd: 2 function bodies are announced, the code section ends behind 1 (offsets count from the core module at 0x1a).',
      file: 'app.wasm',
      offset: 0x1a + 0xd,
    });
  });

  it('answers for the code that is there where the file is cut off within a core module', async () => {
    const whole = componentOf(section(1, [...moduleOf(codeSection(2))]), section(1, [...moduleOf(codeSection(3, 9))]));
    const [first, second] = await openModules(whole.subarray(0, -5));
    expect([first?.layout.cut, first?.bodyLengths, second?.bodyLengths]).toEqual([
      null,
      Uint32Array.of(2),
      Uint32Array.of(3, 4),
    ]);
    expect(second?.nesting?.component.cut).toMatchObject({ section: { id: 1 } });
  });

  it('keeps its core modules where a custom section is cut off', async () => {
    const bytes = componentOf(section(1, [...moduleOf(codeSection(2))]), custom('producers', [1, 2, 3]));
    const { modules, notes } = await layoutOf(bytes.subarray(0, -2));
    expect([modules.length, notes]).toEqual([1, [{ code: 101, count: 1, place: 24 }]]);
  });

  it('is refused without a core module, and where a section of components holds something else', async () => {
    expect((await rejectionOf(openModules(componentOf()))).code).toBe('component');
    expect((await rejectionOf(openModules(componentOf(section(4, [...moduleOf()]))))).code).toBe('malformed-module');
    expect((await rejectionOf(openModules(componentOf(section(4, [1, 2, 3]))))).code).toBe('not-a-module');
  });

  it('is refused where it nests without end or holds core modules without number', async () => {
    let nested = [...COMPONENT_PREAMBLE];
    for (let depth = 0; depth < 150; depth += 1) nested = [...COMPONENT_PREAMBLE, 4, ...leb(nested.length), ...nested];
    expect((await rejectionOf(layoutOf(Uint8Array.from(nested)))).message).toContain(
      'components nest more than 100 deep',
    );
    const many = componentOf(...Array.from({ length: 1001 }, () => section(1, [...moduleOf()])));
    expect((await rejectionOf(layoutOf(many))).message).toContain('it has more than 1000 core modules');
  });
});
