import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ByteWriter, getNumber, putNumber } from '../bytes.ts';
import { mutateDebug, swapDebug } from '../dwarf/mutate.ts';
import { customSection, joinModule, splitModule } from '../module-bytes.ts';
import type { RawSection } from '../module-bytes.ts';
import { below, next, oddNumber, once, pick, scaled } from '../random.ts';
import type { Random } from '../random.ts';
import { mutateContainer } from './container.ts';

/** A module and one of its split files, as one input: the module's length, the module, the file. */
export interface SplitInput {
  readonly module: Uint8Array<ArrayBuffer>;
  readonly file: Uint8Array<ArrayBuffer>;
}

export type SplitKind = 'dwo' | 'dwp';

let known: ReadonlyMap<SplitKind, readonly (readonly [name: string, input: SplitInput])[]> | null = null;

function corpus(kind: SplitKind): readonly (readonly [name: string, input: SplitInput])[] {
  known ??= new Map((['dwo', 'dwp'] as const).map((each) => [each, readCorpus(each)]));
  return known.get(kind) ?? [];
}

/** `a-split4.dwo` belongs to the module `…-split4.wasm` that names it, which is told by its bytes. */
function readCorpus(kind: SplitKind): (readonly [name: string, input: SplitInput])[] {
  const folder = join(process.env['FUZZ_FIXTURES'] ?? join(process.cwd(), 'fixtures'), 'companions');
  const read = (file: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(folder, file)));
  const files = readdirSync(folder).sort();
  const modules = files.filter((file) => file.endsWith('.wasm')).map((file) => [file, read(file)] as const);
  return files
    .filter((file) => file.endsWith(`.${kind}`))
    .flatMap((file) => {
      const owner = modules.find(([name, bytes]) =>
        kind === 'dwp' ? file.startsWith(name) : Buffer.from(bytes).includes(`${file}\0`),
      );
      return owner === undefined ? [] : [[file, { module: owner[1], file: read(file) }] as const];
    });
}

/** A module and a split file of which one or both lie. */
export function makeSplit(random: Random, kind: SplitKind): { label: string; bytes: Uint8Array<ArrayBuffer> } {
  const all = corpus(kind);
  const [label, input] = all[below(random, all.length)] ?? [];
  if (label === undefined || input === undefined) throw new Error('there are no split fixtures');
  let { module, file } = input;
  if (!once(random, 4)) file = mutateSplit(random, label, file);
  if (once(random, 3)) module = mutateDebug(random, `module of ${label}`, module);
  if (once(random, 10)) module = withManySkeletons(random, module);
  if (kind === 'dwp' && !once(random, 3)) file = withLyingIndex(random, file);
  return { label, bytes: packed({ module, file }) };
}

export function packed({ module, file }: SplitInput): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.number(module.length, 4);
  writer.bytes(module);
  writer.bytes(file);
  return writer.view();
}

export function unpacked(bytes: Uint8Array): { module: Uint8Array; file: Uint8Array } {
  const end = 4 + getNumber(bytes, 0, 4);
  return { module: bytes.subarray(4, end), file: bytes.subarray(end) };
}

function mutateSplit(random: Random, label: string, file: Uint8Array): Uint8Array<ArrayBuffer> {
  if (once(random, 6)) return mutateContainer(random, file);
  // By the names that the mutations of debug sections know.
  const plain = joinModule(splitModule(file).map((section) => renamed(section, /\.dwo$/, '')));
  const mutated = once(random, 12) ? swapDebug(random, plain) : mutateDebug(random, label, plain);
  return joinModule(splitModule(mutated).map((section) => renamed(section, /^(\.debug_(?!.u_index).*)$/, '$1.dwo')));
}

function renamed(section: RawSection, pattern: RegExp, by: string): RawSection {
  return section.name === null ? section : { ...section, name: section.name.replace(pattern, by) };
}

/** Its units again and again: ids collide, and each may name the file anew. */
function withManySkeletons(random: Random, module: Uint8Array): Uint8Array<ArrayBuffer> {
  const times = scaled(random, 4000);
  return joinModule(
    splitModule(module).map((section) => {
      if (section.name !== '.debug_info') return section;
      const writer = new ByteWriter();
      for (let n = 0; n < times; n += 1) {
        const copy = section.contents.slice();
        // Somewhere in the header or root: mostly the id, the table of abbreviations, or an offset.
        if (once(random, 2)) putNumber(copy, 8 + below(random, 30), next(random), pick(random, [1, 4, 8]));
        writer.bytes(copy);
      }
      return customSection('.debug_info', writer.view());
    }),
  );
}

/** Counts, rows and contributions that are not so, or rows by the thousand for the same bytes. */
function withLyingIndex(random: Random, file: Uint8Array): Uint8Array<ArrayBuffer> {
  return joinModule(
    splitModule(file).map((section) => {
      // An index that was mutated before may announce any number of columns.
      const isSound = section.name === '.debug_cu_index' && getNumber(section.contents, 4, 4) <= 8;
      if (section.name === null || !isSound) return section;
      if (once(random, 4)) return customSection(section.name, manyRows(random, section.contents));
      const contents = section.contents.slice();
      for (let left = scaled(random, 6); left > 0; left -= 1) {
        const at = 4 * below(random, contents.length / 4);
        putNumber(contents, at, pick(random, [oddNumber(random), below(random, 4096), 0, 1, 5]), 4);
      }
      return once(random, 8) ? customSection('.debug_tu_index', contents) : customSection(section.name, contents);
    }),
  );
}

/** The first unit's contributions under many ids, its own among them, with starts that differ a little. */
function manyRows(random: Random, index: Uint8Array): Uint8Array {
  const [version, columns, units, slots] = [0, 4, 8, 12].map((at) => getNumber(index, at, 4)) as [
    number,
    number,
    number,
    number,
  ];
  const count = scaled(random, 20_000);
  const names = 16 + slots * 12;
  const numbers = (at: number): number[] =>
    Array.from({ length: columns }, (_, column) => getNumber(index, at + column * 4, 4));
  const [offsets, sizes] = [numbers(names + columns * 4), numbers(names + (columns + units * columns) * 4)];
  const writer = new ByteWriter();
  for (const number of [version, columns, count, count]) writer.number(number, 4);
  for (let n = 0; n < count; n += 1) {
    const known = 16 + 8 * below(random, slots);
    writer.bytes(
      once(random, 3) ? index.subarray(known, known + 8) : Uint8Array.from({ length: 8 }, () => next(random)),
    );
  }
  for (let n = 0; n < count; n += 1) writer.number(n + 1, 4);
  for (const name of numbers(names)) writer.number(name, 4);
  for (let n = 0; n < count; n += 1) for (const offset of offsets) writer.number(offset + below(random, 3), 4);
  for (let n = 0; n < count; n += 1) for (const size of sizes) writer.number(Math.max(0, size - below(random, 4)), 4);
  return writer.view();
}
