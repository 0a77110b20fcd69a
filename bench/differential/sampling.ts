import { isCall, scanInstructions } from '../../src/container/instructions.ts';
import type { Body, WasmModule } from './module.ts';

/** Bodies whose every call is asked. */
const CALL_BODIES = 300;

export interface Sample {
  /** Code-relative, ascending, each once. */
  readonly addresses: readonly number[];
  readonly calls: readonly number[];
}

/**
 * Seeded addresses: half uniform over the bytes of code, half over the bodies, so that small functions count too; and every
 * call instruction of 300 bodies, for these are what stack traces ask. Every body is scanned, as a check of the scanner.
 */
export function sample(module: WasmModule, count: number, seed: number): Sample {
  const random = generator(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const { bodies } = module;
  const sizes = bodies.map(({ start, end }) => end - start);
  const totalSize = sizes.reduce((sum, size) => sum + size, 0);
  const addresses = new Set<number>();
  // Small modules have fewer bytes than are asked for.
  for (let tries = 0; addresses.size < Math.min(count, totalSize) && tries < 100 * count; tries++) {
    const body = bodies[below(bodies.length)];
    if (tries % 2 === 0) addresses.add(nthByte(bodies, below(totalSize)));
    else if (body !== undefined) addresses.add(body.start + below(body.end - body.start));
  }
  const chosen = new Set(shuffled(bodies, below).slice(0, CALL_BODIES));
  const calls: number[] = [];
  for (const body of bodies) {
    const { codeStart, bytes } = module;
    scanInstructions(bytes, codeStart + body.start, codeStart + body.end, (offset, opcode) => {
      if (chosen.has(body) && isCall(opcode)) calls.push(offset - codeStart);
    });
  }
  return { addresses: [...addresses].sort((a, b) => a - b), calls };
}

/** The code-relative address of the n-th byte of all bodies. */
function nthByte(bodies: readonly Body[], n: number): number {
  let left = n;
  for (const { start, end } of bodies) {
    if (left < end - start) return start + left;
    left -= end - start;
  }
  throw new RangeError('fewer bytes than asked for');
}

function shuffled<Item>(items: readonly Item[], below: (limit: number) => number): Item[] {
  return items
    .map((item) => ({ item, key: below(2 ** 32) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** Mulberry32: numbers of [0, 1), the same for the same seed everywhere. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
