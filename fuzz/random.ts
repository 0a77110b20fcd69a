/** Choices that one seed makes alike on every machine (mulberry32). */
export interface Random {
  state: number;
}

export function randomOf(seed: number): Random {
  // Neighbouring seeds would begin alike: their first numbers are drawn from neighbouring states.
  const random = { state: Math.imul(seed, 0x9e3779b1) ^ (seed / 2 ** 32) };
  next(random);
  return random;
}

/** 32 random bits. */
export function next(random: Random): number {
  random.state = (random.state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(random.state ^ (random.state >>> 15), random.state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

/** An integer in [0, limit). */
export function below(random: Random, limit: number): number {
  return next(random) % Math.max(1, limit);
}

/** True once in `times`. */
export function once(random: Random, times: number): boolean {
  return below(random, times) === 0;
}

export function pick<T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[below(random, list.length)] ?? list[0];
}

/** An integer in [1, most], small ones as likely as large ones: each doubling has the same share. */
export function scaled(random: Random, most: number): number {
  return Math.max(1, Math.floor(2 ** ((next(random) / 2 ** 32) * Math.log2(most + 1))));
}

/** Numbers at which readers break: edges of every width, signs, and small ones. */
export function oddNumber(random: Random): number {
  const edge = 2 ** pick(random, [0, 6, 7, 8, 14, 16, 21, 24, 28, 31, 32, 35, 53]);
  return Math.max(0, pick(random, [edge - 2, edge - 1, edge, edge + 1, below(random, 300), next(random)]));
}
