/** What a user does with an input: everything that the package offers for it. */
import {
  SymbolicationError,
  buildIndex,
  closeModule,
  diagnose,
  diagnostics,
  exportSourceMap,
  formatJson,
  formatText,
  functions,
  idsOf,
  idsOfIndex,
  indexOf,
  inspectModule,
  lookupAll,
  openIndex,
  openModule,
  openModules,
  openSplitFile,
  parseSourceMap,
  parseSymbolList,
  reduceIndex,
  rows,
  symbolicate,
  symbolicateStream,
  symbolicateSync,
  verifyChecksum,
} from '../src/index.ts';
import type { Companions, SymbolIndex, SymbolicatedStack } from '../src/index.ts';
import { indexBytesOf, smallSubjects } from './corpus.ts';
import { partsOf } from './mutate/source-map.ts';
import { unpacked } from './mutate/split.ts';
import { below, randomOf } from './random.ts';

/** Offsets that are looked up in one run. */
const QUESTIONS = 100;

/**
 * Builds the module's index whole and in part, asks both, and symbolicates a stack of it. `rest` is called in between.
 * @param seed one in eight has the partial index built once more, by `symbolicate` itself
 */
export async function exerciseModule(
  bytes: Uint8Array,
  seed: number,
  rest: () => void,
  companions: Companions = {},
): Promise<void> {
  const module = await openModule(bytes, { name: 'app.wasm', companions });
  try {
    const index = await indexOf(module);
    interrogateOurs(index, rest);
    rest();
    diagnose(await inspectModule(module));
    const [own, kept] = [await idsOf(module), idsOfIndex(index)];
    if (JSON.stringify(own) !== JSON.stringify(kept)) throw new Error('an index has other ids than its module');
    const offsets = offsetsOf(index).slice(0, 12);
    const partial = openIndex(await buildIndex(bytes, { offsets, companions }), { name: 'app.wasm' });
    interrogateOurs(partial, rest);
    rest();
    const fresh = seed % 8 === 0 ? await openModule(bytes, { name: 'app.wasm', companions }) : null;
    const stack = await symbolicate(stackOf(index, offsets), [fresh ?? partial], { context: { lines: 1 } });
    if (fresh !== null) await closeModule(fresh);
    rest();
    format(stack, rest);
  } finally {
    await closeModule(module);
  }
}

/** Builds a module's index with the map, whole and in part, and asks both. `rest` is called in between. */
export async function exerciseMap(bytes: Uint8Array, rest: () => void): Promise<void> {
  const { module, map } = partsOf(bytes);
  const companions = { sourceMap: parseSourceMap(map, { name: 'app.wasm.map' }) };
  rest();
  const index = openIndex(await buildIndex(module, { companions }));
  interrogateOurs(index, rest);
  rest();
  interrogateOurs(openIndex(await buildIndex(module, { companions, offsets: offsetsOf(index).slice(0, 12) })), rest);
}

/** The same with a split file, which stands behind the module. */
export async function exerciseSplit(bytes: Uint8Array, seed: number, rest: () => void): Promise<void> {
  const { module, file } = unpacked(bytes);
  const split = await openSplitFile(file);
  await exerciseModule(module, seed, rest, { split: [split] });
  await split.close();
}

/** Core modules of a component that are indexed: the others cost as much again, and are the same to read. */
const INDEXED = 3;

/** Opens all core modules of a component and indexes a few of them. `rest` is called in between. */
export async function exerciseComponent(bytes: Uint8Array, rest: () => void): Promise<void> {
  const modules = await openModules(bytes, { name: 'app.wasm' });
  try {
    for (const module of modules.slice(0, INDEXED)) {
      interrogateOurs(await indexOf(module), rest);
      rest();
      await inspectModule(module);
    }
    const stack = '    at f (http://h/app.wasm:wasm-function[1]:0x40)\n    at wasm-function[0]';
    formatText(await symbolicate(stack, modules));
  } finally {
    await Promise.all(modules.map(closeModule));
  }
}

/** Reads the list and builds the index of a small module with it. */
export async function exerciseSymbolList(bytes: Uint8Array, rest: () => void): Promise<void> {
  const list = parseSymbolList(bytes, { name: 'app.symbols' });
  rest();
  const subjects = smallSubjects();
  const subject = subjects[bytes.length % subjects.length];
  if (subject === undefined) throw new Error('there are no fixtures');
  interrogateOurs(openIndex(await buildIndex(subject.bytes, { companions: { symbolLists: [list, list] } })), rest);
}

/** Opens the bytes as an index and asks everything. `rest` is called in between. */
export function exerciseIndex(bytes: Uint8Array, rest: () => void): void {
  const index = openIndex(bytes);
  verifyChecksum(index);
  interrogate(index, true, rest);
  rest();
  const stack = symbolicateSync(stackOf(index, offsetsOf(index).slice(0, 2)), [index]);
  format(stack, rest);
}

