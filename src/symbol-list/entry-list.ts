import { unescapeName } from './escapes.ts';

const BACKSLASH = 0x5c;
const ZERO = 0x30;

/** A million imported functions and a million bodies are what engines accept. */
export const ENTRY_LIMIT = 2_000_000;

const FIRST_CAPACITY = 1024;

/** Names of functions as places in bytes: a list may have 100 MB of them. They are UTF-8 as in the file, and may be invalid. */
export interface ListEntries {
  readonly bytes: Uint8Array;
  /** By entry, in file order: the function's index in its module, imported functions counted. */
  readonly indices: Uint32Array;
  /** By entry: where in `bytes` the name begins. */
  readonly offsets: Uint32Array;
  /** By entry: bytes in the name, at least one. */
  readonly lengths: Uint32Array;
  /** Lines or members that are no entry, or more entries than a module can have functions; and where in the file, in bytes, the first is. */
  readonly malformed: { readonly count: number; readonly place: number };
}

/** Collects the entries of a list. Grows with those that are there, in typed arrays: a list may have a million. */
export class EntryList {
  /** What names are taken from. A copy of the file where that has escapes, for they are undone in place: a text never grows by it. */
  readonly bytes: Uint8Array;
  count = 0;
  malformed = { count: 0, place: 0 };
  #indices = new Uint32Array(FIRST_CAPACITY);
  #offsets = new Uint32Array(FIRST_CAPACITY);
  #lengths = new Uint32Array(FIRST_CAPACITY);

  constructor(file: Uint8Array) {
    this.bytes = file.includes(BACKSLASH) ? file.slice() : file;
  }

  /** The name of a function lies in `bytes` from `start` to `end`, with Binaryen's escapes. */
  add(functionIndex: number, start: number, end: number): void {
    const length = unescapeName(this.bytes, start, end) - start;
    if (length === 0 || this.#isNumber(start, length)) return;
    if (this.count === ENTRY_LIMIT) {
      this.addMalformed(start);
      return;
    }
    if (this.count === this.#indices.length) {
      this.#indices = doubled(this.#indices);
      this.#offsets = doubled(this.#offsets);
      this.#lengths = doubled(this.#lengths);
    }
    this.#indices[this.count] = functionIndex;
    this.#offsets[this.count] = start;
    this.#lengths[this.count] = length;
    this.count += 1;
  }

  /** Something that is no entry begins at this byte of the file. */
  addMalformed(place: number): void {
    const { count, place: first } = this.malformed;
    this.malformed = { count: count + 1, place: count === 0 ? place : first };
  }

  take(): ListEntries {
    const { bytes, count, malformed } = this;
    return {
      bytes,
      indices: this.#indices.slice(0, count),
      offsets: this.#offsets.slice(0, count),
      lengths: this.#lengths.slice(0, count),
      malformed,
    };
  }

  #isNumber(start: number, length: number): boolean {
    for (let at = start; at < start + length; at += 1) {
      const digit = (this.bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) return false;
    }
    return true;
  }
}

function doubled(list: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(list.length * 2);
  larger.set(list);
  return larger;
}
