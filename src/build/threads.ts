import type { CoreOptions } from '../core/run-core.ts';
import { compiledPartCores, runPartCore } from '../core/part-core.ts';
import { SymbolicationError } from '../errors.ts';
import { isPartReply } from './part-messages.ts';
import type { PartJob, ReadyInputs } from './part-messages.ts';
import { memorySource } from './shared-sections.ts';
import type { Sections } from './shared-sections.ts';
import { shareEnds } from './shares.ts';
import { startThread } from './thread.ts';
import type { Thread, ThreadEvents } from './thread.ts';

/** The threads of one build but this one. */
export interface Team {
  readonly members: readonly Member[];
  /** Ends the threads, whatever they do. */
  readonly end: () => void;
}

/** One thread and what it has come to. */
interface Member {
  /** `null`: it could not be started. */
  readonly thread: Thread | null;
  readonly outcome: Promise<Outcome>;
  /** Bytes of its units that it has done. */
  done: number;
  onProgress: () => void;
}

/** `failed`: the thread could not be started or has ended, which is no reason to fail: its work can be done here. */
type Outcome =
  | { readonly kind: 'part'; readonly bytes: Uint8Array }
  | { readonly kind: 'error'; readonly error: SymbolicationError }
  | { readonly kind: 'failed' };

/** Starts so many threads. */
export function startTeam(threads: number): Team {
  const members = Array.from({ length: threads }, startMember);
  return {
    members,
    end: () => {
      for (const { thread } of members) thread?.end();
    },
  };
}

function startMember(): Member {
  let settle: (outcome: Outcome) => void = () => undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    settle = resolve;
  });
  const onMessage = (message: unknown): void => {
    if (!isPartReply(message)) return;
    if (message.kind === 'progress') {
      member.done = message.done;
      member.onProgress();
    } else if (message.kind === 'part') settle(message);
    else settle({ kind: 'error', error: new SymbolicationError(message.code, message.message) });
  };
  const onFailure = (): void => {
    settle({ kind: 'failed' });
  };
  const thread = threadOrNull({ onMessage, onFailure });
  if (thread === null) onFailure();
  const member: Member = { thread, outcome, done: 0, onProgress: () => undefined };
  return member;
}

function threadOrNull(events: ThreadEvents): Thread | null {
  try {
    return startThread(events);
  } catch {
    // Some hosts have the means and forbid their use.
    return null;
  }
}

/** The threads' work on its way. */
export interface SharedWork {
  /** The units of this thread, up to here. */
  readonly ownEnd: number;
  /** The next part in the order of units. */
  readonly nextPart: () => Promise<Uint8Array | null>;
  readonly onProgress: (ownDone: number) => void;
}

/**
 * Gives each thread its units: shares of `.debug_info`, the first for this thread. `options.onProgress` is told what all threads have done;
 * `SharedWork.onProgress` takes what this one has.
 */
export async function share(
  team: Team,
  inputs: ReadyInputs,
  sections: Sections,
  options: CoreOptions,
): Promise<SharedWork> {
  const count = team.members.length;
  const infoSize = sections.find(([name]) => name === '.debug_info')?.[1].length ?? 0;
  const ends = shareEnds(infoSize, count);
  const cores = await compiledPartCores();
  const { arbitrate = true, limits = {} } = options;
  const jobs = team.members.map((_, number): PartJob => ({
    kind: 'job',
    cores,
    inputs,
    sections,
    from: ends[number] ?? 0,
    to: ends[number + 1] ?? 0,
    arbitrate,
    limits,
  }));
  let ownDone = 0;
  const report = (): void => {
    options.onProgress?.(ownDone + team.members.reduce((sum, { done }) => sum + done, 0), infoSize);
  };
  team.members.forEach((member, number) => {
    member.onProgress = report;
    member.thread?.send(jobs[number]);
  });
  let next = 0;
  return {
    ownEnd: ends[0] ?? 0,
    nextPart: async () => {
      const [member, job] = [team.members[next], jobs[next]];
      if (member === undefined || job === undefined) return null;
      next += 1;
      const outcome = await orAborted(member.outcome, options.signal);
      if (outcome.kind === 'error') throw outcome.error;
      return outcome.kind === 'part' ? outcome.bytes : runHere(job, options);
    },
    onProgress: (done) => {
      ownDone = done;
      report();
    },
  };
}

function runHere(
  { inputs, sections, from, to }: PartJob,
  { signal, arbitrate, limits }: CoreOptions,
): Promise<Uint8Array> {
  const debug = new Map(sections.map(([name, bytes]) => [name, memorySource(bytes)]));
  return runPartCore({ ...inputs, debug }, { from, to }, { signal, arbitrate, limits });
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
    signal.addEventListener('abort', onAbort);
  });
  await Promise.race([promise, aborted]);
  signal.removeEventListener('abort', onAbort);
  signal.throwIfAborted();
  return promise;
}
