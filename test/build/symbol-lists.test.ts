import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { symbolListFit } from '../../src/build/fit-symbol-list.ts';
import { openModule } from '../../src/build/open-module.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import type { Diagnostic } from '../../src/symbol-index/diagnostics.ts';
import { functions, openIndex } from '../../src/symbol-index/index.ts';
import { parseSymbolList } from '../../src/symbol-list/symbol-list.ts';
import type { SymbolList } from '../../src/symbol-list/symbol-list.ts';
import { fixtureBytes } from '../container/fixtures.ts';
import { codeSection, custom, list, moduleOf, nameMap, section, sized } from '../container/module-bytes.ts';

const file = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/symbol-lists/${name}`, import.meta.url)));
const listOf = (text: string): SymbolList => parseSymbolList(new TextEncoder().encode(text));

interface Named {
  /** Name and its origin by body. */
  readonly bodies: string[];
  readonly noticed: readonly Diagnostic[];
}

async function named(module: Uint8Array, ...symbolLists: readonly SymbolList[]): Promise<Named> {
  const index = openIndex(await buildIndex(module, { companions: { symbolLists } }));
  const bodies = Array.from(functions(index), (each) => `${each.function ?? '?'} (${each.nameOrigin ?? 'none'})`);
  return { bodies, noticed: diagnostics(index) };
}

/** An imported function and five bodies: the name section names the first, exports the first and second. */
const MODULE = moduleOf(
  section(1, list([0x60, 0x00, 0x00])),
  section(2, list([...sized('env'), ...sized('log'), 0x00, 0x00])),
  section(3, list([0x00], [0x00], [0x00], [0x00], [0x00])),
  section(7, list([...sized('first_export'), 0x00, 0x01], [...sized('second_export'), 0x00, 0x02])),
  codeSection(2, 2, 2, 2, 2),
  custom('name', nameMap(1, [1, 'first_own'])),
);

describe('names of a body', () => {
  it('come from the name section, then from symbol lists in their order, then from exports', async () => {
    const lists = [listOf('1:first_listed\n3:third_listed'), listOf('3:other\n4:fourth_listed')];
    expect(await named(MODULE, ...lists)).toEqual({
      bodies: [
        'first_own (name-section)',
        'second_export (export)',
        'third_listed (symbol-list)',
        'fourth_listed (symbol-list)',
        '? (none)',
      ],
      noticed: [],
    });
  });

  it('of one function are the first of a list, in lines and in JSON', async () => {
    const bodies = [listOf('3:first\n3:second'), listOf('{"3":"first","3":"second"}')].map(async (list) => {
      return (await named(MODULE, list)).bodies[2];
    });
    expect(await Promise.all(bodies)).toEqual(['first (symbol-list)', 'first (symbol-list)']);
  });

  it('come from a symbol list where exports would give an alias only', async () => {
    expect((await named(MODULE, listOf('2:second_listed'))).bodies[1]).toBe('second_listed (symbol-list)');
  });

  it('come from DWARF before all lists', async () => {
    const module = fixtureBytes('inventory-O2-lines-dwarf5.wasm');
    const { bodies } = await named(module);
    const unlisted = bodies.findIndex((body) => body.endsWith('(dwarf)'));
    const opened = await openModule(module);
    const index = opened.importedFunctions + unlisted;
    expect((await named(module, listOf(`${index}:elsewhere`))).bodies).toEqual(bodies);
  });

  it('of emcc’s list are those of its name section', async () => {
    const listed = await named(file('boxes.wasm'), parseSymbolList(file('boxes.js.symbols')));
    expect(listed).toEqual({
      bodies: [
        '__wasm_call_ctors (symbol-list)',
        'geometry::Box::area(int) const (symbol-list)',
        'größe (symbol-list)',
        'int geometry::twice<int>(int) (symbol-list)',
        'run (symbol-list)',
        'stackSave (symbol-list)',
        'stackRestore (symbol-list)',
        'stackAlloc (symbol-list)',
        '__errno_location (symbol-list)',
      ],
      noticed: [],
    });
    expect(await named(file('boxes.wasm'), parseSymbolList(file('boxes.symbols.json')))).toEqual(listed);
  });
});

describe('a list of the names that were in the name section', () => {
  /** The module with its name section under a name that means nothing, and what it named. */
  async function unnamed(bytes: Uint8Array): Promise<{ bytes: Uint8Array; list: SymbolList }> {
    const { layout, nameSection } = await openModule(bytes);
    const { bytes: names, offsets, lengths } = nameSection.functions;
    const lines = Array.from(lengths, (length, index) => {
      const offset = offsets[index] ?? 0;
      return `${index}:${new TextDecoder().decode(names.slice(offset, offset + length))}`;
    });
    const without = bytes.slice();
    const section = layout.sections.find(({ name }) => name === 'name');
    without.set([0x78], (section?.contents ?? 0) - 4);
    return { bytes: without, list: listOf(lines.join('\n')) };
  }

  // Line tables alone name functions without their path, so that a fuller name of the list is taken, as one of the name section is.
  it.each([
    'ledger-O1-lines.wasm',
    'inventory-O2-lines-dwarf5.wasm',
    'inventory-names-only.wasm',
    'steps-unitless.wasm',
  ])('gives all the names that the section gave: %s', async (file) => {
    const before = await named(fixtureBytes(file));
    const { bytes, list } = await unnamed(fixtureBytes(file));
    expect(before.bodies.some((body) => body.endsWith('(name-section)'))).toBe(true);
    expect(await named(bytes, list)).toEqual({
      bodies: before.bodies.map((body) => body.replace('(name-section)', '(symbol-list)')),
      noticed: before.noticed,
    });
  });
});

describe('a symbol list of another build', () => {
  it('is not used, and that is said', async () => {
    const later = parseSymbolList(file('boxes-later.js.symbols'));
    const without = await named(file('boxes.wasm'));
    expect(await named(file('boxes.wasm'), later)).toEqual({
      bodies: without.bodies,
      noticed: [{ kind: 'symbol-list-of-other-build', count: 1, place: 0 }],
    });
    expect(symbolListFit(later, await openModule(file('boxes.wasm')))).toEqual({
      verdict: 'other-build',
      agreeing: 1,
      contradicting: 5,
      outOfRange: 1,
      complete: true,
      functionCount: 11,
    });
  });

  it('is told from one of this build by names, also where the module has a name section', async () => {
    const opened = await openModule(file('boxes-named.wasm'));
    const verdict = (name: string): string => symbolListFit(parseSymbolList(file(name)), opened).verdict;
    expect([verdict('boxes.js.symbols'), verdict('boxes-later.js.symbols')]).toEqual(['fits', 'other-build']);
  });

  it('is told by the count where no name is known to both', async () => {
    const complete = (count: number): SymbolList =>
      listOf(Array.from({ length: count }, (_, i) => `${i}:f_${i}`).join('\n'));
    const opened = await openModule(MODULE);
    const verdicts = [5, 6, 7].map((count) => symbolListFit(complete(count), opened).verdict);
    expect(verdicts).toEqual(['unknown', 'unknown', 'other-build']);
    expect((await named(MODULE, complete(4))).noticed).toEqual([
      { kind: 'symbol-list-incomplete', count: 2, place: 0 },
    ]);
  });

  it('is not suspected for a single odd line', async () => {
    expect(await named(MODULE, listOf('3:third\n4:fourth\nnonsense\n700:beyond\n5:fifth'))).toEqual({
      bodies: [
        'first_own (name-section)',
        'second_export (export)',
        'third (symbol-list)',
        'fourth (symbol-list)',
        'fifth (symbol-list)',
      ],
      noticed: [
        { kind: 'symbol-list-malformed', count: 1, place: 17 },
        { kind: 'symbol-list-out-of-range', count: 1, place: 30 },
      ],
    });
  });
});
