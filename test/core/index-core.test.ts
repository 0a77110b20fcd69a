import { describe, expect, it, vi } from 'vitest';
import type { ByteSource } from '../../src/core/inputs.ts';
import { runIndexCore } from '../../src/core/index-core.ts';
import type { CoreOptions, IndexInputs } from '../../src/core/run-core.ts';
import { rejectionOf } from '../container/rejection.ts';
import { fakeCore } from './fake-core.ts';
import type { FakeBehaviour, FakeCore } from './fake-core.ts';

const INPUTS: IndexInputs = {
  bodies: Uint32Array.of(2, 3),
  identity: Uint8Array.of(1, 2, 3),
  names: Uint32Array.of(0, 1, 2, 0xfffffffe),
  nameBytes: [Uint8Array.of(0x61), Uint8Array.of(0x62, 0x63)],
  wanted: null,
  notes: Uint32Array.of(100, 1, 9),
  debug: new Map(),
};

function run(
  behaviour: FakeBehaviour,
  inputs: Partial<IndexInputs> = {},
  options: CoreOptions = {},
): [Promise<Uint8Array>, FakeCore] {
  const core = fakeCore(behaviour);
  return [runIndexCore({ ...INPUTS, ...inputs }, options, () => Promise.resolve(core.instance)), core];
}

describe('a run of the core', () => {
  it('gives it the tables as little-endian numbers, and the bytes as they are', async () => {
    const [index, core] = run({ output: () => [7, 8, 9] });
    expect([...(await index)]).toEqual([7, 8, 9]);
    expect([0, 1, 2, 3, 4, 5].map(core.input)).toEqual([
      [2, 0, 0, 0, 3, 0, 0, 0],
      [1, 2, 3],
      [0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff],
      [0x61, 0x62, 0x63],
      [],
      [100, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0],
    ]);
  });

  it('copies debug sections in pieces of at most 1 MiB', async () => {
    const section = Uint8Array.from({ length: 2_500_000 }, (_, index) => index % 251);
    const pieces: number[] = [];
    const source = {
      size: section.length,
      read: (offset: number, length: number) => {
        pieces.push(length);
        return Promise.resolve(section.subarray(offset, offset + length));
      },
    };
    const [index, core] = run({}, { debug: new Map([['.debug_line', source]]) });
    await index;
    expect(pieces).toEqual([1_048_576, 1_048_576, 402_848]);
    expect(Buffer.compare(Uint8Array.from(core.input(18)), section)).toBe(0);
  });

  it('has sources that fill room read straight into the memory of the core, at the same time', async () => {
    const sections = [3, 5].map((step) => Uint8Array.from({ length: 2500 }, (_, index) => (index * step) % 251));
    const waiting: (() => void)[] = [];
    const sourceOf = (section: Uint8Array): ByteSource => ({
      size: section.length,
      fillsRoom: true,
      read: async (offset, length, room = new Uint8Array(0)) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        room.set(section.subarray(offset, offset + length));
        return room;
      },
    });
    const [first, second] = sections.map(sourceOf);
    if (first === undefined || second === undefined) throw new Error('two sections');
    const [index, core] = run(
      {},
      { debug: new Map([['.debug_str', first] as const, ['.debug_line', second] as const]) },
    );
    await vi.waitUntil(() => waiting.length === 2);
    for (const goOn of waiting) goOn();
    await index;
    expect([core.input(19), core.input(18)]).toEqual(sections.map((section) => [...section]));
  });

  it.each<[string, Partial<IndexInputs>, CoreOptions, number]>([
    ['everything', {}, {}, 0],
    ['wanted addresses only', { wanted: Uint32Array.of(5) }, {}, 1],
    ['no arbitration', {}, { arbitrate: false }, 2],
    ['both', { wanted: new Uint32Array(0) }, { arbitrate: false }, 3],
  ])('begins with the flags for %s', async (_, inputs, options, expected) => {
    const flags: number[] = [];
    const begin = (given: number): number => {
      flags.push(given);
      return 0;
    };
    await run({ begin }, inputs, options)[0];
    expect(flags).toEqual([expected]);
  });

  it.each<[string, CoreOptions, readonly number[]]>([
    ['none', {}, [1000, 2 ** 32 - 1]],
    ['given ones', { limits: { inlineDepth: 7, names: 50 } }, [7, 50]],
    ['more than the core can count', { limits: { inlineDepth: Infinity, names: Infinity } }, [1000, 2 ** 32 - 1]],
  ])('begins with limits: %s', async (_, options, expected) => {
    let limits: readonly number[] = [];
    const begin = (_flags: number, ...given: readonly number[]): number => {
      limits = given;
      return 0;
    };
    await run({ begin }, {}, options)[0];
    expect(limits).toEqual(expected);
  });

  it('begins with the counts of an identity section, and waits for the rest when it is wanted', async () => {
    const given: number[][] = [];
    const statuses = [0, 4, 1];
    const identityCounts = new Uint8Array(24).fill(7);
    const [index, core] = run(
      {
        begin: () => {
          given.push(core.input(1));
          return 0;
        },
        step: () => statuses.shift() ?? 1,
      },
      { identity: Promise.resolve(Uint8Array.of(...identityCounts, 1, 2, 3)), identityCounts },
    );
    await index;
    expect([...given, core.input(1)]).toEqual([[...identityCounts], [...identityCounts, 1, 2, 3]]);
  });

  it('has C++ names demangled where the core wants them', async () => {
    const name = [...new TextEncoder().encode('_ZN3geo3BoxC1Ei')];
    const statuses = [2, 0, 1];
    const [index, core] = run({
      step: () => statuses.shift() ?? 1,
      output: () => [name.length, 0, 0, 0, ...name, 1, 0, 0, 0, 0x21],
    });
    await index;
    expect(new TextDecoder().decode(Uint8Array.from(core.input(6)))).toBe('\x12\0\0\0geo::Box::Box(int)\0\0\0\0');
  });
});

