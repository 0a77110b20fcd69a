import { bodyAt } from '../symbol-index/frame-cursor.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';

/** Lookups are this much rarer than bodies when a table of all bodies has become worth its making, as a shift. */
const BODIES_A_LOOKUP = 4;
/** Numbers of a body that stand together, so that they come from memory together. */
const STRIDE = 3;
const END = 1;
const PLACE = 2;

/** Finds the body of an address by a table with about as many entries as there are bodies: a search in halves costs a third of a lookup. */
export class BodyFinder {
  readonly #index: SymbolIndex;
  /** By `address >>> shift`: how many bodies start in front of these addresses. */
  #firsts = new Uint32Array(0);
  #shift = 0;
  /** Of each body: its start, its end, and a number for who uses this. */
  #bodies = new Uint32Array(0);
  #lookups = 0;

  constructor(index: SymbolIndex) {
    this.#index = index;
  }

  /** The index has been asked often. */
  get ready(): boolean {
    return this.#firsts.length > 0;
  }

  get byteLength(): number {
    return this.#firsts.byteLength + this.#bodies.byteLength;
  }

  /** As `bodyAt`. */
  find(address: number): number {
    const firsts = this.#firsts;
    const bodies = this.#bodies;
    const bucket = address >>> this.#shift;
    let low = firsts[bucket] ?? 0;
    let high = firsts[bucket + 1] ?? -1;
    if (high < 0) {
      if (this.#lookups++ === this.#index.bodies[0].length >>> BODIES_A_LOOKUP) this.#prepare();
      return bodyAt(this.#index, address);
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((bodies[middle * STRIDE] ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    return address < (bodies[low * STRIDE - STRIDE + END] ?? 0) ? low - 1 : -1;
  }

  /** Of a body that was found by the table. */
  start(body: number): number {
    return this.#bodies[body * STRIDE] ?? 0;
  }

  end(body: number): number {
    return this.#bodies[body * STRIDE + END] ?? 0;
  }

  /** What was put there; 0 at first. */
  place(body: number): number {
    return this.#bodies[body * STRIDE + PLACE] ?? 0;
  }

  put(body: number, place: number): void {
    this.#bodies[body * STRIDE + PLACE] = place;
  }

  forgetPlaces(): void {
    for (let at = PLACE; at < this.#bodies.length; at += STRIDE) this.#bodies[at] = 0;
  }

  /** Not where the starts do not ascend, as they should: a damaged index answers as it did before. */
  #prepare(): void {
    const [starts, lengths] = this.#index.bodies;
    const count = starts.length;
    for (let body = 1; body < count; body++) if ((starts[body] ?? 0) < (starts[body - 1] ?? 0)) return;
    const end = (starts.at(-1) ?? 0) + (lengths.at(-1) ?? 0);
    if (end >= 2 ** 32) return;
    while (end >>> this.#shift > count) this.#shift++;
    const bodies = new Uint32Array(count * STRIDE);
    for (let body = 0; body < count; body++) {
      bodies[body * STRIDE] = starts[body] ?? 0;
      bodies[body * STRIDE + END] = Math.min((starts[body] ?? 0) + (lengths[body] ?? 0), 2 ** 32 - 1);
    }
    const firsts = new Uint32Array((end >>> this.#shift) + 2);
    let body = 0;
    for (let bucket = 0; bucket < firsts.length; bucket++) {
      while (body < count && (starts[body] ?? 0) >>> this.#shift < bucket) body++;
      firsts[bucket] = body;
    }
    this.#firsts = firsts;
    this.#bodies = bodies;
  }
}
