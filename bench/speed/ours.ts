/**
 * Our side of the bench: the built package, unchanged, behind the same protocol as the native peers (bench/peers). `node ours.mjs PACKAGE VERB
 * ARGUMENT…` answers once, `node ours.mjs PACKAGE serve` a line of tab-separated words after the other. main.ts bundles this file alone, so that
 * no loader touches the package. Times are milliseconds, memory is bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { capturedStacks, PARSERS, sentryEvent, stackText } from './stack-work.ts';
import type { CapturedStack } from './stack-work.ts';
import { watchCores } from './watch-cores.ts';

type Library = typeof import('../../src/index.ts');
type SymbolIndex = InstanceType<Library['SymbolIndex']>;
type Answer = Record<string, number>;

const cores = watchCores();
const [packageEntry = '', ...words] = process.argv.slice(2);
const library = (await import(pathToFileURL(packageEntry).href)) as Library;

const files = new Map<string, Uint8Array>();
const indexes = new Map<string, SymbolIndex>();

function read(path: string): Uint8Array {
  const known = files.get(path);
  if (known !== undefined) return known;
  const bytes = readFileSync(path);
  files.set(path, bytes);
  return bytes;
}

function readOffsets(path: string): Uint32Array {
  const bytes = read(path).slice();
  return new Uint32Array(bytes.buffer);
}

async function openIndexOf(path: string): Promise<SymbolIndex> {
  const known = indexes.get(path);
  if (known !== undefined) return known;
  const index = library.openIndex(await library.buildIndex(read(path)));
  indexes.set(path, index);
  return index;
}

const VERBS: Readonly<Record<string, (...args: string[]) => Promise<Answer>>> = {
  /** A full build of bytes in memory. */
  async index(path = '') {
    const bytes = read(path);
    const start = performance.now();
    const index = await library.buildIndex(bytes);
    return { total: performance.now() - start, ...about(index) };
  },

  /** A full build of a file, and the memory that it takes at its peak on top of what the process had before. */
  async 'index-memory'(path = '') {
    const before = process.memoryUsage();
    cores.measure();
    const start = performance.now();
    const index = await library.buildIndex(path);
    const { javascript, core } = cores.peak();
    return {
      total: performance.now() - start,
      core,
      javascript: javascript - before.heapUsed - before.arrayBuffers,
      resident: process.resourceUsage().maxRSS * 1024 - before.rss,
      ...about(index),
    };
  },

  /** A full build of bytes in memory over so many threads. */
  async 'index-threads'(path = '', workers = '1') {
    const bytes = read(path);
    const start = performance.now();
    const index = await library.buildIndex(bytes, { workers: Number(workers) });
    return { total: performance.now() - start, ...about(index) };
  },

  /** A full build of a file within so many bytes (0: in one piece, if that can be), written to a file; and the largest resident set of the process. */
  async 'index-within'(path = '', memory = '0', output = '') {
    const start = performance.now();
    const limits = memory === '0' ? {} : { memory: Number(memory) };
    const index = await library.buildIndex(path, { limits });
    const total = performance.now() - start;
    writeFileSync(output, index);
    return { total, resident: process.resourceUsage().maxRSS * 1024, ...about(index) };
  },

  async 'write-index'(path = '', output = '') {
    const index = await library.buildIndex(read(path));
    writeFileSync(output, index);
    return about(index);
  },

  /** Writes what the core was given, for its native build. */
  async 'core-inputs'(path = '', output = '') {
    const inputs = cores.recordInputs();
    const index = await library.buildIndex(read(path));
    writeFileSync(output, Buffer.concat(inputs));
    return about(index);
  },

  /** The whole chain of each offset, as numbers. */
  async lookup(path = '', offsetsPath = '') {
    const index = await openIndexOf(path);
    const offsets = readOffsets(offsetsPath);
    const { codeStart } = index.identity;
    const start = performance.now();
    const cursor = new library.FrameCursor(index);
    let frames = 0;
    let sum = 0;
    for (const offset of offsets) {
      if (!cursor.seek(offset - codeStart)) continue;
      do {
        frames += 1;
        sum += cursor.functionId + cursor.fileId + cursor.line + cursor.column;
      } while (cursor.next());
    }
    return { total: performance.now() - start, frames, sum };
  },

  /** Frame objects of each offset; names and paths come from the index's cache, where an earlier lookup left them there. */
  async frames(path = '', offsetsPath = '') {
    return timeFrames(await openIndexOf(path), readOffsets(offsetsPath));
  },

  /** The same of an index that was just opened. */
  async 'frames-uncached'(path = '', offsetsPath = '') {
    const { bytes } = await openIndexOf(path);
    return timeFrames(library.openIndex(bytes), readOffsets(offsetsPath));
  },

  /** All captured stacks, by `ours` or a parser of npm. */
  parse(path = '', parser = 'ours') {
    const stacks = captured.get(path) ?? capturedStacks(path);
    captured.set(path, stacks);
    const parse = PARSERS[parser] ?? (({ text }: CapturedStack): number => library.parseStack(text).frames.length);
    const start = performance.now();
    let frames = 0;
    for (const stack of stacks) frames += parse(stack);
    return Promise.resolve({ total: performance.now() - start, frames });
  },

  /** Stacks of 20 frames, as texts that are parsed and symbolicated (`text`), or as events that go through JSON (`json`). */
  async events(path = '', offsetsPath = '', as = 'text') {
    const index = await openIndexOf(path);
    const offsets = [...readOffsets(offsetsPath)].slice(0, EVENTS * FRAMES_OF_EVENT);
    const events = Array.from({ length: EVENTS }, (_, i) => {
      const own = offsets.slice(i * FRAMES_OF_EVENT, (i + 1) * FRAMES_OF_EVENT);
      const functions = library.lookupAll(index, own).map(({ functionIndex }) => functionIndex ?? 0);
      return as === 'json' ? sentryEvent(own, functions) : stackText(own, functions);
    });
    const start = performance.now();
    let count = 0;
    for (const event of events) {
      if (as === 'json') count += JSON.stringify(JSON.parse(event)).length;
      else for (const { frames } of library.symbolicateSync(event, [index]).frames) count += frames.length;
    }
    return { total: performance.now() - start, count, events: EVENTS };
  },
};

const captured = new Map<string, readonly CapturedStack[]>();
const EVENTS = 500;
const FRAMES_OF_EVENT = 20;

function timeFrames(index: SymbolIndex, offsets: Uint32Array): Answer {
  const start = performance.now();
  const answers = library.lookupAll(index, offsets);
  const total = performance.now() - start;
  return { total, frames: answers.reduce((count, { frames }) => count + frames.length, 0) };
}

/** Length, and the checksum that its header bears. */
function about(index: Uint8Array): Answer {
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  return { bytes: index.length, checksum: view.getUint32(12, true) };
}

async function answer(request: readonly string[]): Promise<void> {
  const [verb = '', ...args] = request;
  const run = VERBS[verb];
  if (run === undefined) throw new Error(`unknown request: ${request.join(' ')}`);
  process.stdout.write(`${JSON.stringify(await run(...args))}\n`);
}

if (words[0] === 'serve')
  for await (const line of createInterface({ input: process.stdin })) await answer(line.split('\t'));
else await answer(words);
