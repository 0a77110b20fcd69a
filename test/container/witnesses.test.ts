import { decode } from '@webassemblyjs/wasm-parser';
import { describe, expect, it } from 'vitest';
import { openModule } from '../../src/build/open-module.ts';
import { readModule } from '../../src/container/module.ts';
import type { Section } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { ALL_MODULES, FIXTURES, bytesAt, fixtureBytes } from './fixtures.ts';

/** Section names of wasm-parser, by id. `func` stands for functions. */
const WITNESS_NAMES = [
  'custom',
  'type',
  'import',
  'func',
  'table',
  'memory',
  'global',
  'export',
  'start',
  'element',
  'code',
  'data',
  'data count',
  'tag',
];

/** What wasm-parser cannot read, so that nobody takes its silence for agreement. */
const UNREADABLE_BY_WITNESS: readonly string[] = [
  'modules/inventory-wasm64-O2-dwarf5.wasm',
  'features/custom-page-sizes.wasm',
  'features/exceptions.wasm',
  'features/gc.wasm',
  'features/imports.wasm',
  'features/memory64.wasm',
  'features/object-wasm64.wasm',
  'features/stack-switching.wasm',
  'stacks/modules/eh.wasm',
];

/** Sections that it passes over in silence. */
const UNKNOWN_TO_WITNESS = ['data count', 'tag'];

interface Place {
  readonly section: string;
  readonly start: number;
  readonly end: number;
}

function witnessSections(bytes: Uint8Array): Place[] | null {
  try {
    const program = decode(bytes, { ignoreCodeSection: true, ignoreDataSection: true, ignoreCustomNameSection: true });
    return (program.body[0]?.metadata?.sections ?? []).map(({ section, startOffset, size }) => ({
      section,
      start: startOffset - 1,
      end: size.loc.end.column + size.value,
    }));
  } catch {
    return null;
  }
}

function place({ id, start, contents, size }: Section): Place {
  return { section: WITNESS_NAMES[id] ?? `id ${id}`, start, end: contents + size };
}

describe('the section table of every fixture', () => {
  it.each(ALL_MODULES.filter((file) => !UNREADABLE_BY_WITNESS.includes(file)))(
    'is the one that @webassemblyjs/wasm-parser reads: %s',
    async (file) => {
      const bytes = bytesAt(file);
      const { sections } = await readModule(await openReader(bytes));
      const known = sections.map(place).filter(({ section }) => !UNKNOWN_TO_WITNESS.includes(section));
      expect(known).toEqual(witnessSections(bytes));
    },
  );

  it(`has no such witness for exactly the ${UNREADABLE_BY_WITNESS.length} of ${ALL_MODULES.length} modules that wasm-parser cannot read`, () => {
    expect(ALL_MODULES.filter((file) => witnessSections(bytesAt(file)) === null)).toEqual(UNREADABLE_BY_WITNESS);
  });
});

/** memory64: compiled by Node from version 24 on. */
const NOT_COMPILED_BY_EVERY_NODE = ['inventory-wasm64-O2-dwarf5.wasm'];

const isCompiled = (file: string): boolean => WebAssembly.validate(fixtureBytes(file));

describe('imports, exports and custom sections of every fixture', () => {
  it.each(FIXTURES.filter(isCompiled))('are what the engine says: %s', async (file) => {
    const bytes = fixtureBytes(file);
    const engine = new WebAssembly.Module(bytes);
    const { layout, importedFunctions, exports } = await openModule(bytes);
    const isFunction = ({ kind }: { readonly kind: string }): boolean => kind === 'function';
    expect(importedFunctions).toBe(WebAssembly.Module.imports(engine).filter(isFunction).length);
    expect(exports.count).toBe(WebAssembly.Module.exports(engine).filter(isFunction).length);
    for (const name of new Set(layout.sections.flatMap((section) => section.name ?? []))) {
      const ours = layout.sections.filter((section) => section.name === name);
      expect(ours.map(({ contents, size }) => bytes.slice(contents, contents + size).buffer)).toEqual(
        WebAssembly.Module.customSections(engine, name),
      );
    }
  });

  it('lack this witness for no module but those with features newer than Node 20', () => {
    const unseen = FIXTURES.filter((file) => !isCompiled(file) && !NOT_COMPILED_BY_EVERY_NODE.includes(file));
    expect(unseen).toEqual([]);
  });
});
