import { describe, expect, it } from 'vitest';
import { demangleNames } from '../../src/core/demangler.ts';
import { builtCores } from '../../src/core/built-cores.ts';
import type { CoreInstance } from '../../src/core/instance.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function listOf(names: readonly string[]): Uint8Array {
  return Uint8Array.from(
    names.flatMap((name) => {
      const bytes = encoder.encode(name);
      return [...new Uint8Array(Uint32Array.of(bytes.length).buffer), ...bytes];
    }),
  );
}

function namesOf(list: Uint8Array): string[] {
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength);
  const names: string[] = [];
  for (let at = 0; at < list.length;) {
    const length = view.getUint32(at, true);
    names.push(decoder.decode(list.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return names;
}

async function demangled(
  names: readonly string[],
  load: () => Promise<CoreInstance> = builtCores.demangler,
): Promise<string[]> {
  const parts = await demangleNames(listOf(names), load);
  return namesOf(Uint8Array.from(parts.flatMap((part) => [...part])));
}

describe('mangled names', () => {
  it('are demangled in order, empty where they are none', async () => {
    expect(await demangled(['_ZN3geo6Engine4stepEii', 'main', '', '_ZNKSt6vectorIiSaIiEE4sizeEv', '_Z'])).toEqual([
      'geo::Engine::step(int, int)',
      '',
      '',
      'std::vector<int, std::allocator<int>>::size() const',
      '',
    ]);
  });

  it("may be of both of Rust's schemes", async () => {
    const names = ['_RNvC6_123foo3bar', '_ZN3foo3bar17h0123456789abcdefE.llvm.1', '_R', '_Record'];
    expect(await demangled(names)).toEqual(['123foo::bar', 'foo::bar', '', '']);
  });

  it('may be none', async () => {
    expect(await demangled([])).toEqual([]);
  });

  it('are all answered, however many', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `_Z2f${index % 10}v`);
    // Two characters of name, no parameters.
    expect(await demangled(names)).toEqual(names.map((_, index) => `f${index % 10}()`));
  });
});

/**
 * Cores that answer each name with itself in capitals, three a step, and trap on `bad`; after a trap nothing can be had of
 * them any more, as it is with the real one.
 */
function fragileCores(): { load: () => Promise<CoreInstance>; loaded: () => number } {
  let loaded = 0;
  const load = (): Promise<CoreInstance> => {
    loaded += 1;
    const memory = new WebAssembly.Memory({ initial: 64 });
    let input: string[] = [];
    let output: string[] = [];
    let done = 0;
    let inputLength = 0;
    let isBroken = false;
    const alive = <T>(value: T): T => {
      if (isBroken) throw new WebAssembly.RuntimeError('unreachable');
      return value;
    };
    const exports = {
      memory,
      reserve: (length: number) => {
        [input, output, inputLength, done] = [[], [], length, 0];
        return alive(8);
      },
      step: () => {
        if (done === 0) input = namesOf(new Uint8Array(memory.buffer, 8, inputLength).slice());
        const next = input.slice(done, done + 3);
        isBroken ||= next.includes('bad');
        output = alive(next).map((name) => name.toUpperCase());
        done += output.length;
        return done === input.length ? 1 : 0;
      },
      demangled: () => alive(done),
      output_pointer: () => {
        new Uint8Array(memory.buffer, 2 ** 20).set(alive(listOf(output)));
        return 2 ** 20;
      },
      output_length: () => alive(listOf(output).length),
    };
    return Promise.resolve({ memory, exports });
  };
  return { load, loaded: () => loaded };
}

describe('names that grow', () => {
  it('are answered up to a multiple of their own length', async () => {
    // Each substitution names a pair of the last one twice.
    const doubling = `_Z1fSt4pairIiiES_IS0_S0_ES_IS1_S1_ES_IS2_S2_ES_IS3_S3_ES_IS4_S4_ES_IS5_S5_ES_IS6_S6_ES_IS7_S7_E`;
    const [one = ''] = await demangled([doubling]);
    expect(one.length).toBeGreaterThan(30 * doubling.length);
    const many = Array.from({ length: 500 }, () => doubling);
    const answers = await demangled(many);
    const answered = answers.filter((answer) => answer !== '');
    expect(answers.length).toBe(many.length);
    expect(answered.length).toBeGreaterThan(10);
    expect(answered.length * one.length).toBeLessThan(7 * many.length * doubling.length);
  });
});

describe('a name that traps', () => {
  it('costs only itself', async () => {
    const names = ['a', 'b', 'c', 'd', 'bad', 'e', 'f', 'bad', 'bad', 'g'];
    expect(await demangled(names, fragileCores().load)).toEqual(['A', 'B', 'C', 'D', '', 'E', 'F', '', '', 'G']);
  });

  it('may be the only one', async () => {
    expect(await demangled(['bad'], fragileCores().load)).toEqual(['']);
  });

  it('does not cost more than a bounded number of instances', async () => {
    const cores = fragileCores();
    const names = Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? 'bad' : 'a'));
    const answers = await demangled(names, cores.load);
    expect([answers.length, cores.loaded()]).toEqual([1000, 128]);
  });
});
