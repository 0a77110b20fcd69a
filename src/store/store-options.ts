import type { BuildLimits } from '../build/build-index.ts';
import type { SymbolSource } from '../sources/symbol-source.ts';
import type { CacheFiles } from './cache-files.ts';
import type { LoaderTimes } from './module-loader.ts';

export interface SymbolStoreOptions {
  /** Where modules come from, asked in this order. */
  readonly sources: readonly SymbolSource[];
  /**
   * Bytes of indexes, with what was decoded of them, that are kept in memory; default 256 MiB. On top of it come the indexes that calls in progress use, at most one stack's modules a call, and what builds need
   * (`concurrency`, and `limits.memory` for each).
   */
  readonly memory?: number | undefined;
  /** Keeps indexes in a folder, too, which processes may share (Node, Bun, Deno). Left out: in memory alone. */
  readonly cache?: CacheOptions | undefined;
  /** Modules that are fetched, read or built at once; default 2. A build takes one thread and a few times its debug sections. */
  readonly concurrency?: number | undefined;
  /** Modules that may wait for that; default 1,000. What comes on top is refused with `overloaded`. */
  readonly queue?: number | undefined;
  /** Of each build. */
  readonly limits?: Partial<BuildLimits> | undefined;
  /** Threads of each build; default 1. */
  readonly workers?: number | undefined;
  /** Modules of one stack that are looked for; default 64. Real stacks have few, strangers' may name any number. */
  readonly modulesPerStack?: number | undefined;
  /** For how long, in milliseconds, answers of sources are believed; see {@link LoaderTimes}. */
  readonly times?: Partial<LoaderTimes> | undefined;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

export interface CacheOptions {
  /** Made where it does not exist. It should be its user's alone: who can write to it chooses the answers. */
  readonly folder: string;
  /** Bytes of its files; default 1 GiB. */
  readonly maxBytes?: number | undefined;
  /** Instead of Node's own. */
  readonly files?: CacheFiles | undefined;
}

export const DEFAULTS = {
  memory: 256 * 1024 * 1024,
  cacheBytes: 1024 * 1024 * 1024,
  concurrency: 2,
  queue: 1000,
  modulesPerStack: 64,
} as const;

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export const DEFAULT_TIMES: LoaderTimes = {
  absent: 60 * MINUTE,
  passing: 30 * SECOND,
  local: SECOND,
  revalidate: MINUTE,
};
