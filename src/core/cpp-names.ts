import { SymbolicationError } from '../errors.ts';
import { coreFunction, coreLoader, memoryView, outOfMemory } from './instance.ts';
import type { CoreInstance } from './instance.ts';
import { pacer } from './pace.ts';

const loadCppNamesCore = coreLoader(() => import('../../native/pkg/cpp_names_bg.wasm'));

/** Names given to one instance: what a name that ends it can cost. */
const BATCH_NAMES = 4096;

/** Names that may end an instance before the rest stays mangled. A compiler's names end none; a hostile list is not worth more. */
const ENDED_LIMIT = 64;

const STEP_DONE = 1;
const LENGTH_SIZE = 4;
const NOT_DEMANGLED = new Uint8Array(LENGTH_SIZE);

/** What one instance made of its names, in front of the one that ended it. */
interface Batch {
  readonly answers: Uint8Array;
  readonly done: number;
}

/**
 * Demangles C++ names (Itanium ABI) in a core of its own, which is loaded at the first call.
 * @param list any number of: length (u32, little-endian), bytes of the mangled name
 * @returns parts that together are such a list, in the same order and of the same count; length 0: the name cannot be demangled
 */
export async function demangleCppNames(list: Uint8Array, signal?: AbortSignal): Promise<readonly Uint8Array[]> {
  const starts = entryStarts(list);
  const count = starts.length - 1;
  const parts: Uint8Array[] = [];
  let ended = 0;
  for (let next = 0; next < count;) {
    const size = ended < ENDED_LIMIT ? Math.min(BATCH_NAMES, count - next) : 0;
    if (size === 0) {
      parts.push(new Uint8Array((count - next) * LENGTH_SIZE));
      break;
    }
    const batch = await demangleBatch(list.subarray(starts[next], starts[next + size]), signal);
    parts.push(batch.answers);
    next += batch.done;
    if (batch.done === size) continue;
    // A fresh instance would stop on this name again.
    parts.push(NOT_DEMANGLED);
    next += 1;
    ended += 1;
  }
  return parts;
}

async function demangleBatch(names: Uint8Array, signal: AbortSignal | undefined): Promise<Batch> {
  const core = await loadCppNamesCore();
  const pointer = coreFunction(core, 'reserve')(names.length) >>> 0;
  if (pointer === 0) throw outOfMemory();
  memoryView(core, pointer, names.length).set(names);
  const step = coreFunction(core, 'step');
  const pause = pacer({ signal });
  try {
    while (step() !== STEP_DONE) await pause(() => [0, 0]);
  } catch (error) {
    signal?.throwIfAborted();
    if (!SymbolicationError.is(error)) throw error;
  }
  return answersOf(core);
}

/** The names done so far, which can be had also after a trap. */
function answersOf(core: CoreInstance): Batch {
  const done = coreFunction(core, 'demangled')() >>> 0;
  const length = coreFunction(core, 'output_length')() >>> 0;
  const output = memoryView(core, coreFunction(core, 'output_pointer')(), length).slice();
  const end = entryStarts(output)[done];
  if (end === undefined) throw new SymbolicationError('core-failed', 'The core for C++ names gave too few answers.');
  return { answers: output.subarray(0, end), done };
}

/** Where each entry of a list begins, and last where the list ends. */
function entryStarts(list: Uint8Array): readonly number[] {
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength);
  const starts = [0];
  for (let at = 0; at + LENGTH_SIZE <= list.length;) {
    at += LENGTH_SIZE + view.getUint32(at, true);
    if (at > list.length) break;
    starts.push(at);
  }
  return starts;
}
