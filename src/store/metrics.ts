/** What a store has done and holds, as plain numbers. Those that count go up only. */
export interface StoreMetrics {
  /** Modules that were asked for. Each is one of the next five. */
  readonly requests: number;
  /** Answered by an index in memory. */
  readonly memoryHits: number;
  /** Read from the disk cache. */
  readonly diskHits: number;
  /** Built by this process. */
  readonly built: number;
  /** Nothing that may be used was found. */
  readonly misses: number;
  /** Joined others that asked for the same module at the same time. */
  readonly joined: number;
  /** Ended by the caller's signal, by `overloaded` or by a defect. */
  readonly failed: number;
  /** Of `misses`: it was remembered that there is nothing. */
  readonly rememberedMisses: number;
  /** Indexes that were built, and milliseconds that this took. */
  readonly builds: number;
  readonly buildMilliseconds: number;
  /** Files that were found and could not be used. */
  readonly unusableFiles: number;
  /** Over the network. */
  readonly fetches: number;
  readonly fetchedBytes: number;
  /** Bytes of indexes in memory, their decoded names included, and the most that they ever were. */
  readonly memoryBytes: number;
  readonly peakMemoryBytes: number;
  readonly memoryModules: number;
  readonly evictions: number;
  /** Modules that are being read or built, and those that wait for it. */
  readonly running: number;
  readonly waiting: number;
  readonly diskWrites: number;
  readonly diskWrittenBytes: number;
  /** A full disk, a folder that may not be written: the store goes on without. */
  readonly diskWriteFailures: number;
  readonly diskReadFailures: number;
  /** Entries whose checksum was wrong: they are built anew. */
  readonly diskCorrupted: number;
  readonly diskEvictions: number;
}

type Gauge = 'memoryBytes' | 'peakMemoryBytes' | 'memoryModules' | 'evictions' | 'running' | 'waiting';

/** Those that are counted as they happen. */
export type Counters = Record<Exclude<keyof StoreMetrics, Gauge>, number>;

export function newCounters(): Counters {
  return {
    requests: 0,
    memoryHits: 0,
    diskHits: 0,
    built: 0,
    misses: 0,
    joined: 0,
    failed: 0,
    rememberedMisses: 0,
    builds: 0,
    buildMilliseconds: 0,
    unusableFiles: 0,
    fetches: 0,
    fetchedBytes: 0,
    diskWrites: 0,
    diskWrittenBytes: 0,
    diskWriteFailures: 0,
    diskReadFailures: 0,
    diskCorrupted: 0,
    diskEvictions: 0,
  };
}
