import type { BuildLimits } from '../build/build-index.ts';
import { findInOrder, firstFetched } from '../sources/chain.ts';
import {
  type FindOptions,
  type FoundFile,
  isPassing,
  type SourceAnswer,
  type SourceMiss,
  type SymbolSource,
} from '../sources/symbol-source.ts';
import type { BuiltIndexes } from './build-indexes.ts';
import { ByteLru } from './byte-lru.ts';
import type { DiskCache } from './disk-cache.ts';
import { judge } from './judge.ts';
import { hasPlaces, type KeptModule, openStored, weightOf } from './kept-module.ts';
import type { Way } from './lookup-key.ts';
import type { Counters } from './metrics.ts';
import { MissMemory, type MissTimes } from './miss-memory.ts';
import { SharedWork } from './shared-work.ts';
import type { StoredModule } from './stored-module.ts';
import { WorkQueue } from './work-queue.ts';

/** For how long what was found is believed without asking again, in milliseconds. What was found by build id and has places is believed for ever. */
export interface LoaderTimes extends MissTimes {
  /** That a server has the same file under a name or URL. */
  readonly revalidate: number;
}

export interface LoaderOptions {
  readonly sources: readonly SymbolSource[];
  /** Bytes of indexes that are kept in memory. */
  readonly memory: number;
  readonly disk: () => Promise<DiskCache | null>;
  readonly concurrency: number;
  readonly queue: number;
  readonly limits: Partial<BuildLimits> | undefined;
  readonly workers: number | undefined;
  readonly times: LoaderTimes;
  readonly now: () => number;
}

/** What came of looking for a module in one way. */
export interface Loaded {
  /** `null`: nothing that may be used. */
  readonly kept: KeptModule | null;
  readonly misses: readonly SourceMiss[];
}

/** Node has four threads for files; a read takes several turns of them. */
const READS_AT_ONCE = 8;

type Outcome = Loaded & { readonly from: 'disk' | 'build' | 'memory' | 'nowhere' };

/** Gives indexes from memory, from disk, or newly built of what the sources have; each module once at a time. */
export class ModuleLoader {
  readonly memory: ByteLru<KeptModule>;
  /** What asks sources and builds. */
  readonly queue: WorkQueue;
  /** What reads from disk. */
  readonly reading: WorkQueue;
  readonly #options: LoaderOptions;
  readonly #counters: Counters;
  readonly #shared = new SharedWork<Outcome>();
  readonly #missing: MissMemory;

  constructor(options: LoaderOptions, counters: Counters) {
    this.#options = options;
    this.#counters = counters;
    this.memory = new ByteLru(options.memory, weightOf);
    this.queue = new WorkQueue(options.concurrency, options.queue);
    this.reading = new WorkQueue(READS_AT_ONCE, options.queue);
    this.#missing = new MissMemory(options.times, options.now);
  }

  /** @param name under which the stack has the module, for its answers */
  async load(way: Way, name: string | null, signal: AbortSignal | undefined): Promise<Loaded> {
    const counters = this.#counters;
    counters.requests += 1;
    const kept = this.memory.get(way.key);
    if (kept !== undefined && this.#isFresh(kept.stored)) {
      counters.memoryHits += 1;
      return { kept, misses: kept.stored.misses };
    }
    const remembered = kept === undefined ? this.#missing.recallAll(this.#sourcesOf(way), way.key) : null;
    if (remembered !== null) {
      counters.misses += 1;
      counters.rememberedMisses += 1;
      return { kept: null, misses: remembered };
    }
    const isJoining = this.#shared.has(way.key);
    try {
      const outcome = await this.#shared.run(way.key, signal, (shared) => this.#loadOnce(way, kept, name, shared));
      count(counters, isJoining ? 'joined' : outcome.from);
      return outcome;
    } catch (error) {
      counters.failed += 1;
      throw error;
    }
  }

  /** Stops all that is under way. */
  abort(reason: unknown): void {
    this.#shared.abortAll(reason);
    this.memory.clear();
  }

