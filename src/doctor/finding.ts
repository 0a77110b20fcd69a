import type { Advice } from './toolchains.ts';

/** Stable, made to be counted and to be switched on. */
export type FindingCode =
  /** The module has no code, so that nothing of it can be answered. */
  | 'no-code'
  /** The symbol index was built for chosen offsets, or for names, only. */
  | 'partial-index'
  /** No function has lines. */
  | 'no-lines'
  /** Some functions have no lines. */
  | 'lines-missing'
  /** No function has a name. */
  | 'no-names'
  /** Some functions have no name. */
  | 'names-missing'
  /** The DWARF describes other code: a tool changed the code without it. */
  | 'stale-dwarf'
  /** The debug sections are there, but a tool has emptied them. */
  | 'hollow-dwarf'
  /** The module says that its debug information is in another file. */
  | 'debug-info-elsewhere'
  /** The module says that it has a source map. */
  | 'source-map-elsewhere'
  /** Units leave functions and inlined calls to split files that are not there. */
  | 'split-debug-missing'
  /** A tool tore the ranges of inlined calls. */
  | 'torn-inlined-calls'
  /** Debug information that cannot be read, by a damage or since a bound was reached. */
  | 'damaged-debug-info'
  /** Names that cannot be read. */
  | 'damaged-names'
  /** The file, or the one with its debug information, is cut off; of what is missing it may hold all. */
  | 'truncated'
  /** Nothing but a hash of its code tells this build from others. */
  | 'no-build-id'
  /** Another of the builds given has the same build id and other code. */
  | 'same-build-id'
  /** Leaks: whoever has the deployed file can read this. */
  | 'leaks-home-paths'
  | 'leaks-debug-info'
  | 'leaks-names'
  | 'leaks-sources'
  | 'leaks-source-map'
  | 'leaks-link';

/**
 * How bad it is. `error`: production would get less than lines, or wrong answers. `warning`: some of the answers would be missing, or something private would
 * be public. `note`: worth knowing.
 */
export type Severity = 'error' | 'warning' | 'note';

/** Something that the doctor found in a build. */
export interface Finding {
  readonly code: FindingCode;
  /** What production would not get; what a tool broke, or an id cannot tell; or what whoever has the deployed file can read. */
  readonly about: 'answers' | 'damage' | 'ids' | 'deployed-file';
  readonly severity: Severity;
  /** In words, with counts and names; not stable. */
  readonly message: string;
  /** What would change it; empty where nothing is known to. */
  readonly advice: readonly Advice[];
}
