import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule } from '../../src/build/open-module.ts';
import { readModule } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { SymbolicationError } from '../../src/errors.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { lookup, openIndex, rows, verifyChecksum, type SymbolIndex } from '../../src/symbol-index/index.ts';
import { FIXTURES, fixtureBytes } from '../container/fixtures.ts';
import { seeded } from '../container/seeded.ts';
import { foreignFacts } from '../support/foreign-facts.ts';

/** The index that a cut module gives; `null` where it is refused with a code for that. */
async function indexOf(bytes: Uint8Array): Promise<SymbolIndex | null> {
  try {
    const index = openIndex(await buildIndex(bytes));
    expect(verifyChecksum(index)).toBe(true);
    return index;
  } catch (error) {
    if (!SymbolicationError.is(error) || !/^(malformed-module|not-a-module)$/.test(error.code)) throw error;
    return null;
  }
}

/** Few seeded places here, for the sake of time; a thousand of each fixture are `npm run fuzz -- --kind cut`. */
const PLACES = 12;

it.each(FIXTURES)(
  'cut at each border of a section and elsewhere, gives the bodies that are there: %s',
  async (file) => {
    const bytes = fixtureBytes(file);
    const { bodyStarts, codeStart, layout } = await openModule(bytes);
    const { sections } = await readModule(await openReader(bytes));
    const random = seeded(FIXTURES.indexOf(file) + 77);
    const borders = sections.flatMap(({ start, contents, size }) => [start, contents, contents + size - 1]);
    const cuts = [...borders, ...Array.from({ length: PLACES }, () => random(bytes.length))];
    const codeEnd = codeStart + (layout.code?.size ?? 0);
    for (const cut of bytes.length > 100_000 ? cuts.filter((_, n) => n % 4 === 0) : cuts) {
      const index = await indexOf(bytes.subarray(0, cut));
      const count = index?.identity.functionCount ?? null;
      // In front of its code section a module is refused, or is one without code.
      if (cut <= (layout.code?.start ?? 0)) expect([null, 0]).toContain(count);
      else if (cut >= codeEnd) expect(count).toBe(bodyStarts.length);
      else if (count !== null)
        expect(bodyStarts.filter((start) => codeStart + start < cut).length - count).toBeLessThan(6);
    }
  },
);

const WITH_DWARF = FIXTURES.filter((file) => {
  const bytes = fixtureBytes(file);
  return bytes.length < 100_000 && Buffer.from(bytes).includes('.debug_info');
});

it.each(WITH_DWARF)(
  'cut behind its code, has no name and no path that the whole module does not have: %s',
  async (file) => {
    const bytes = fixtureBytes(file);
    const { sections, code } = await readModule(await openReader(bytes));
    const full = openIndex(await buildIndex(bytes));
    const offsets = Array.from(rows(full), ({ offset }) => offset).filter((_, at) => at % 7 === 0);
    const whole = offsets.map((offset) => lookup(full, offset));
    const random = seeded(FIXTURES.indexOf(file) + 5);
    for (const { name, start, contents, size } of sections.filter((section) => section.start > (code?.start ?? 0))) {
      const places = [start, contents, ...Array.from({ length: size === 0 ? 0 : 4 }, () => contents + random(size))];
      for (const place of places) {
        const index = openIndex(await buildIndex(bytes.subarray(0, place)));
        const answers = offsets.map((offset) => lookup(index, offset));
        expect(foreignFacts(answers, whole), `${name ?? ''} at ${place}`).toEqual([]);
        // A file that ends with a section may be whole.
        if (place !== start) expect(new Set(answers.map(({ status }) => status))).not.toContain('resolved');
      }
    }
  },
);

describe('a module that is cut off', () => {
  const whole = fixtureBytes('calculator-Os-dwarf4.wasm');

  /** Cut in the middle of a section's contents. */
  async function cutWithin(name: string): Promise<{ index: SymbolIndex; place: number }> {
    const { sections } = await readModule(await openReader(whole));
    const section = sections.find((each) => each.name === name || (name === 'code' && each.id === 10));
    if (section === undefined) throw new Error(`no section ${name}`);
    const index = await indexOf(whole.subarray(0, section.contents + (section.size >>> 1)));
    if (index === null) throw new Error('refused');
    return { index, place: section.start };
  }

  it.each(['code', '.debug_info', '.debug_line', 'name'])('within %s says so, with the place', async (name) => {
    const { index, place } = await cutWithin(name);
    expect(diagnostics(index)).toContainEqual({ kind: 'section-truncated', count: 1, place });
  });

  it('in the names of its folders has no paths that need them', async () => {
    const bytes = fixtureBytes('calculator-lto-dwarf5.wasm');
    const { sections } = await readModule(await openReader(bytes));
    const { contents = 0, size = 0 } = sections.find(({ name }) => name === '.debug_line_str') ?? {};
    const full = openIndex(await buildIndex(bytes));
    const offsets = Array.from(rows(full), ({ offset }) => offset);
    const whole = offsets.map((offset) => lookup(full, offset));
    const files = new Set<string | null>();
    for (let place = contents; place < contents + size; place++) {
      const index = openIndex(await buildIndex(bytes.subarray(0, place)));
      const answers = offsets.map((offset) => lookup(index, offset));
      expect(foreignFacts(answers, whole), `at ${place}`).toEqual([]);
      for (const { frames } of answers) files.add(frames[0]?.file ?? null);
    }
    // What parser.c needs ends with the section.
    expect(files).toEqual(new Set([null, '/src/c/lexer.c']));
  });

  it('keeps the lines that are there, and promises of none that it is all', async () => {
    const full = openIndex(await buildIndex(whole));
    const { index } = await cutWithin('.debug_line');
    const answers = Array.from(rows(full), ({ offset }) => [lookup(index, offset), lookup(full, offset)] as const);
    const kept = answers.filter(([{ frames }]) => frames[0]?.origin.location === 'dwarf');
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(answers.length);
    for (const [cut, known] of kept) expect(cut.frames[0]?.line).toBe(known.frames[0]?.line);
    expect(new Set(answers.map(([{ status, reason }]) => `${status} ${reason}`))).toEqual(
      new Set(['partial truncated-module']),
    );
  });

  it('gives the reason where something is missing, and has no hash of code that it lacks', async () => {
    const { index } = await cutWithin('code');
    const { codeStart, codeSize, codeHash, functionCount } = index.identity;
    expect([codeHash, functionCount > 0]).toEqual([null, true]);
    expect(lookup(index, codeStart + codeSize - 1)).toEqual({
      offset: codeStart + codeSize - 1,
      functionIndex: null,
      status: 'unresolved',
      reason: 'truncated-module',
      frames: [],
    });
    expect(lookup(index, codeStart + (index.bodies[0][0] ?? 0)).reason).toBe('truncated-module');
  });
});
