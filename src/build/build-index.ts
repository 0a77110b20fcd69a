import { readBuildId } from '../container/build-id.ts';
import { hashCode } from '../container/code-hash.ts';
import { debugSections } from '../container/debug-sections.ts';
import type { Note } from '../container/notes.ts';
import type { ModuleInput } from '../container/open-reader.ts';
import { runIndexCore } from '../core/index-core.ts';
import type { ByteSource, CoreDebugSection, CoreLimits, CoreOptions } from '../core/index-core.ts';
import { runPartCore } from '../core/part-core.ts';
import { SymbolicationError } from '../errors.ts';
import { buildWithinBudget } from './budget.ts';
import { identityBytes } from './identity.ts';
import { nameTable } from './name-table.ts';
import { isOpenModule, openModule } from './open-module.ts';
import type { OpenModule } from './open-module.ts';
import { memorySource, readSections } from './shared-sections.ts';
import { usefulThreads } from './shares.ts';
import { share, startTeam } from './threads.ts';
import type { Team } from './threads.ts';

/** Bounds on what one build takes from a module. What a limit cut is counted in the index (`limit-reached`). */
export interface BuildLimits extends CoreLimits {
  /** Bytes of DWARF; a module with more is answered by its names alone. */
  readonly debugBytes: number;
  /**
   * Bytes that debug sections and the cores that read them take at once, about. What needs more is read part by part: the index is the same, byte for byte, and takes two to four times
   * as long. A unit that alone needs more is left out (`limit-reached`). On top of it comes the index while it is made, some four times its size, and what every
   * build holds of the module: bodies and names. Left out: as much as it takes, but part by part where one core could not hold it.
   */
  readonly memory: number;
}

/** Real modules of 1 GB stay far below. */
const DEFAULT_DEBUG_BYTES = 16 * 2 ** 30;

/** A core, which has 4 GiB at most, takes 2.3 times the sections that it reads. */
const ONE_CORE_BYTES = 1.25 * 2 ** 30;

/** For sections that one core cannot hold. */
const DEFAULT_MEMORY = 1.5 * 2 ** 30;

/** The core's own code for a limit that cut something. */
const LIMIT_REACHED = 11;

export interface BuildOptions extends Omit<CoreOptions, 'limits'> {
  /**
   * Module-file offsets, in any order, that alone the index is to answer: debug information of other functions is passed over. Offsets
   * outside the code section are ignored. Such a partial index carries no code hash. Left out: everything.
   */
  readonly offsets?: readonly number[] | undefined;
  readonly limits?: Partial<BuildLimits> | undefined;
  /**
   * Threads that may share the build of a whole index, this one included; default 1. The index is the same, byte for byte. Each holds the debug sections in a memory of its
   * own. Of small modules (2 MB of `.debug_info` a thread), of builds with `offsets` or `limits.units`, and on a host without threads, or where
   * dist/part-worker.js is not beside the package's other files, this thread does all the work.
   */
  readonly workers?: number | undefined;
}

/**
 * Builds the symbol index of a module: the bytes that `openIndex` of wasm-symbolicate/lookup reads. The same input gives the same bytes.
 * @throws SymbolicationError `unreadable-input`, `not-a-module`, `component`, `malformed-module`, `invalid-argument`, `core-out-of-memory`,
 * `core-failed`; the signal's reason when it aborts. Damaged debug information is no error but a diagnostic of the index.
 */
export async function buildIndex(input: ModuleInput | OpenModule, options: BuildOptions = {}): Promise<Uint8Array> {
  const { workers = 1 } = options;
  if (!Number.isInteger(workers) || workers < 1) {
    throw new SymbolicationError('invalid-argument', `A number of workers is an integer ≥ 1, not ${workers}.`);
  }
  if (isOpenModule(input)) return buildFrom(input, options);
  const module = await openModule(input, options);
  try {
    return await buildFrom(module, options);
  } finally {
    await module.close();
  }
}

async function buildFrom(module: OpenModule, options: BuildOptions): Promise<Uint8Array> {
  const { workers = 1, offsets, limits } = options;
  const isShared =
    workers > 1 &&
    offsets === undefined &&
    [limits?.units, limits?.memory].every((limit = Infinity) => limit === Infinity);
  const infoSize = debugSections(module.layout).get('.debug_info')?.size ?? 0;
  const threads = isShared ? usefulThreads(infoSize, workers) : 0;
  if (threads === 0) return buildWith(module, options, null);
  const team = startTeam(threads);
  try {
    return await buildWith(module, options, team);
  } finally {
    team.end();
  }
}

