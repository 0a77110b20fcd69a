import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule } from '../../src/build/open-module.ts';
import { openSplitFile } from '../../src/build/split-file.ts';
import { readModule } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { lookup, openIndex, rows, type SymbolIndex } from '../../src/symbol-index/index.ts';
import type { Lookup } from '../../src/types.ts';
import { seeded } from '../container/seeded.ts';
import { foreignFacts } from '../support/foreign-facts.ts';
import { COMPANION_FIXTURES, companionBytes } from './companion-fixtures.ts';

async function indexWith(module: string, files: readonly Uint8Array[]): Promise<SymbolIndex> {
  const split = await Promise.all(files.map((bytes) => openSplitFile(bytes)));
  return openIndex(await buildIndex(await openModule(companionBytes(module)), { companions: { split } }));
}

function answersOf(index: SymbolIndex, of: SymbolIndex): Lookup[] {
  return Array.from(rows(of), ({ offset }) => lookup(index, offset));
}

const kindsOf = (index: SymbolIndex): string[] => diagnostics(index).map(({ kind }) => kind);

const CASES = COMPANION_FIXTURES.flatMap(({ module, split }) => split.map((cut) => ({ module, split, cut })));

describe('a split file that is cut off', () => {
  it.each(CASES)('anywhere adds nothing that the whole one does not: $module, $cut', async ({ module, split, cut }) => {
    const files = split.map((file) => ({ file, bytes: companionBytes(file) }));
    const full = await indexWith(
      module,
      files.map(({ bytes }) => bytes),
    );
    const whole = answersOf(full, full);
    const own = answersOf(await indexWith(module, []), full);
    const random = seeded(split.indexOf(cut) + 11);
    const { sections } = await readModule(await openReader(companionBytes(cut)));
    const first = sections.find(({ name }) => name?.startsWith('.debug_'));
    const read = /\.debug_(info|abbrev|str|str_offsets|rnglists)\.dwo$/;
    for (const { name, start, contents, size } of sections) {
      const within = Array.from({ length: size === 0 ? 0 : 6 }, () => contents + random(size));
      // In front of the first debug section it is no file of debug information, which is an error.
      for (const place of [start, contents, ...within].filter((place) => place >= (first?.contents ?? 0))) {
        const index = await indexWith(
          module,
          files.map(({ file, bytes }) => (file === cut ? bytes.subarray(0, place) : bytes)),
        );
        const answers = answersOf(index, full);
        // What the skeleton says of a function may be less than what the split file does.
        const foreign = foreignFacts(
          answers,
          whole.map((answer, at) => ({ ...answer, frames: [...answer.frames, ...(own[at]?.frames ?? [])] })),
        );
        expect(foreign, `${name ?? ''} at ${place}`).toEqual([]);
        if (place === start || !read.test(name ?? '')) continue;
        // A skeleton with inlined calls of its own is whole without the rest.
        const isSound = (at: number): boolean => equal(answers[at], whole[at]) || equal(answers[at], own[at]);
        expect(
          answers.filter(({ status }, at) => status === 'resolved' && !isSound(at)),
          `${name ?? ''} at ${place}`,
        ).toEqual([]);
      }
    }
  });

  const [lexer, parser] = ['lexer-split5.dwo', 'parser-split5.dwo'].map((file) => companionBytes(file));

  it('says so, and what is there of it answers', async () => {
    if (lexer === undefined || parser === undefined) throw new Error('no fixtures');
    const at = Buffer.from(lexer).indexOf('.debug_rnglists.dwo');
    const index = await indexWith('calculator-split5.wasm', [lexer.subarray(0, at + 24), parser]);
    expect(kindsOf(index)).toContain('split-file-truncated');
    const names = new Set(answersOf(index, index).map(({ frames }) => frames.at(-1)?.function));
    expect([...names]).toEqual(expect.arrayContaining(['lexer_take', 'lexer_expect', 'calculate']));
  });

  it.each([
    ['calculator-split4.wasm', 'lexer-split4.dwo', 'parser-split4.dwo'],
    ['calculator-split5.wasm', 'lexer-split5.dwo', 'parser-split5.dwo'],
  ])('casts doubt on the functions of its own units alone: %s', async (module, cut, other) => {
    const whole = companionBytes(cut);
    const index = await indexWith(module, [whole.subarray(0, whole.length - 1), companionBytes(other)]);
    const own = answersOf(await indexWith(module, [whole]), index);
    const told = answersOf(index, index).map(({ status, reason }, at) => ({
      isOfTheCut: own[at]?.reason !== 'split-debug-missing',
      answer: `${status} ${reason}`,
    }));
    const answers = (isOfTheCut: boolean): Set<string> =>
      new Set(told.filter((each) => each.isOfTheCut === isOfTheCut).map(({ answer }) => answer));
    expect(answers(true)).toContain('partial split-debug-missing');
    expect(answers(true)).not.toContain('resolved null');
    expect(answers(false)).toContain('resolved null');
    expect(answers(false)).not.toContain('partial split-debug-missing');
  });

  it('does not take what it lacks from the next file', async () => {
    if (lexer === undefined || parser === undefined) throw new Error('no fixtures');
    const at = Buffer.from(lexer).indexOf('.debug_abbrev.dwo') - 3;
    const index = await indexWith('calculator-split5.wasm', [lexer.subarray(0, at), parser]);
    const alone = await indexWith('calculator-split5.wasm', [parser]);
    const outermost = (answers: readonly Lookup[]): unknown[] => answers.map(({ frames }) => frames.at(-1)?.function);
    expect(outermost(answersOf(index, alone))).toEqual(outermost(answersOf(alone, alone)));
  });
});

describe.each([4, 5])('a package of DWARF %i', (version) => {
  const module = `calculator-split${version}.wasm`;
  const bytes = companionBytes(`${module}.dwp`);

  it('without its index, which stands behind all else, is not read as one file', async () => {
    const { sections } = await readModule(await openReader(bytes));
    const found = sections.find(({ name }) => name === '.debug_cu_index');
    for (const place of [found?.start, found?.contents, (found?.contents ?? 0) + (found?.size ?? 0) - 1]) {
      const index = await indexWith(module, [bytes.subarray(0, place)]);
      expect(kindsOf(index)).toEqual(['split-debug-missing', 'split-file-unreadable']);
      expect(new Set(answersOf(index, index).map(({ reason }) => reason))).not.toContain(null);
    }
  });
});

function equal(a: Lookup | undefined, b: Lookup | undefined): boolean {
  return JSON.stringify(a?.frames) === JSON.stringify(b?.frames);
}
