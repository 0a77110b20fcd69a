import { SymbolicationError } from '../errors.ts';
import type { ModuleIdentity } from '../identity/module-identity.ts';
import { identitiesIn, type StackModuleIdentity } from '../identity/stack-identities.ts';
import { closeModule, indexFor, type Module } from '../modules/module.ts';
import type { SourceMiss, SymbolSource } from '../sources/symbol-source.ts';
import type { ParsedStack } from '../stack/frame.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import type { IndexSource } from '../modules/union.ts';
import {
  matchStack,
  parsedOf,
  type StackInput,
  type SymbolicatedStack,
  type SymbolicateOptions,
  symbolicateWith,
} from '../symbolicate.ts';
import type { Reason } from '../types.ts';
import { CandidateMemory, fileByFrames } from './candidates.ts';
import type { DiskCache } from './disk-cache.ts';
import { judge, type ModuleEvidence, WITHOUT_PROOF } from './judge.ts';
import { type Way, wayToFile, waysTo } from './lookup-key.ts';
import { withKnown } from './known-identities.ts';
import { type Counters, newCounters, type StoreMetrics } from './metrics.ts';
import { type Loaded, ModuleLoader } from './module-loader.ts';
import { DEFAULT_TIMES, DEFAULTS, type SymbolStoreOptions } from './store-options.ts';
import type { SeenFile } from './stored-module.ts';
import { modulesWithCode } from './with-code.ts';

/** What a store has of a module. */
export interface StoreModule {
  /** One, or one for each core module of a component; empty where nothing was found that may be used. */
  readonly indexes: readonly SymbolIndex[];
  /** On what it rests that these are the module's; `null` where there are none. */
  readonly evidence: ModuleEvidence | null;
  /** The files from which they were made. */
  readonly files: readonly SeenFile[];
  /** What was looked for and is missing, or could not be used. */
  readonly misses: readonly SourceMiss[];
}

/** A module of a stack, as its frames name it, and what the store has of it. */
export interface SoughtModule extends StoreModule {
  readonly identity: ModuleIdentity;
  /** Indexes of the frames in the stack, ascending. */
  readonly frames: readonly number[];
}

/** An answer, and where it comes from. */
export interface StoreAnswer extends SymbolicatedStack {
  /** Those that were looked for, in the order of their first frames. */
  readonly sought: readonly SoughtModule[];
}

export interface StoreSymbolicateOptions extends SymbolicateOptions {
  readonly signal?: AbortSignal | undefined;
  /** Modules that are at hand: what is theirs among the frames is not looked for. */
  readonly modules?: readonly (Module | SymbolIndex)[] | undefined;
  /**
   * Opens the files on disk of modules that nothing proves to be the right build, so that the frames are tested against their code, which an index does not hold, and places that no engine printed are inferred. For each
   * stack it reads all of the code's outline: for people's questions, not for a service's load. Default: false.
   */
  readonly testCode?: boolean | undefined;
  /** How indexes of `modules` are made; left out: each stack's covers its own frames. */
  readonly indexFor?: IndexSource | undefined;
  /** What is known of the stack's modules besides its text, as the build ids that an event brings. Joined with what the frames say by URL, V8's hash or name. */
  readonly identities?: readonly ModuleIdentity[] | undefined;
}

/**
 * Answers stacks of many modules for as long as a process lives: finds the files of each module in its sources, builds its index once, keeps indexes in memory and on disk within budgets, and
 * refuses work (`overloaded`) rather than pile it up. What was found is held against what is known of the module, and not used where it is another build.
 */
export class SymbolStore {
  readonly #sources: readonly SymbolSource[];
  readonly #modulesPerStack: number;
  readonly #loader: ModuleLoader;
  readonly #counters: Counters = newCounters();
  readonly #disk: () => Promise<DiskCache | null>;
  readonly #closing = new AbortController();
  readonly #candidates: CandidateMemory;

