import { SymbolicationError } from '../errors.ts';
import type { ModuleIdentity } from '../identity/module-identity.ts';
import { identityOf } from '../modules/identity.ts';
import { closeModule, type Module, openModules } from '../modules/module.ts';
import type { FoundFile, SymbolSource } from '../sources/symbol-source.ts';
import type { ParsedStack } from '../stack/frame.ts';
import { matchStack } from '../symbolicate.ts';

/** A file of a source, and by what it was chosen. */
export interface Candidate {
  readonly source: SymbolSource;
  readonly file: FoundFile;
  readonly evidence: 'v8-hash' | 'elimination';
}

/**
 * The file that frames mean which name none: of those that a source has, the one whose bytes have the hash that V8 printed, else the only one that they fit. `null` where none or several do.
 */
export async function fileByFrames(
  wanted: ModuleIdentity,
  stack: ParsedStack,
  frames: readonly number[],
  sources: readonly SymbolSource[],
  signal: AbortSignal,
): Promise<Candidate | null> {
  for (const source of sources) {
    const files = (await source.candidates?.(wanted, { signal })) ?? [];
    const opened: { file: FoundFile; module: Module }[] = [];
    try {
      for (const file of files) for (const module of await modulesIn(file, signal)) opened.push({ file, module });
      const matches = await matchStack(
        stack,
        opened.map(({ module }) => module),
      );
      const meant = new Set(frames.map((frame) => (matches[frame]?.reason === null ? matches[frame].module : null)));
      const [only = null] = meant;
      if (only === null || meant.size > 1) continue;
      const chosen = opened[only];
      if (chosen === undefined) continue;
      const { v8Hash } = await identityOf(chosen.module, { signal });
      const isProven = v8Hash !== null && v8Hash === wanted.v8Hash;
      return { source, file: chosen.file, evidence: isProven ? 'v8-hash' : 'elimination' };
    } finally {
      await Promise.all(opened.map(({ module }) => closeModule(module)));
    }
  }
  return null;
}

/** A file that cannot be read is no candidate. */
async function modulesIn({ input }: FoundFile, signal: AbortSignal): Promise<readonly Module[]> {
  if (input === null) return [];
  try {
    return await openModules(input, { search: null, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!SymbolicationError.is(error)) throw error;
    return [];
  }
}

/** Hashes that are remembered. */
const MOST = 1000;

/** What was chosen for one of V8's hashes, for a short while: a crash that repeats would have all candidates opened each time. */
export class CandidateMemory {
  readonly #kept = new Map<string, { readonly candidate: Candidate | null; readonly until: number }>();
  readonly #time: number;
  readonly #now: () => number;

  constructor(time: number, now: () => number) {
    this.#time = time;
    this.#now = now;
  }

  /** @param hash `null`: there is none, and nothing is remembered */
  async of(hash: string | null, choose: () => Promise<Candidate | null>): Promise<Candidate | null> {
    const kept = hash === null ? undefined : this.#kept.get(hash);
    if (kept !== undefined && kept.until > this.#now()) return kept.candidate;
    const candidate = await choose();
    // By its frames another stack of the same hash may be told that this one was not.
    if (hash === null || candidate === null) return candidate;
    if (this.#kept.size >= MOST) this.#kept.clear();
    this.#kept.set(hash, { candidate, until: this.#now() + this.#time });
    return candidate;
  }
}
