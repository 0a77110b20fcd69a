import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readWasm } from '../differential/module.ts';
import type { WasmModule } from '../differential/module.ts';
import { generator, sample } from '../differential/sampling.ts';
import { bigRust, published } from '../differential/subjects.ts';
import { buildCppText } from './cpp-text.ts';
import { corpus, here } from './tools.ts';

export type Language = 'C' | 'Rust' | 'C++';

/** A module that is timed. */
export interface Subject {
  readonly name: string;
  readonly path: string;
  readonly language: Language;
  readonly module: WasmModule;
  /** Bytes of `.debug_info`. */
  readonly infoSize: number;
  /** Bytes of the sections that the core reads. */
  readonly debugSize: number;
}

/** Random offsets of one measurement of lookups. */
const OFFSETS = 20_000;

/** Frames of a stack. */
const STACK_FRAMES = 20;

const CORE_SECTIONS = [
  'info',
  'abbrev',
  'line',
  'str',
  'line_str',
  'str_offsets',
  'addr',
  'ranges',
  'rnglists',
  'types',
];

const LANGUAGES: Readonly<Record<string, Language>> = { 'jq-web': 'C', ruby: 'C', 'big-rust': 'Rust' };

/** bench/cpp-text; where Debian's clang 19 or its libc++ for WebAssembly is missing, a smaller one of the fixtures. */
export const CPP = 'cpp-text';

/** The modules by name, read when first asked for. */
export function subjects(): (name: string) => Subject {
  const known = new Map<string, Subject>();
  return (name) => {
    const subject = known.get(name) ?? readSubject(name);
    known.set(name, subject);
    return subject;
  };
}

function readSubject(name: string): Subject {
  return subjectOf(name, pathOf(name), LANGUAGES[name] ?? 'C++');
}

function pathOf(name: string): string {
  if (name === 'big-rust') return bigRust().path;
  if (name === CPP) return buildCppText() ?? here('../../fixtures/modules/glossary-O2-dwarf5.wasm');
  const path = published().find((module) => module.name === name)?.path;
  if (path === undefined) throw new Error(`there is no module ${name}`);
  return path;
}

function subjectOf(name: string, path: string, language: Language): Subject {
  const module = readWasm(readFileSync(path));
  const sizeOf = (section: string): number => module.custom.get(`.debug_${section}`)?.length ?? 0;
  const debugSize = CORE_SECTIONS.reduce((sum, section) => sum + sizeOf(section), 0);
  return { name, path, language, module, infoSize: sizeOf('info'), debugSize };
}

/** A file of random module-file offsets (u32), uniform over the bytes of all bodies, in no order unless they are to be sorted. */
export function randomOffsets(
  { name, module }: Subject,
  seed: number,
  { count = OFFSETS, sorted = false }: { readonly count?: number; readonly sorted?: boolean } = {},
): { readonly path: string; readonly count: number } {
  const random = generator(seed);
  const ends: number[] = [];
  let size = 0;
  for (const { start, end } of module.bodies) ends.push((size += end - start));
  const offsets = Uint32Array.from({ length: count }, () => {
    const n = Math.floor(random() * size);
    const body = firstAbove(ends, n);
    return module.codeStart + (module.bodies[body]?.end ?? 0) - ((ends[body] ?? 0) - n);
  });
  if (sorted) offsets.sort();
  return { path: writeCorpus(`offsets/${name}-${seed}-${count}.u32`, new Uint8Array(offsets.buffer)), count };
}

function firstAbove(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A stack as V8 prints it, of calls in bodies all over the module; and the offsets in it. */
export function stackOf({ name, module }: Subject, seed: number): { path: string; offsets: readonly number[] } {
  const { calls } = sample(module, 0, seed);
  const addresses = Array.from(
    { length: STACK_FRAMES },
    (_, i) => calls[Math.floor((i * calls.length) / STACK_FRAMES)] ?? 0,
  );
  const frames = addresses.map((address) => {
    const body = module.bodies.findLast(({ start }) => start <= address);
    const offset = module.codeStart + address;
    return `    at wasm://wasm/${name}-0a1b2c3d:wasm-function[${body?.functionIndex ?? 0}]:0x${offset.toString(16)}`;
  });
  const text = `RuntimeError: unreachable\n${frames.join('\n')}\n`;
  return {
    path: writeCorpus(`stacks/${name}-${seed}.txt`, Buffer.from(text)),
    offsets: addresses.map((address) => module.codeStart + address),
  };
}

function writeCorpus(path: string, bytes: Uint8Array): string {
  const whole = corpus(path);
  mkdirSync(corpus(path.slice(0, path.lastIndexOf('/'))), { recursive: true });
  writeFileSync(whole, bytes);
  return whole;
}