  /** @throws SymbolicationError `invalid-argument` for a number that is none or negative */
  constructor(options: SymbolStoreOptions) {
    const { sources, memory, concurrency, queue, modulesPerStack } = { ...DEFAULTS, ...defined(options) };
    for (const [name, value] of Object.entries({ memory, concurrency, queue, modulesPerStack }))
      checkCount(name, value);
    this.#sources = sources;
    this.#modulesPerStack = modulesPerStack;
    this.#disk = diskCacheOf(options, this.#counters);
    const times = { ...DEFAULT_TIMES, ...defined(options.times ?? {}) };
    const { now = Date.now } = options;
    this.#candidates = new CandidateMemory(times.local, now);
    this.#loader = new ModuleLoader(
      {
        sources,
        memory,
        concurrency: Math.max(1, concurrency),
        queue,
        limits: options.limits,
        workers: options.workers,
        times,
        now,
        disk: this.#disk,
      },
      this.#counters,
    );
  }

  /**
   * Names what the frames of a stack mean, as `symbolicate` does. A module that is not found leaves its frames unanswered, with the reasons in `sought`.
   * @throws SymbolicationError `overloaded`, `closed`; the signal's reason when it aborts
   */
  async symbolicate(stack: StackInput, options: StoreSymbolicateOptions = {}): Promise<StoreAnswer> {
    const parsed = parsedOf(stack);
    const given = options.modules ?? [];
    const unanswered = await unansweredBy(given, parsed);
    const groups = withKnown(unanswered, options.identities ?? []).slice(0, this.#modulesPerStack);
    const found = await Promise.all(
      groups.map(async (group) => ({ ...group, ...(await this.#find(group, parsed, options.signal)) })),
    );
    const modules = [...given];
    const opened: Module[] = [];
    const assigned: (readonly number[] | undefined)[] = [];
    try {
      for (const { frames, module } of found) {
        const isProven = module.evidence !== null && !WITHOUT_PROOF.has(module.evidence);
        const withCode =
          options.testCode === true && !isProven
            ? await modulesWithCode(module.files, module.indexes, options.signal)
            : null;
        opened.push(...(withCode ?? []));
        const answering = withCode ?? module.indexes;
        const places = answering.map((_, i) => modules.length + i);
        modules.push(...answering);
        if (places.length > 0) for (const frame of frames) assigned[frame] = places;
      }
      const answer = await symbolicateWith(parsed, modules, options, options.indexFor ?? indexFor, assigned);
      for (const { key } of found) this.#reweigh(key);
      return { ...answer, sought: found.map(({ identity, frames, module }) => ({ identity, frames, ...module })) };
    } finally {
      await Promise.all(opened.map(closeModule));
    }
  }

  /**
   * The index of a module, from memory, disk or newly built.
   * @throws SymbolicationError `overloaded`, `closed`; the signal's reason when it aborts
   */
  async indexFor(
    identity: ModuleIdentity,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<StoreModule> {
    return (await this.#inWays(waysTo(identity), identity, options.signal)).module;
  }

  /** What was done and is held so far. */
  metrics(): StoreMetrics {
    const { memory, queue, reading } = this.#loader;
    return {
      ...this.#counters,
      memoryBytes: memory.bytes,
      peakMemoryBytes: memory.peakBytes,
      memoryModules: memory.size,
      evictions: memory.evictions,
      running: queue.running + reading.running,
      waiting: queue.waiting + reading.waiting,
    };
  }

  /** Stops what is under way, which rejects with `closed`, and forgets what is in memory. What is on disk stays. */
  async close(): Promise<void> {
    const closed = new SymbolicationError('closed', 'The symbol store was closed.');
    this.#closing.abort(closed);
    this.#loader.abort(closed);
    await (await this.#disk())?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #find(
    { identity, frames }: StackModuleIdentity,
    stack: ParsedStack,
    signal: AbortSignal | undefined,
  ): Promise<Found> {
    const found = await this.#inWays(waysTo(identity), identity, signal);
    const isNamed = identity.buildIds.length > 0 || identity.url !== null;
    if (found.key !== null || isNamed || this.#sources.every(({ candidates }) => candidates === undefined)) {
      return found;
    }
    const candidate = await this.#candidates.of(identity.v8Hash, () =>
      this.#loader.queue.run(signal ?? NEVER, () =>
        fileByFrames(identity, stack, frames, this.#sources, signal ?? NEVER),
      ),
    );
    if (candidate === null) return found;
    const { key, module } = await this.#inWays([wayToFile(candidate)], identity, signal);
    // It was not asked for by the name under which it was found.
    const { evidence } = module.evidence === 'file-name' ? candidate : module;
    return { key, module: { ...module, evidence } };
  }

  /** The first way that leads to a module which is not another build than the one wanted. */
  async #inWays(ways: readonly Way[], wanted: ModuleIdentity, signal: AbortSignal | undefined): Promise<Found> {
    const misses: SourceMiss[] = [];
    for (const way of ways) {
      const { kept, misses: own } = await this.#load(way, wanted, signal);
      misses.push(...own);
      const [file] = kept?.stored.files ?? [];
      if (kept === null || file === undefined) continue;
      const evidence = judge(wanted, kept.indexes, file.by);
      const { indexes } = kept;
      if (evidence !== null) return { key: way.key, module: { indexes, evidence, files: kept.stored.files, misses } };
      misses.push({ source: file.name, reason: 'other-build', detail: file.name });
    }
    if (ways.length === 0) {
      for (const { name } of this.#sources) misses.push({ source: name, reason: 'nothing-to-ask-by', detail: null });
    }
    return { key: null, module: { indexes: [], evidence: null, files: [], misses } };
  }

  async #load(way: Way, { url }: ModuleIdentity, signal: AbortSignal | undefined): Promise<Loaded> {
    this.#closing.signal.throwIfAborted();
    return this.#loader.load(way, url, signal);
  }

  /** Lookups decode names, which stay with the index. */
  #reweigh(key: string | null): void {
    if (key !== null) this.#loader.memory.reweigh(key);
  }
}

interface Found {
  readonly module: StoreModule;
  /** Under which its indexes are kept; `null` where there are none. */
  readonly key: string | null;
}

/** Modules that the frames name and that none of those given is. */
async function unansweredBy(
  given: readonly (Module | SymbolIndex)[],
  stack: ParsedStack,
): Promise<readonly StackModuleIdentity[]> {
  const groups = identitiesIn(stack);
  if (given.length === 0) return groups;
  const matches = await matchStack(stack, given);
  return groups.filter(({ frames }) => frames.some((at) => OPEN.has(matches[at]?.reason ?? null)));
}

/** That nothing given is the frame's module, or only another build of it. */
const OPEN: ReadonlySet<Reason | null> = new Set<Reason | null>(['no-module', 'wrong-build', 'wrong-function']);

const NEVER = new AbortController().signal;

/** Loaded only where there is to be one: most pages have no disk. */
function diskCacheOf({ cache }: SymbolStoreOptions, counters: Counters): () => Promise<DiskCache | null> {
  if (cache === undefined) return () => Promise.resolve(null);
  const { folder, maxBytes = DEFAULTS.cacheBytes, files } = cache;
  let opening: Promise<DiskCache | null> | null = null;
  return () =>
    (opening ??= import('./disk-cache.ts').then(({ DiskCache }) =>
      DiskCache.open({ folder, maxBytes, files }, counters),
    ));
}

function checkCount(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new SymbolicationError('invalid-argument', `\`${name}\` of a symbol store is a number ≥ 0, not ${value}.`);
}

/** Without members that are `undefined`, which would hide a default. */
function defined<T extends object>(options: T): { readonly [K in keyof T]: Exclude<T[K], undefined> } {
  const members = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as { readonly [K in keyof T]: Exclude<T[K], undefined> };
}
