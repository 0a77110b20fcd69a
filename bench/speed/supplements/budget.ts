/**
 * A module of 3 GB within 512 MB. It is made of copies of another, so that its answers are known: those of each copy are those of the original. A module of
 * middle size gives the same bytes within a budget as in one piece.
 */
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { lookup, openIndex } from '../../../src/symbol-index/index.ts';
import type { Lookup, SymbolIndex } from '../../../src/symbol-index/index.ts';
import { generator } from '../../differential/sampling.ts';
import { askOnce, numberOf } from '../contender.ts';
import { markdown, megabytes } from '../table.ts';
import { madePath } from './growth.ts';
import type { Supplement } from './supplement.ts';

const MODULE = 'big-rust';
const BUDGET = 512e6;
const FILE_SIZE = 3e9;
/** Bytes of a copy in the made file: its code and the debug sections that are repeated. */
const COPY_SIZE = 32.2e6;

const MIDDLE_COPIES = 7;
const MIDDLE_BUDGET = 128e6;

const LOOKUPS = 2000;

export const budget: Supplement = {
  name: 'budget',
  measure(bench) {
    const subject = bench.subject(MODULE);
    const output = join(tmpdir(), `wasm-symbolicate-budget-${process.pid}.wsym`);
    const within = (copies: number, memory: number): { readonly line: string[]; readonly index: Uint8Array } => {
      const path = madePath(bench, subject, copies);
      const answer = askOnce(bench.tools.ours, 'index-within', path, String(memory), output);
      const line = [
        `${MODULE} × ${copies}`,
        megabytes(copies * subject.debugSize),
        memory === 0 ? 'none' : megabytes(memory),
        `${(numberOf(answer, 'total') / 1000).toFixed(1)} s`,
        megabytes(numberOf(answer, 'resident')),
        megabytes(numberOf(answer, 'bytes')),
      ];
      return { line, index: new Uint8Array(readFileSync(output)) };
    };
    const copies = bench.quick ? MIDDLE_COPIES : Math.ceil(FILE_SIZE / COPY_SIZE);
    const [whole, parts] = [within(MIDDLE_COPIES, 0), within(MIDDLE_COPIES, MIDDLE_BUDGET)];
    if (Buffer.compare(whole.index, parts.index) !== 0) throw new Error('the index depends on the budget');
    const original = within(1, 0);
    const large = within(copies, BUDGET);
    const answers = compareCopies(openIndex(original.index), openIndex(large.index), copies);
    rmSync(output);
    if (!bench.quick) rmSync(madePath(bench, subject, copies));
    const head = ['module', 'debug sections', 'budget', 'time', 'resident set at most', 'index'];
    const lines = [whole.line, parts.line, original.line, large.line];
    return Promise.resolve(`Budget: full index of a file, fresh process; ${answers}\n\n${markdown(head, lines)}`);
  },
};

/** Lookups in the middle of seeded bodies of seeded copies, against the same ones of the original; without what differs by design, places in the file and hashes. */
function compareCopies(original: SymbolIndex, large: SymbolIndex, copies: number): string {
  const random = generator(1);
  const [starts, lengths] = original.bodies;
  const [largeStarts] = large.bodies;
  let compared = 0;
  for (let n = 0; n < LOOKUPS; n += 1) {
    const body = Math.floor(random() * starts.length);
    const copy = Math.floor(random() * copies);
    const within = (lengths[body] ?? 0) >> 1;
    const of = (index: SymbolIndex, start = 0): Lookup['frames'] =>
      lookup(index, index.identity.codeStart + start + within).frames;
    const frames = of(original, starts[body]);
    // The name section knows the first copy only.
    if (frames.some(({ origin }) => origin.name !== 'dwarf')) continue;
    const [expected, actual] = [frames, of(large, largeStarts[copy * starts.length + body])].map((answer) =>
      answer.map((frame) => [frame.function, frame.file, frame.line, frame.column]),
    );
    if (!isDeepStrictEqual(actual, expected)) throw new Error(`copy ${copy}, body ${body}: another answer`);
    compared += 1;
  }
  return `${compared} lookups in copies are those of the original`;
}
