import { SymbolicationError } from '../errors.ts';
import { coreFunction, memoryView, outOfMemory } from './instance.ts';
import type { CoreInstance } from './instance.ts';
import { pacer } from './pace.ts';

/** Names given to the core at once. */
const BATCH_NAMES = 4096;

/** Instances that names may end before the rest stays mangled. A compiler's names end none; a hostile list is not worth more. */
const ENDED_LIMIT = 128;

const STEP_DONE = 1;
const LENGTH_SIZE = 4;
const NOT_DEMANGLED = new Uint8Array(LENGTH_SIZE);

/**
 * Demangles C++ names (Itanium ABI) and Rust's in a core of its own, which is loaded at the first call. A name that ends its instance counts as one that
 * cannot be demangled: what a trap leaves behind cannot be asked where it was, so that the names behind the last finished step are tried one by one.
 * @param list any number of: length (u32, little-endian), bytes of the mangled name
 * @param load gives an instance of that core
 * @returns parts that together are such a list, in the same order and of the same count; length 0: the name cannot be demangled, or has no room: answers
 * are a few times as long as the names at most
 */
export async function demangleNames(
  list: Uint8Array,
  load: () => Promise<CoreInstance>,
  signal?: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const starts = entryStarts(list);
  const count = starts.length - 1;
  const answers: Uint8Array[] = [];
  let core: CoreInstance | null = null;
  let ended = 0;
  let oneByOne = false;
  for (let next = 0; next < count;) {
    if (ended === ENDED_LIMIT) {
      answers.push(new Uint8Array((count - next) * LENGTH_SIZE));
      break;
    }
    core ??= await load();
    const size = oneByOne ? 1 : Math.min(BATCH_NAMES, count - next);
    const done = await demangleBatch(core, list.subarray(starts[next], starts[next + size]), answers, signal);
    next += done;
    if (done === size) continue;
    core = null;
    ended += 1;
    if (oneByOne) {
      answers.push(NOT_DEMANGLED);
      next += 1;
    }
    oneByOne = !oneByOne;
  }
  return answers;
}

/** Adds the answers of each step that ends well. Returns how many names they are for. */
async function demangleBatch(
  core: CoreInstance,
  names: Uint8Array,
  answers: Uint8Array[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const [step, demangled] = [coreFunction(core, 'step'), coreFunction(core, 'demangled')];
  const [outputPointer, outputLength] = [coreFunction(core, 'output_pointer'), coreFunction(core, 'output_length')];
  const pointer = coreFunction(core, 'reserve')(names.length) >>> 0;
  if (pointer === 0) throw outOfMemory();
  memoryView(core, pointer, names.length).set(names);
  const pause = pacer({ signal });
  let done = 0;
  try {
    for (let isDone = false; !isDone;) {
      isDone = step() === STEP_DONE;
      answers.push(memoryView(core, outputPointer() >>> 0, outputLength() >>> 0).slice());
      done = demangled() >>> 0;
      await pause(() => [0, 0]);
    }
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
  }
  return done;
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
