import type { ChunkKind } from './chunk-kind.ts';

/** What a chunk completes, in this order; empty where it completes nothing. */
export interface Completed<T> {
  /** Of a line that is too long to be read: to be passed on as it is. */
  readonly passing: readonly T[];
  /** Whole lines with their line breaks. */
  readonly lines: readonly T[];
}

/** Cuts chunks at line feeds, so that what two chunks share (a line, a character) is whole again. */
export class ChunkLines<T> {
  readonly #kind: ChunkKind<T>;
  readonly #longest: number;
  #pending: T[] = [];
  #size = 0;
  #isPassing = false;

  /** @param longest bytes or UTF-16 code units of a line; a longer one passes unread */
  constructor(kind: ChunkKind<T>, longest = LONGEST_LINE) {
    this.#kind = kind;
    this.#longest = longest;
  }

  add(chunk: T): Completed<T> {
    const { firstFeed, lastFeed, slice } = this.#kind;
    if (!this.#isPassing) return this.#completed([], chunk, lastFeed(chunk));
    const feed = firstFeed(chunk);
    if (feed < 0) return { passing: [chunk], lines: [] };
    this.#isPassing = false;
    const rest = slice(chunk, feed + 1);
    return this.#completed([slice(chunk, 0, feed + 1)], rest, lastFeed(rest));
  }

  /** Whether a line has begun that has not ended yet. */
  get isWithinLine(): boolean {
    return this.#size > 0 || this.#isPassing;
  }

  /** The last line, which has no line break. */
  end(): readonly T[] {
    return this.#taken();
  }

  #completed(passing: readonly T[], chunk: T, lastFeed: number): Completed<T> {
    if (lastFeed >= 0) {
      const lines = [...this.#taken(), this.#kind.slice(chunk, 0, lastFeed + 1)];
      this.#keep(this.#kind.slice(chunk, lastFeed + 1));
      return { passing, lines };
    }
    this.#keep(chunk);
    if (this.#size <= this.#longest) return { passing, lines: [] };
    this.#isPassing = true;
    return { passing: [...passing, ...this.#taken()], lines: [] };
  }

  #taken(): readonly T[] {
    const taken = this.#pending;
    this.#pending = [];
    this.#size = 0;
    return taken;
  }

  #keep(chunk: T): void {
    const length = this.#kind.lengthOf(chunk);
    if (length === 0) return;
    this.#pending.push(this.#kind.kept(chunk));
    this.#size += length;
  }
}

/** Longer by far than what real logs have. */
const LONGEST_LINE = 1 << 24;
