import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule } from '../../src/build/open-module.ts';
import type { OpenModule } from '../../src/build/open-module.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { functions, lookup, openIndex } from '../../src/symbol-index/index.ts';
import { parseDump, parseObjdump } from '../support/wasm-tools-output.ts';

const FOLDER = new URL('../../fixtures/features/', import.meta.url);
const FEATURES = readdirSync(FOLDER).flatMap((file) =>
  file.endsWith('.wasm') ? [file.slice(0, -'.wasm'.length)] : [],
);

const expected = (file: string): string => readFileSync(new URL(`expected/${file}.txt`, FOLDER), 'utf8');
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`${name}.wasm`, FOLDER)));

/** As `wasm-tools objdump` calls them, by id. */
const SECTION_NAMES = [
  '',
  'types',
  'imports',
  'functions',
  'tables',
  'memories',
  'globals',
  'exports',
  'start',
  'elements',
  'code',
  'data',
  'data count',
  'tags',
];

const OBJECTS = FEATURES.filter((name) => name.startsWith('object-'));

function namesOf({ nameSection, symbolTable }: OpenModule): [number, string][] {
  const sources = [nameSection.functions, symbolTable.functions];
  return sources.flatMap(({ bytes, offsets, lengths }) =>
    Array.from(lengths).flatMap((length, index): [number, string][] => {
      const start = offsets[index] ?? 0;
      return length === 0 ? [] : [[index, new TextDecoder().decode(bytes.slice(start, start + length))]];
    }),
  );
}

describe.each(FEATURES)('a module with %s', (name) => {
  it('has the sections that wasm-tools sees', async () => {
    const { layout } = await openModule(bytesOf(name));
    const sections = layout.sections.map(({ id, name: own, contents, size }) => ({
      name: own ?? SECTION_NAMES[id],
      custom: own !== null,
      start: contents,
      end: contents + size,
    }));
    expect(sections).toEqual(parseObjdump(expected(`${name}.objdump`)).sections);
    expect(layout.notes).toEqual([]);
  });

  it('has the bodies and names that wasm-tools sees, and an index of them', async () => {
    const module = await openModule(bytesOf(name));
    const { bodies, names } = parseDump(expected(`${name}.functions`));
    const ours = Array.from(module.bodyStarts, (start, body) => [
      module.importedFunctions + body,
      module.codeStart + start,
    ]);
    expect(ours).toEqual(bodies);
    if (!OBJECTS.includes(name)) expect(namesOf(module)).toEqual([...names]);
    const index = openIndex(await buildIndex(module));
    expect(Array.from(functions(index), ({ functionIndex, start }) => [functionIndex, start])).toEqual(bodies);
    expect(diagnostics(index)).toEqual([]);
  });
});

describe.each(OBJECTS)('%s', (name) => {
  /** `address kind name`, of functions; the address is that of the body's size. */
  const symbols = [...expected(`${name}.nm`).matchAll(/^([0-9a-f]+) [tT] (\w+)$/gm)].map(
    ([, address = '', symbol = '']): [number, string] => [Number.parseInt(address, 16), symbol],
  );

  it('has the functions that llvm-nm sees, with their names', async () => {
    const bytes = bytesOf(name);
    const module = await openModule(bytes);
    const { codeStart, bodyStarts, importedFunctions } = module;
    const named = new Map(namesOf(module));
    const ours = Array.from(bodyStarts, (start, body): [number, string | undefined] => {
      let size = start - 1;
      while (((bytes[codeStart + size - 1] ?? 0) & 0x80) !== 0) size -= 1;
      return [size, named.get(importedFunctions + body)];
    });
    expect(ours).toEqual([...symbols].sort(([a], [b]) => a - b));
  });

  it('is answered by its DWARF, whose relocations are filled in already', async () => {
    const bytes = bytesOf(name);
    const module = await openModule(bytes);
    const index = openIndex(await buildIndex(module));
    const answered = Array.from(module.bodyStarts, (start, body) => {
      const { frames, status } = lookup(
        index,
        module.codeStart + start + Math.floor((module.bodyLengths[body] ?? 0) / 2),
      );
      return { status, outermost: frames.at(-1)?.symbol, file: frames.at(-1)?.file };
    });
    const inOrder = [...symbols].sort(([a], [b]) => a - b).map(([, symbol]) => symbol);
    expect(answered.map(({ outermost }) => outermost)).toEqual(inOrder);
    expect(new Set(answered.map(({ file }) => file))).toEqual(new Set(['/src/c/matrix.c']));
  });
});
