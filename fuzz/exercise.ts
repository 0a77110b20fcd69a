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
  indexOf,
  inspectModule,
  lookupAll,
  openIndex,
  openModule,
  reduceIndex,
  rows,
  symbolicate,
  symbolicateSync,
  verifyChecksum,
} from '../src/index.ts';
import type { SymbolIndex } from '../src/index.ts';
import { indexBytesOf, smallSubjects } from './corpus.ts';
import { below, randomOf } from './random.ts';

/** Offsets that are looked up in one run. */
const QUESTIONS = 100;

/** Builds the module's index whole and in part, asks both, and symbolicates a stack of it. `rest` is called in between. */
export async function exerciseModule(bytes: Uint8Array, rest: () => void): Promise<void> {
  const module = await openModule(bytes, { name: 'app.wasm' });
  try {
    const index = await indexOf(module);
    interrogateOurs(index);
    rest();
    diagnose(await inspectModule(module));
    const offsets = offsetsOf(index).slice(0, 12);
    interrogateOurs(openIndex(await buildIndex(bytes, { offsets })));
    rest();
    const fresh = await openModule(bytes, { name: 'app.wasm' });
    const stack = await symbolicate(stackOf(index, offsets), [fresh]);
    await closeModule(fresh);
    formatText(stack);
    formatJson(stack);
  } finally {
    await closeModule(module);
  }
}

/** Opens the bytes as an index and asks everything. */
export function exerciseIndex(bytes: Uint8Array): void {
  const index = openIndex(bytes);
  verifyChecksum(index);
  interrogate(index, true);
  const stack = symbolicateSync(stackOf(index, offsetsOf(index).slice(0, 2)), [index]);
  formatText(stack);
  formatJson(stack);
}

/** Symbolicates the text against a few modules at once. */
export async function exerciseText(text: string): Promise<void> {
  const subjects = smallSubjects().filter((_, at) => at % 7 === 0);
  const indexes = await Promise.all(
    subjects.map(async (subject) => openIndex(await indexBytesOf(subject), { name: subject.file })),
  );
  const stack = symbolicateSync(text, indexes);
  formatText(stack);
  formatJson(stack);
}

/** An index that we wrote is sound, whatever it was made from. */
function interrogateOurs(index: SymbolIndex): void {
  if (!verifyChecksum(index)) throw new Error('an index of ours has a wrong checksum');
  try {
    interrogate(index, false);
  } catch (error) {
    throw new Error('an index of ours is damaged', { cause: error });
  }
}

/** @param mayBeDamaged listings may then end in an error; lookups never */
function interrogate(index: SymbolIndex, mayBeDamaged: boolean): void {
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
  for (const { frames, reason } of lookupAll(index, offsetsOf(index))) {
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