/** Symbolicates the text against a few modules at once. */
export async function exerciseText(text: string, rest: () => void): Promise<void> {
  const subjects = smallSubjects().filter((_, at) => at % 7 === 0);
  const indexes = await Promise.all(
    subjects.map(async (subject) => openIndex(await indexBytesOf(subject), { name: subject.file })),
  );
  const stack = symbolicateSync(text, indexes);
  format(stack, rest);
  rest();
  for (const structured of structuredOf(text)) {
    format(symbolicateSync(structured, indexes), rest);
    rest();
  }
  await drainStream(text, indexes);
}

/** What a channel other than text would give, with the text in its fields. */
function structuredOf(text: string): readonly object[] {
  const lines = text.slice(0, 100_000).split('\n').slice(0, 500);
  const frames = lines.map((line, i) => {
    const [functionName, url] = [line, lines[(i * 7) % lines.length] ?? ''];
    return { functionName, url, lineNumber: i % 3, columnNumber: line.length, scriptId: i % 2 === 0 ? '1' : undefined };
  });
  const sites = lines.map((line, i) => ({
    getFunctionName: () => line,
    getFunction: () => i,
    getPosition: () => i * 9,
  }));
  const event = { message: text, filename: lines.at(-1), lineno: 1, colno: 9, error: null };
  const error = { name: 'Error', message: lines[0], stack: text };
  return [{ ...error, cause: { ...error, errors: [error] } }, sites, { callFrames: frames }, event];
}

/** The text through a stream in pieces. What comes out must not be less than what went in without its frames. */
async function drainStream(text: string, indexes: readonly SymbolIndex[]): Promise<void> {
  const { readable, writable } = symbolicateStream<string>(indexes);
  const writer = writable.getWriter();
  const writing = (async () => {
    for (let at = 0; at < text.length; at += PIECE) await writer.write(text.slice(at, at + PIECE));
    await writer.close();
  })();
  const reader = readable.getReader();
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) length += part.value.length;
  await writing;
  if (length === 0 && text !== '') throw new Error('a stream gave nothing');
}

/** No multiple of a line's length. */
const PIECE = 9973;

/** As text and as data, both of which are held while `rest` collects what is not. */
function format(stack: SymbolicatedStack, rest: () => void): void {
  const answers = [formatText(stack), formatJson(stack)];
  rest();
  if (answers.length !== 2) throw new Error('an answer is gone');
}

/** An index that we wrote is sound, whatever it was made from. */
function interrogateOurs(index: SymbolIndex, rest: () => void): void {
  if (!verifyChecksum(index)) throw new Error('an index of ours has a wrong checksum');
  try {
    interrogate(index, false, rest);
  } catch (error) {
    throw new Error('an index of ours is damaged', { cause: error });
  }
}

/** @param mayBeDamaged listings may then end in an error; lookups never */
function interrogate(index: SymbolIndex, mayBeDamaged: boolean, rest: () => void): void {
  const listings = [
    () => {
      diagnostics(index);
    },
    () => {
      drain(functions(index));
    },
    () => {
      drain(rows(index));
    },
  ];
  for (const listing of listings) {
    try {
      listing();
    } catch (error) {
      if (!mayBeDamaged || !SymbolicationError.is(error) || error.code !== 'malformed-index') throw error;
    }
  }
  remake(index);
  rest();
  const answers = lookupAll(index, offsetsOf(index));
  rest();
  for (const { frames, reason } of answers) {
    if (frames.length > 1001) throw new Error('an endless chain of inlined calls');
    if (reason === 'malformed-index' && !mayBeDamaged) throw new Error('a lookup met damage');
  }
}

/** Makes other files of the index. A sound one may still hold calls that no map can: those of hostile DWARF. */
function remake(index: SymbolIndex): void {
  const makers = [
    () => exportSourceMap(index),
    () => openIndex(reduceIndex(index.bytes, { contents: 'names' })),
    () => openIndex(reduceIndex(index.bytes, { mapPath: [{ from: '/', to: '/mapped' }], readablePaths: true })),
  ];
  for (const make of makers) {
    try {
      make();
    } catch (error) {
      if (!SymbolicationError.is(error)) throw error;
    }
  }
}

/** Goes through all without keeping any. */
function drain(listing: Iterator<unknown>): void {
  while (listing.next().done !== true);
}

/** The first bytes of bodies, and bytes within them: module-file offsets. */
function offsetsOf({ bodies, identity }: SymbolIndex): number[] {
  const [starts, lengths] = bodies;
  const random = randomOf(starts.length);
  return Array.from({ length: Math.min(QUESTIONS, 2 * starts.length) }, (_, n) => {
    const body = n < starts.length && n % 2 === 0 ? n >> 1 : below(random, starts.length);
    const within = n % 2 === 0 ? 0 : below(random, lengths[body] ?? 1);
    return identity.codeStart + (starts[body] ?? 0) + within;
  });
}

function stackOf({ bodies, identity }: SymbolIndex, offsets: readonly number[]): string {
  const frames = offsets.map((offset, n) => {
    const index = identity.importedFunctions + (n % Math.max(1, bodies[0].length));
    return `    at f${n} (http://h/app.wasm:wasm-function[${index}]:0x${offset.toString(16)})`;
  });
  return ['RuntimeError: unreachable', ...frames].join('\n');
}
