import { inCoreModule } from '../modules/component-offset.ts';
import { indexFor, type IndexOptions, type Module } from '../modules/module.ts';
import { lookupAll, type SymbolIndex } from '../symbol-index/index.ts';
import type { Lookup } from '../types.ts';

/** Answers, and the indexes that gave them. */
export interface Answered {
  readonly answers: Lookup[];
  readonly indexes: readonly SymbolIndex[];
}

export interface AnswerOptions extends IndexOptions {
  /** Offsets count from the contents of the code section. */
  readonly codeRelative?: boolean;
  /** Makes an index that covers these module-file offsets. */
  readonly indexFor?: typeof indexFor;
}

/** What stands at each of the offsets of a core module; nothing where there is no module. */
export async function answerOffsets(
  module: Module | undefined,
  offsets: readonly number[],
  { codeRelative = false, indexFor: find = indexFor, onProgress }: AnswerOptions = {},
): Promise<Answered> {
  if (module === undefined) return { answers: [], indexes: [] };
  const { codeStart } = module.outline;
  const index = await find(module, codeRelative ? offsets.map((offset) => offset + codeStart) : offsets, {
    onProgress,
  });
  return { answers: lookupAll(index, offsets, { codeRelative }), indexes: [index] };
}

/** What stands at each of the offsets of a component's file. Each of its core modules is asked once for all offsets that lie in it. */
export async function answerOffsetsOfFile(
  modules: readonly Module[],
  offsets: readonly number[],
  options: Omit<AnswerOptions, 'codeRelative'> = {},
): Promise<Answered> {
  const indexes: SymbolIndex[] = [];
  const answers: Lookup[] = offsets.map((offset) => ({ offset, ...OUTSIDE_CODE }));
  const asked = new Map<Module, { at: number; inModule: number }[]>();
  offsets.forEach((offset, at) => {
    const place = inCoreModule(modules, offset);
    if (place === null) return;
    const own = asked.get(place.module) ?? [];
    own.push({ at, inModule: place.offset });
    asked.set(place.module, own);
  });
  for (const [module, own] of asked) {
    const found = await answerOffsets(
      module,
      own.map(({ inModule }) => inModule),
      options,
    );
    indexes.push(...found.indexes);
    for (const [n, { at }] of own.entries()) {
      const answer = found.answers[n];
      if (answer !== undefined) answers[at] = { ...answer, offset: offsets[at] ?? 0 };
    }
  }
  return { answers, indexes };
}

const OUTSIDE_CODE = { functionIndex: null, status: 'unresolved', reason: 'outside-code', frames: [] } as const;
