import { isPassing, type SourceMiss, type SymbolSource } from '../sources/symbol-source.ts';
import type { DiskCache } from './disk-cache.ts';

/** For how long it is believed that there is nothing, in milliseconds. */
export interface MissTimes {
  /** That a server has no such file, or an unusable one. */
  readonly absent: number;
  /** That a server does not answer. */
  readonly passing: number;
  /** That a local source has none, which costs little to ask again. */
  readonly local: number;
}

/** Entries that are remembered in memory, some 20 MB with the longest URLs: strangers' stacks may name any number of modules. */
const MOST = 4096;

/** What sources do not have, by source and module: in memory, and on disk what a server said for sure. */
export class MissMemory {
  readonly #times: MissTimes;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly misses: readonly SourceMiss[]; readonly until: number }>();

  constructor(times: MissTimes, now: () => number) {
    this.#times = times;
    this.#now = now;
  }

  /** What is known of all sources together, without waiting; `null`: one of them is to be asked. */
  recallAll(sources: readonly SymbolSource[], key: string): readonly SourceMiss[] | null {
    const all: SourceMiss[] = [];
    for (const source of sources) {
      const kept = this.#kept.get(idOf(source, key));
      if (kept === undefined || kept.until <= this.#now()) return null;
      all.push(...kept.misses);
    }
    return all;
  }

  /** `null`: it is to be asked. */
  async recall(source: SymbolSource, key: string, disk: DiskCache | null): Promise<readonly SourceMiss[] | null> {
    const id = idOf(source, key);
    const kept = this.#kept.get(id);
    if (kept !== undefined && kept.until > this.#now()) return kept.misses;
    this.#kept.delete(id);
    if (!source.isRemote || disk === null) return null;
    const entry = await disk.read(id);
    if (entry?.expiresAt == null || entry.expiresAt <= this.#now()) return null;
    this.#keep(id, entry.misses, entry.expiresAt);
    return entry.misses;
  }

  /** @param isUnusable it has a file, and reading that again would cost as much as before */
  async remember(
    source: SymbolSource,
    key: string,
    misses: readonly SourceMiss[],
    disk: DiskCache | null,
    isUnusable = false,
  ): Promise<void> {
    const id = idOf(source, key);
    const now = this.#now();
    const isSure = source.isRemote && !misses.some(isPassing);
    const { absent, passing, local } = this.#times;
    const until = now + (isSure ? absent : source.isRemote || isUnusable ? passing : local);
    this.#keep(id, misses, until);
    if (isSure) await disk?.write({ key: id, files: [], indexes: [], misses, storedAt: now, expiresAt: until });
  }

  #keep(id: string, misses: readonly SourceMiss[], until: number): void {
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MOST && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(id, { misses, until });
  }
}

function idOf({ name }: SymbolSource, key: string): string {
  return `miss ${name}\n${key}`;
}