  #isFresh({ expiresAt }: StoredModule): boolean {
    return expiresAt === null || expiresAt > this.#options.now();
  }

  async #loadOnce(way: Way, kept: KeptModule | undefined, name: string | null, signal: AbortSignal): Promise<Outcome> {
    const disk = await this.#options.disk();
    if (kept !== undefined || disk === null) {
      return this.queue.run(signal, () => this.#askOrBuild(way, kept ?? null, 'memory', { name, disk, signal }));
    }
    // A read waits for the disk most of its time, so that more of them are under way than builds.
    const stored = await this.reading.run(signal, () => readKept(disk, this.#diskKey(way), name));
    if (stored !== null && this.#isFresh(stored.stored)) return this.#keep(way, stored, 'disk');
    return this.queue.run(signal, () => this.#askOrBuild(way, stored, 'disk', { name, disk, signal }));
  }

  /** @param known what there was before, which has to be asked about */
  async #askOrBuild(way: Way, known: KeptModule | null, from: 'memory' | 'disk', context: Context): Promise<Outcome> {
    const { disk, signal } = context;
    const { answer, asked } = await this.#ask(way, known?.stored.files ?? [], disk, signal);
    if (known !== null) {
      const { times, now } = this.#options;
      if (isSame(known.stored, answer) && !this.#mayHaveGot(way, known)) {
        const stored = { ...known.stored, expiresAt: this.#believedUntil(way, known, answer.misses) };
        return this.#keep(way, { ...known, stored }, from);
      }
      // Better the build that was there a minute ago, whose answers still have to fit the frames, than none.
      if (answer.files.length === 0 && answer.misses.some(isPassing)) {
        const stored = { ...known.stored, expiresAt: now() + times.passing };
        return this.#keep(way, { ...known, stored }, from);
      }
    }
    this.memory.delete(way.key);
    if (answer.files.length === 0) return { kept: null, misses: answer.misses, from: 'nowhere' };
    const whole = answer.files.some(({ input }) => input === null)
      ? (await this.#ask(way, [], disk, signal)).answer
      : answer;
    return this.#build(way, whole, asked, context);
  }

  /** Asks the sources, but for what they are known not to have. */
  async #ask(
    way: Way,
    known: FindOptions['known'],
    disk: DiskCache | null,
    signal: AbortSignal,
  ): Promise<{ readonly answer: SourceAnswer; readonly asked: ReadonlyMap<SymbolSource, SourceAnswer> }> {
    const asked = new Map<SymbolSource, SourceAnswer>();
    const sources = this.#sourcesOf(way);
    const answer = await findInOrder(sources, way.identity, { signal, known }, async (source, identity, options) => {
      const missing = await this.#missing.recall(source, way.key, disk);
      if (missing !== null) return { files: [], misses: missing, requests: 0, bytes: 0 };
      const found = await source.find(identity, options);
      asked.set(source, found);
      if (found.files.length === 0) await this.#missing.remember(source, way.key, found.misses, disk);
      return found;
    });
    this.#counters.fetches += answer.requests;
    this.#counters.fetchedBytes += answer.bytes;
    return { answer, asked };
  }

  async #build(
    way: Way,
    answer: SourceAnswer,
    asked: ReadonlyMap<SymbolSource, SourceAnswer>,
    { name, disk, signal }: Context,
  ): Promise<Outcome> {
    const counters = this.#counters;
    const start = performance.now();
    const { buildIndexes } = await import('./build-indexes.ts');
    const built = await buildIndexes(answer.files, { ...this.#options, fetch: this.#fetch(), signal });
    counters.builds += built.indexes.length;
    counters.buildMilliseconds += performance.now() - start;
    counters.unusableFiles += built.misses.length;
    const misses = [...answer.misses, ...built.misses];
    const now = this.#options.now();
    const made: StoredModule = {
      key: this.#diskKey(way),
      files: answer.files.map(({ kind, name: file, by, version }) => ({ kind, name: file, by, version })),
      indexes: built.indexes,
      misses,
      storedAt: now,
      expiresAt: null,
    };
    const kept = built.indexes.length === 0 ? null : openStored(made, name ?? built.used[0]?.name ?? null);
    const flaw = kept === null ? null : flawOf(way, kept, built);
    if (kept === null || flaw !== null) {
      const all = flaw === null ? misses : [...misses, flaw];
      for (const [source, { files }] of asked) {
        if (files.length > 0) await this.#missing.remember(source, way.key, all, disk, true);
      }
      return { kept: null, misses: all, from: 'nowhere' };
    }
    const stored = { ...made, expiresAt: this.#believedUntil(way, kept, misses) };
    // What a server's hiccup left out must not be missing for good.
    if (!misses.some(isPassing)) await disk?.write({ ...stored, expiresAt: way.isById ? stored.expiresAt : now });
    return this.#keep(way, { ...kept, stored }, 'build');
  }

  /** What a module names beside it is no file of a source: its map or debug file may have come since, while it stayed the same. */
  #mayHaveGot(way: Way, kept: KeptModule): boolean {
    if (hasPlaces(kept)) return false;
    const { times, now } = this.#options;
    const hasLocal = this.#sourcesOf(way).some(({ isRemote }) => !isRemote);
    return now() - kept.stored.storedAt > (hasLocal ? times.passing : times.absent);
  }

  #believedUntil(way: Way, kept: KeptModule, misses: readonly SourceMiss[]): number | null {
    const { times, now } = this.#options;
    const hasLocal = this.#sourcesOf(way).some(({ isRemote }) => !isRemote);
    if (misses.some(isPassing)) return now() + times.passing;
    if (!way.isById) return now() + (hasLocal ? times.local : times.revalidate);
    return hasPlaces(kept) ? null : now() + (hasLocal ? times.local : times.absent);
  }

  #keep(way: Way, kept: KeptModule, from: Outcome['from']): Outcome {
    this.memory.set(way.key, kept);
    return { kept, misses: kept.stored.misses, from };
  }

  /** What one set of sources may read is no answer of another one. */
  #diskKey(way: Way): string {
    return [way.key, ...this.#sourcesOf(way).map(({ name }) => name)].join('\n');
  }

  #sourcesOf({ only }: Way): readonly SymbolSource[] {
    return only === undefined ? this.#options.sources : [only];
  }

  #fetch(): SymbolSource['fetch'] {
    const fetching = this.#options.sources.flatMap(({ fetch }) => fetch ?? []);
    return fetching.length === 0 ? undefined : (url, options) => firstFetched(fetching, url, options);
  }
}