async function buildWith(module: OpenModule, options: BuildOptions, team: Team | null): Promise<Uint8Array> {
  const { layout, nameSection, exports } = module;
  const wanted = options.offsets === undefined ? null : wantedAddresses(options.offsets, module);
  const debug = debugSources(module);
  const notes = [...layout.notes, ...nameSection.notes, ...exports.notes];
  const debugBytes = [...debug.values()].reduce((sum, { size }) => sum + size, 0);
  if (debugBytes > (options.limits?.debugBytes ?? DEFAULT_DEBUG_BYTES)) {
    debug.clear();
    notes.push({ code: LIMIT_REACHED, count: 1, place: 0 });
  }
  const memory = budgetOf(debug, options.limits?.memory);
  const tables = {
    bodies: interleaved(module.bodyStarts, module.bodyLengths),
    ...nameTable(module),
    wanted,
    notes: noteTable(notes),
  };
  // A partial index is used once and not kept, so that nobody asks for its identity: not worth reading all code.
  const identity = async (): Promise<Uint8Array> =>
    identityBytes(module, wanted === null ? await hashCode(layout, options.signal) : null, await readBuildId(layout));
  return withFile(module.name, async () => {
    if (memory !== null) {
      return buildWithinBudget({ ...tables, identity: await identity() }, debug, memory, options);
    }
    if (team === null) return runIndexCore({ ...tables, identity: await identity(), debug }, options);
    const sections = await readSections(debug, options.signal);
    // The others begin while this thread hashes the code.
    const withoutHash = { ...tables, identity: identityBytes(module, null, null) };
    const work = await share(team, withoutHash, sections, options);
    return runPartCore(
      {
        ...tables,
        identity: await identity(),
        debug: new Map(sections.map(([name, bytes]) => [name, memorySource(bytes)])),
      },
      { from: 0, to: work.ownEnd, nextPart: work.nextPart },
      { ...options, onProgress: options.onProgress && work.onProgress },
    );
  });
}

/** The bytes within which a build has to stay part by part; `null`: it may be in one piece. */
function budgetOf(debug: ReadonlyMap<CoreDebugSection, ByteSource>, memory = Infinity): number | null {
  const size = [...debug.values()].reduce((sum, section) => sum + section.size, 0);
  if (size * 3 > memory) return memory;
  return size > ONE_CORE_BYTES ? DEFAULT_MEMORY : null;
}

/** Code-relative, ascending, each once. */
function wantedAddresses(offsets: readonly number[], { codeStart, layout, name }: OpenModule): Uint32Array {
  const codeSize = layout.code?.size ?? 0;
  const addresses = new Set<number>();
  for (const offset of offsets) {
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new SymbolicationError('invalid-argument', `An offset is an integer ≥ 0, not ${offset}.`, { file: name });
    }
    const address = offset - codeStart;
    if (address >= 0 && address < codeSize) addresses.add(address);
  }
  return Uint32Array.from(addresses).sort();
}

function debugSources({ layout }: OpenModule): Map<CoreDebugSection, ByteSource> {
  const sources = new Map<CoreDebugSection, ByteSource>();
  for (const [name, { contents, size }] of debugSections(layout)) {
    sources.set(name, { size, read: (offset, length) => layout.reader.read(contents + offset, length) });
  }
  return sources;
}

function interleaved(starts: Uint32Array, lengths: Uint32Array): Uint32Array {
  const pairs = new Uint32Array(starts.length * 2);
  starts.forEach((start, body) => {
    pairs[body * 2] = start;
    pairs[body * 2 + 1] = lengths[body] ?? 0;
  });
  return pairs;
}

function noteTable(notes: readonly Note[]): Uint32Array {
  // A place behind 4 GiB does not fit the format; that there is one is still worth saying.
  return Uint32Array.from(notes.flatMap(({ code, count, place }) => [code, count, Math.min(place, 2 ** 32 - 1)]));
}

/** The core does not know what file it works on. */
async function withFile<T>(file: string | null, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!SymbolicationError.is(error) || error.file !== null || file === null) throw error;
    throw new SymbolicationError(error.code, `${file}: ${error.message}`, { file, offset: error.offset, cause: error });
  }
}
