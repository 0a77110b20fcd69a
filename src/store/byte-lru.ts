/** What a kept value weighs now; values may grow while they are used. */
export type Weigh<V> = (value: V) => number;

/**
 * Keeps the values that were used last, within a budget of bytes. A value that alone weighs more than the budget is not kept.
 */
export class ByteLru<V> {
  readonly #budget: number;
  readonly #weigh: Weigh<V>;
  /** In the order of use, the latest last. */
  readonly #kept = new Map<string, { readonly value: V; weight: number }>();
  #bytes = 0;
  #peak = 0;
  #evictions = 0;

  constructor(budget: number, weigh: Weigh<V>) {
    this.#budget = budget;
    this.#weigh = weigh;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The most that was ever kept at once. */
  get peakBytes(): number {
    return this.#peak;
  }

  get size(): number {
    return this.#kept.size;
  }

  get evictions(): number {
    return this.#evictions;
  }

  /** Looks without using. */
  peek(key: string): V | undefined {
    return this.#kept.get(key)?.value;
  }

  get(key: string): V | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.value;
  }

  set(key: string, value: V): void {
    this.delete(key);
    const weight = this.#weigh(value);
    if (weight > this.#budget) {
      this.#evictions += 1;
      return;
    }
    // Room first, so that the budget holds at every moment.
    this.#makeRoom(this.#budget - weight);
    this.#kept.set(key, { value, weight });
    this.#add(weight);
  }

  /** To be called after a value was used, as it may have grown: others, or itself, have to go. */
  reweigh(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    const weight = this.#weigh(kept.value);
    this.#bytes += weight - kept.weight;
    kept.weight = weight;
    this.#makeRoom(this.#budget);
    this.#peak = Math.max(this.#peak, this.#bytes);
  }

  delete(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= kept.weight;
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #add(weight: number): void {
    this.#bytes += weight;
    this.#peak = Math.max(this.#peak, this.#bytes);
  }

  #makeRoom(most: number): void {
    for (const key of this.#kept.keys()) {
      if (this.#bytes <= most) return;
      this.delete(key);
      this.#evictions += 1;
    }
  }
}