describe('what a core reports or does', () => {
  it.each<[string, FakeBehaviour, string, string]>([
    [
      'no memory, while it works',
      { step: () => -1 },
      'core-out-of-memory',
      'The debug information does not fit into the memory of the core.',
    ],
    [
      'no memory for an input',
      { hasRoomFor: (id) => id !== 3 },
      'core-out-of-memory',
      'The debug information does not fit into the memory of the core.',
    ],
    [
      'tables that do not fit',
      { begin: () => -2 },
      'invalid-argument',
      'The tables given to the core do not hold together.',
    ],
    ['an inner failure', { step: () => -3 }, 'core-failed', 'The core stopped on this module (status -3).'],
    [
      'a limit of the format',
      { step: () => -4 },
      'core-out-of-memory',
      'The symbol index would exceed 4 GiB, the limit of its format.',
    ],
    [
      'a trap',
      {
        step: () => {
          throw new WebAssembly.RuntimeError('unreachable');
        },
      },
      'core-failed',
      'The core stopped on this module: unreachable.',
    ],
    [
      'the end of the stack',
      {
        step: () => {
          throw new RangeError('Maximum call stack size exceeded');
        },
      },
      'core-failed',
      'The core stopped on this module: Maximum call stack size exceeded.',
    ],
  ])('becomes a code: %s', async (_, behaviour, code, message) => {
    expect(await rejectionOf(run(behaviour)[0])).toEqual({ code, message, file: null, offset: null });
  });

  it('is an error where it points outside its memory', async () => {
    const { instance } = fakeCore();
    const wild = { ...instance, exports: { ...instance.exports, output_length: () => 0x7fffffff } };
    expect(await rejectionOf(runIndexCore(INPUTS, {}, () => Promise.resolve(wild)))).toMatchObject({
      code: 'core-failed',
    });
  });

  it('is out of memory for a section beyond all memories, which is not even asked for', async () => {
    const huge = { size: 2 ** 32, read: () => Promise.reject(new Error('read')) };
    expect(await rejectionOf(run({}, { debug: new Map([['.debug_info', huge]]) })[0])).toMatchObject({
      code: 'core-out-of-memory',
    });
  });
});

describe('a run that is watched', () => {
  it('ends between two steps with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    let steps = 0;
    const step = (): number => {
      steps += 1;
      if (steps === 3) controller.abort(reason);
      return 0;
    };
    await expect(run({ step }, {}, { signal: controller.signal })[0]).rejects.toBe(reason);
    expect(steps).toBe(3);
  });

  it('lets other tasks of the host run, which can abort it', async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(new Error('by a timer'));
    }, 1);
    await expect(run({ step: () => 0 }, {}, { signal: controller.signal })[0]).rejects.toThrow('by a timer');
  });

  it('reports progress up to the end', async () => {
    let done = 0;
    const step = (): number => {
      done += 1;
      const until = performance.now() + 20;
      while (performance.now() < until);
      return done === 10 ? 1 : 0;
    };
    const reports: (readonly [number, number])[] = [];
    const onProgress = (...report: [number, number]): void => {
      reports.push(report);
    };
    await run({ step, progress: () => [done, 10] }, {}, { onProgress })[0];
    expect(reports.length).toBeGreaterThan(1);
    expect(reports.at(-1)).toEqual([10, 10]);
  });
});
