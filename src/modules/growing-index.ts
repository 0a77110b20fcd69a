import type { SymbolIndex } from '../symbol-index/index.ts';
import { SymbolicationError } from '../errors.ts';
import { indexFor, type IndexOptions, indexOf, type Module } from './module.ts';

/** Stacks of a module that are answered by an index of their own each. */
const STACKS_ONE_BY_ONE = 3;
/** Offsets of a module, all its stacks together, above which it gets its full index. */
const OFFSETS_ONE_BY_ONE = 200;

/**
 * Chooses how the stacks of a stream are answered. The first ones get an index that covers them alone, which takes a tenth to a half of the full one's time, so that a log with one
 * crash in it costs little and answers soon. A module that crashes again will go on to: it gets its full index once, and from then on each stack costs microseconds.
 */
export class GrowingIndexes {
  readonly #asked = new Map<Module, Asked>();
  readonly #options: IndexOptions;

  constructor(options: IndexOptions = {}) {
    this.#options = options;
  }

  readonly indexFor = async (module: Module, offsets: readonly number[]): Promise<SymbolIndex> => {
    const asked = this.#asked.get(module) ?? { stacks: 0, offsets: 0, isTooLarge: false };
    this.#asked.set(module, asked);
    asked.stacks += 1;
    asked.offsets += offsets.length;
    const isWorthIt = asked.stacks > STACKS_ONE_BY_ONE || asked.offsets > OFFSETS_ONE_BY_ONE;
    if (!isWorthIt || asked.isTooLarge) return indexFor(module, offsets, this.#options);
    try {
      return await indexOf(module, this.#options);
    } catch (error) {
      // A core whose memory does not suffice for all of a module may still answer for a part of it.
      if (!SymbolicationError.is(error) || error.code !== 'core-out-of-memory') throw error;
      asked.isTooLarge = true;
      return indexFor(module, offsets, this.#options);
    }
  };
}

interface Asked {
  stacks: number;
  offsets: number;
  isTooLarge: boolean;
}