interface Context {
  readonly name: string | null;
  readonly disk: DiskCache | null;
  readonly signal: AbortSignal;
}

async function readKept(disk: DiskCache, key: string, name: string | null): Promise<KeptModule | null> {
  const stored = await disk.read(key);
  if (stored === null || stored.indexes.length === 0) return null;
  return openStored(stored, name ?? stored.files[0]?.name ?? null);
}

/** Whether the files from which an index was made are all there is, and as they were. */
function isSame({ files }: StoredModule, answer: SourceAnswer): boolean {
  return (
    files.length === answer.files.length && files.every((file) => answer.files.some((now) => isSameFile(file, now)))
  );
}

function isSameFile(a: Pick<FoundFile, 'name' | 'version'>, b: Pick<FoundFile, 'name' | 'version'>): boolean {
  return a.name === b.name && a.version !== null && a.version === b.version;
}

/** A file that lies under an id and has another one, as a store that was filled by mistake. */
function flawOf(way: Way, kept: KeptModule, built: BuiltIndexes): SourceMiss | null {
  const [file] = built.used;
  if (!way.isById || file === undefined || judge(way.identity, kept.indexes, file.by) !== null) return null;
  return {
    source: file.name,
    reason: 'other-build',
    detail: `${file.name} has another build id than the one it is kept under`,
  };
}

function count(counters: Counters, from: Outcome['from'] | 'joined'): void {
  switch (from) {
    case 'memory':
      counters.memoryHits += 1;
      break;
    case 'disk':
      counters.diskHits += 1;
      break;
    case 'build':
      counters.built += 1;
      break;
    case 'nowhere':
      counters.misses += 1;
      break;
    case 'joined':
      counters.joined += 1;
      break;
  }
}
