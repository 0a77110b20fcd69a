/** What a series of measurements comes to. */
export interface Summary {
  readonly min: number;
  readonly median: number;
}

export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [upper, lower] = [sorted[middle], sorted[sorted.length % 2 === 0 ? middle - 1 : middle]];
  if (upper === undefined || lower === undefined || sorted[0] === undefined) throw new RangeError('no measurements');
  return { min: sorted[0], median: (lower + upper) / 2 };
}

/**
 * Measures contenders in turn, so that what else the machine does meets them all alike.
 * @param warmUp rounds before those that count
 */
export async function inTurn<Name extends string>(
  contenders: Readonly<Record<Name, () => number | Promise<number>>>,
  { rounds, warmUp = 0 }: { readonly rounds: number; readonly warmUp?: number },
): Promise<(name: Name) => Summary> {
  const values = new Map<string, number[]>();
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const [name, measure] of Object.entries<() => number | Promise<number>>(contenders)) {
      const value = await measure();
      if (round >= 0) values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return (name) => summarise(values.get(name) ?? []);
}
