import { builtCores } from '../core/built-cores.ts';
import { type IndexCoreLoader, runIndexCore } from '../core/index-core.ts';
import type { ByteSource } from '../core/inputs.ts';
import type { CoreInstance } from '../core/instance.ts';
import type { CoreDebugSection, CoreLimits, CoreOptions, IndexInputs } from '../core/run-core.ts';
import { partInputsOf, runPartCore } from '../core/part-core.ts';
import type { Companions } from './companions.ts';
import { memorySource, readSections } from './shared-sections.ts';
import { usefulThreads } from './shares.ts';
import { share, startTeam } from './threads.ts';

/** A core, which has 4 GiB at most, takes 2.3 times the sections that it reads. */
const ONE_CORE_BYTES = 1.25 * 2 ** 30;

/** For sections that one core cannot hold. */
const DEFAULT_MEMORY = 1.5 * 2 ** 30;

/** The cores that make an index of debug sections: one, several over threads, or one after the other. */
export interface Cores {
  /** @param partIdentity makes an identity section without hashes, for the cores that make parts: they begin while this thread hashes the code */
  run(inputs: Omit<IndexInputs, 'debug'>, partIdentity: () => Uint8Array): Promise<Uint8Array>;
  /** Ends the threads, whatever they do. */
  end(): void;
}

/** What decides between them: a part of the options of a build. */
export interface CoresOptions extends Omit<CoreOptions, 'limits'> {
  readonly offsets?: readonly number[] | undefined;
  readonly limits?: Partial<CoreLimits & { readonly memory: number }> | undefined;
  readonly companions?: Companions | undefined;
  readonly workers?: number | undefined;
}

type DebugSources = ReadonlyMap<CoreDebugSection, ByteSource>;

/**
 * Chooses the cores for these sections. Threads start at once, as they take a while.
 * @param ahead a core that has the sections already, of which several have no use
 */
export function coresFor(
  debug: DebugSources,
  options: CoresOptions,
  ahead: Promise<CoreInstance> | null = null,
): Cores {
  const end = (): void => undefined;
  const memory = budgetOf(debug, options);
  if (memory !== null) {
    return {
      run: async (inputs) => (await import('./budget.ts')).buildWithinBudget(inputs, debug, memory, options),
      end,
    };
  }
  const threads = threadsFor(debug, options);
  if (threads === 0) {
    const load = ahead === null ? undefined : lending(ahead);
    return {
      run: (inputs) => runIndexCore({ ...inputs, debug: load === undefined ? debug : NONE }, options, load),
      end,
    };
  }
  const team = startTeam(threads);
  return {
    run: async (inputs, partIdentity) => {
      const sections = await readSections(debug, options.signal);
      const work = await share(team, { ...partInputsOf(inputs), identity: partIdentity() }, sections, options);
      return runPartCore(
        { ...inputs, debug: new Map(sections.map(([name, bytes]) => [name, memorySource(bytes)])) },
        { from: 0, to: work.ownEnd, nextPart: work.nextPart },
        { ...options, onProgress: options.onProgress && work.onProgress },
      );
    },
    end: () => {
      team.end();
    },
  };
}

const NONE: DebugSources = new Map();

function lending(ahead: Promise<CoreInstance>): IndexCoreLoader {
  return Object.assign(() => ahead, { giveBack: builtCores.core.giveBack });
}

/** Whether one core can read the sections, and need not be told to take less memory. */
export function fitsOneCore(debug: DebugSources): boolean {
  return budgetOf(debug, {}) === null;
}

/**
 * The bytes within which a build has to stay part by part; `null`: it may be in one piece. With split files it always is: which core meets the skeleton of a
 * split unit is known too late.
 */
function budgetOf(debug: DebugSources, { limits, companions }: CoresOptions): number | null {
  if ((companions?.split ?? []).length > 0) return null;
  const { memory = Infinity } = limits ?? {};
  const size = [...debug.values()].reduce((sum, section) => sum + section.size, 0);
  if (size * 3 > memory) return memory;
  return size > ONE_CORE_BYTES ? DEFAULT_MEMORY : null;
}

/** How many threads besides this one. */
function threadsFor(debug: DebugSources, { workers = 1, offsets, limits, companions }: CoresOptions): number {
  const isInOnePiece =
    offsets !== undefined ||
    [limits?.units, limits?.memory].some((limit = Infinity) => limit !== Infinity) ||
    (companions?.split ?? []).length > 0 ||
    companions?.findSplit !== undefined;
  if (workers === 1 || isInOnePiece) return 0;
  return usefulThreads(debug.get('.debug_info')?.size ?? 0, workers);
}
