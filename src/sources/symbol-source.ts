import type { ModuleInput } from '../container/open-reader.ts';
import type { ModuleIdentity } from '../identity/module-identity.ts';

/** Why a source has nothing, or nothing that may be used. Stable, made to be counted. */
export type MissReason =
  /** It was asked, and has no such file. */
  | 'not-found'
  /** Nothing is known of the module by which this source could look for it. */
  | 'nothing-to-ask-by'
  /** The URL is of an origin that the caller did not allow. */
  | 'not-allowed'
  /** The server sent us on to an origin that the caller did not allow, or in circles. */
  | 'redirect-refused'
  /** Larger than the source may read. */
  | 'too-large'
  /** It did not answer in time, or stopped to send. */
  | 'timeout'
  /** The file ended before its end, or its length was not the one announced. */
  | 'incomplete'
  /** The server answered with a status that says neither that there is a file nor that there is none. */
  | 'server-error'
  /** The server could not be reached. */
  | 'unreachable'
  /** The file is there, and cannot be read, or is none that describes a module. */
  | 'unreadable'
  /** The file is of another build than the module that was asked for. */
  | 'other-build'
  /** There is a file with debug information, but none with the code, without which its addresses have no place. */
  | 'no-code';

/** What a source did not give, and why. */
export interface SourceMiss {
  /** {@link SymbolSource.name} */
  readonly source: string;
  readonly reason: MissReason;
  /** For people: the file or URL, and what was wrong with it; `null` where the reason says all. */
  readonly detail: string | null;
}

/** `any`: what was found by its name alone may be either; its contents tell. */
export type FoundKind = 'executable' | 'debuginfo' | 'any';

/**
 * By what a file was taken for the module's. Listed from the surest to the least sure. `elimination`: nothing names the module, and the source has few.
 */
export type FoundBy = 'build-id' | 'url' | 'file-name' | 'elimination';

/** A file of a module. */
export interface FoundFile {
  readonly kind: FoundKind;
  /** Path or URL. */
  readonly name: string;
  readonly by: FoundBy;
  /**
   * Changes whenever the file does: an `ETag`, or size and time of a file on disk; `null` where nothing tells. Of a file found by build id it does not matter, as
   * that names one build for ever.
   */
  readonly version: string | null;
  /** For `openFiles`; `null`: the file is the one of {@link FindOptions.known}, unchanged. */
  readonly input: ModuleInput | null;
}

/** A file that was found before. */
export type KnownFile = Pick<FoundFile, 'name' | 'version'>;

export interface FindOptions {
  readonly signal?: AbortSignal | undefined;
  /** Files of the same module, found before: a source need not give those again that are still the same. */
  readonly known?: readonly KnownFile[] | undefined;
}

/** What a source has for a module. */
export interface SourceAnswer {
  readonly files: readonly FoundFile[];
  /** What was looked for and not given. Both lists may have members: a module whose debug file did not arrive. */
  readonly misses: readonly SourceMiss[];
  /** Requests over the network, those that were repeated and redirected included. */
  readonly requests: number;
  /** Bytes that came over the network. */
  readonly bytes: number;
}

/** Where the files of modules come from. An object of the caller's own may be one, too. */
export interface SymbolSource {
  /** Tells it from others, in metrics and messages, and in keys of caches: of two sources of one name one may answer for the other. */
  readonly name: string;
  /** Whether asking costs a request, so that it is remembered for a while what it does not have. */
  readonly isRemote: boolean;
  /**
   * Finds the files of a module. What is wrong with a file or server is a miss; it throws the signal's reason and defects only.
   */
  readonly find: (identity: ModuleIdentity, options?: FindOptions) => Promise<SourceAnswer>;
  /**
   * The files of all modules that a stack may mean which names none, where they are few enough to be tried. Left out: none.
   */
  readonly candidates?:
    ((identity: ModuleIdentity, options?: FindOptions) => Promise<readonly FoundFile[]>) | undefined;
  /**
   * Reads a file that a found one names, as its `external_debug_info`; a `Response` of status 404 says that there is none. Left out: nothing is read over the network besides what {@link find} gives.
   */
  readonly fetch?: ((url: string, options: { readonly signal?: AbortSignal }) => Promise<ModuleInput>) | undefined;
}

/** Failures that the next attempt may not have: they say nothing of the file. */
const PASSING: ReadonlySet<MissReason> = new Set(['timeout', 'incomplete', 'server-error', 'unreachable']);

/** Whether asking again soon may give another answer. */
export function isPassing({ reason }: SourceMiss): boolean {
  return PASSING.has(reason);
}

/** An answer that costs nothing and has nothing. */
export function nothingFound(source: string, reason: MissReason, detail: string | null = null): SourceAnswer {
  return { files: [], misses: [{ source, reason, detail }], requests: 0, bytes: 0 };
}

/** Several answers as one. */
export function joinAnswers(answers: readonly SourceAnswer[]): SourceAnswer {
  return {
    files: answers.flatMap(({ files }) => files),
    misses: answers.flatMap(({ misses }) => misses),
    requests: answers.reduce((sum, { requests }) => sum + requests, 0),
    bytes: answers.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Thrown out of {@link SymbolSource.fetch}: what is missing may be there the next time, so that nothing may be concluded from its absence. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure';
  readonly miss: SourceMiss;

  constructor(miss: SourceMiss) {
    super(miss.detail ?? miss.reason);
    this.miss = miss;
  }
}
