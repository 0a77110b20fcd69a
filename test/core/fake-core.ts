import type { CoreInstance } from '../../src/core/instance.ts';

/** A core written in JavaScript, that does exactly what a test needs a core to do. */
export interface FakeCore {
  readonly instance: CoreInstance;
  /** What each input holds. */
  readonly input: (id: number) => number[];
}

export interface FakeBehaviour {
  readonly begin?: (flags: number, maxInlineDepth: number, maxNames: number) => number;
  readonly step?: () => number;
  readonly output?: () => readonly number[];
  /** `false`: there is no memory for this input. */
  readonly hasRoomFor?: (id: number, length: number) => boolean;
  readonly progress?: () => readonly [done: number, total: number];
}

const OUTPUT_AT = 65_536;
const INPUTS_AT = OUTPUT_AT + 4096;

export function fakeCore(behaviour: FakeBehaviour = {}): FakeCore {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const inputs = new Map<number, { readonly at: number; readonly length: number }>();
  let next = INPUTS_AT;
  const output = (): readonly number[] => behaviour.output?.() ?? [];
  const exports = {
    memory,
    reserve: (id: number, length: number) => {
      if (behaviour.hasRoomFor?.(id, length) === false) return -1;
      // Growing replaces the buffer, which a caller must not have kept.
      memory.grow(1 + Math.ceil(length / 65_536));
      inputs.set(id, { at: next, length });
      next += length + 8;
      return 0;
    },
    place: (id: number) => inputs.get(id)?.at ?? 0,
    written: (id: number, length: number) => (length === inputs.get(id)?.length ? 0 : -2),
    begin: behaviour.begin ?? (() => 0),
    step: behaviour.step ?? (() => 1),
    progress: () => behaviour.progress?.()[0] ?? 0,
    total: () => behaviour.progress?.()[1] ?? 0,
    output_pointer: () => {
      new Uint8Array(memory.buffer, OUTPUT_AT).set(output());
      return OUTPUT_AT;
    },
    output_length: () => output().length,
  };
  return {
    instance: { memory, exports },
    input: (id) => {
      const { at, length } = inputs.get(id) ?? { at: 0, length: 0 };
      return [...new Uint8Array(memory.buffer, at, length)];
    },
  };
}
