import { afterEach, describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { builtCores } from '../../src/core/built-cores.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { lookupAll, openIndex } from '../../src/symbol-index/index.ts';
import type { SymbolIndex } from '../../src/symbol-index/index.ts';
import { fixtureBytes } from '../container/fixtures.ts';
import { rejectionOf } from '../container/rejection.ts';

const PAGE_SIZE = 2 ** 16;
const MOST_PAGES = 2 ** 16;

/** What is done to the memory of a core when its work begins, so that its first steps meet it. */
const MISHAPS: readonly (readonly [string, (memory: WebAssembly.Memory) => void, string])[] = [
  [
    'trapped',
    (memory) => {
      new Uint8Array(memory.buffer).fill(0xff, 2 ** 20);
    },
    'core-failed',
  ],
  // Not touched, so that the host gives none of it.
  [
    'ran out of memory',
    (memory) => memory.grow(MOST_PAGES - memory.buffer.byteLength / PAGE_SIZE),
    'core-out-of-memory',
  ],
];

/** The next instance of a core has a mishap; all others are as they are. Resolves when that one is made. */
function spoilNextInstance(mishap: (memory: WebAssembly.Memory) => void): Promise<void> {
  const { instantiate } = WebAssembly;
  const spoil = async (module: WebAssembly.Module, imports?: WebAssembly.Imports): Promise<{ exports: object }> => {
    const { exports } = await instantiate(module, imports);
    const { memory, begin } = exports;
    if (!(memory instanceof WebAssembly.Memory) || typeof begin !== 'function') throw new Error('not the core');
    const spoilt = (...numbers: readonly number[]): unknown => {
      const status: unknown = Reflect.apply(begin, undefined, numbers);
      mishap(memory);
      return status;
    };
    return { exports: { ...exports, begin: spoilt } };
  };
  return new Promise((resolve) => {
    Object.assign(WebAssembly, {
      instantiate: (module: WebAssembly.Module, imports?: WebAssembly.Imports) => {
        Object.assign(WebAssembly, { instantiate });
        resolve();
        return spoil(module, imports);
      },
    });
  });
}

const { instantiate: instantiateAsEver } = WebAssembly;

/** The next build has a new instance. */
async function takeSpare(): Promise<void> {
  await builtCores.core();
}

function answersOf(index: SymbolIndex): string {
  const { codeStart, codeSize } = index.identity;
  return JSON.stringify(
    lookupAll(
      index,
      Array.from({ length: codeSize }, (_, address) => codeStart + address),
    ),
  );
}

afterEach(() => {
  Object.assign(WebAssembly, { instantiate: instantiateAsEver });
});

describe('a core that', () => {
  it.each(MISHAPS)('%s costs its own build; all others answer as ever', async (_, mishap, code) => {
    const [victim, other] = [fixtureBytes('glossary-O2-dwarf5.wasm'), fixtureBytes('inventory-O2-dwarf5.wasm')];
    const before = openIndex(await buildIndex(other));
    const answers = answersOf(before);
    await takeSpare();
    const isSpoilt = spoilNextInstance(mishap);
    const failing = rejectionOf(buildIndex(victim));
    await isSpoilt;
    const [failure, atOnce] = await Promise.all([failing, buildIndex(other)]);
    expect(failure).toMatchObject({ code });
    expect([answersOf(before), answersOf(openIndex(atOnce))]).toEqual([answers, answers]);
    // The next build of the same module has an instance of its own.
    expect(openIndex(await buildIndex(victim)).identity.functionCount).toBeGreaterThan(0);
  });
});

/** A signal that aborts when it has been asked so often, and how often it was. */
function abortingSignal(at: number): { signal: AbortSignal; asked: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  const throwIfAborted = signal.throwIfAborted.bind(signal);
  let asked = 0;
  signal.throwIfAborted = () => {
    asked += 1;
    if (asked === at) controller.abort(new Error('no longer wanted'));
    throwIfAborted();
  };
  return { signal, asked: () => asked };
}

describe('a build that is stopped', () => {
  it('is asked for its signal at each unit, and ends there', async () => {
    const bytes = fixtureBytes('ledger-O2-dwarf4.wasm');
    const never = abortingSignal(Infinity);
    await buildIndex(bytes, { signal: never.signal });
    const units = diagnostics(openIndex(await buildIndex(bytes, { limits: { units: 0 } }))).find(
      ({ kind }) => kind === 'limit-reached',
    );
    expect(units?.count).toBeGreaterThan(10);
    expect(never.asked()).toBeGreaterThan(units?.count ?? Infinity);
    const soon = abortingSignal(10);
    await expect(buildIndex(bytes, { signal: soon.signal })).rejects.toThrow('no longer wanted');
    expect(soon.asked()).toBe(10);
  });
});
