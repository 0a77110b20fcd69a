import type { FoundFile, SourceMiss } from '../sources/symbol-source.ts';

/** A file from which an index was made. */
export type SeenFile = Omit<FoundFile, 'input'>;

/** What is kept of a module, in memory and on disk. */
export interface StoredModule {
  /** By what it was looked for. */
  readonly key: string;
  /** Those that were found; none where nothing was. */
  readonly files: readonly SeenFile[];
  /** One index, or one for each core module of a component. None: that there is nothing, or nothing usable, is what is remembered. */
  readonly indexes: readonly Uint8Array[];
  /** What was looked for and not found. */
  readonly misses: readonly SourceMiss[];
  /** Milliseconds since 1970. */
  readonly storedAt: number;
  /** Until when it holds without asking again; `null`: for ever, as a build id names one build. */
  readonly expiresAt: number | null;
}
