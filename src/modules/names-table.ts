import { SEVERAL } from './name-search.ts';

/** Names of functions as places in bytes. */
export interface NameEntries {
  /** UTF-8, may be invalid. */
  readonly bytes: Uint8Array;
  /** Of each entry: where in `bytes` its name begins. */
  readonly offsets: Uint32Array;
  /** Of each entry: bytes in the name. 0: there is none. */
  readonly lengths: Uint32Array;
  /** Of each entry: the function, imports counted; `null` where an entry's number is the function's index. */
  readonly functionIndexes: Uint32Array | null;
  /** Entries below this number do not count. */
  readonly first: number;
}

/** Longer names share a table with those of this many bytes. */
const LONGEST_APART = 1023;

/** Slots looked at for one name. At most half of them are taken, so that honest names are found within a few; names made to collide are lost, as if the module did not have them. */
const LONGEST_PROBE = 64;

/**
 * Bytes that may be read while tables are made, for each byte of names: honest names share their bytes (a thousand functions
 * called `init`), but a hostile index can let a million overlap. What is behind that is lost in the same way.
 */
const READ_LIMIT = 16;

const ENCODER = new TextEncoder();

/**
 * Functions by name, out of the names' bytes. Names of one length have a hash table, which is made when a name of that length
 * is asked: a command that looks for the twenty names of one stack took longer to make a `Map` of all names, decoded, than for
 * all the rest of its answer, and half of that to hash them all.
 */
export class NamesTable {
  readonly #names: NameEntries;
  /** Entries in the order of their names' lengths. */
  readonly #sorted: Uint32Array;
  /** By length: where its entries begin in that order. */
  readonly #starts: Uint32Array;
  /**
   * By length. In a slot, 0: free. Else the number of an entry, plus one; below zero where several functions bear its name.
   */
  readonly #tables: (Int32Array | undefined)[] = [];
  /** Bytes that were read. */
  #read = 0;
  /** Those of them that were read while tables were made: questions cost what they cost, and take nothing from later tables. */
  #readForTables = 0;

  constructor(names: NameEntries) {
    this.#names = names;
    const { lengths, first } = names;
    const starts = new Uint32Array(LONGEST_APART + 2);
    for (let entry = first; entry < lengths.length; entry++) {
      const bucket = bucketOf(lengths[entry] ?? 0) + 1;
      starts[bucket] = (starts[bucket] ?? 0) + 1;
    }
    for (let bucket = 1; bucket < starts.length; bucket++)
      starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
    const next = starts.slice();
    const sorted = new Uint32Array(lengths.length - first);
    for (let entry = first; entry < lengths.length; entry++) {
      const bucket = bucketOf(lengths[entry] ?? 0);
      const place = next[bucket] ?? 0;
      sorted[place] = entry;
      next[bucket] = place + 1;
    }
    this.#starts = starts;
    this.#sorted = sorted;
  }

  /** Index of the only function that has this name, `SEVERAL` where more have it, `null` where none has. */
  functionOf(name: string): number | null {
    if (name === '') return null;
    const bytes = ENCODER.encode(name);
    const bucket = bucketOf(bytes.length);
    const table = (this.#tables[bucket] ??= this.#tableOf(bucket));
    const slot = this.#slotOf(table, bytes, 0, bytes.length);
    const found = slot === null ? 0 : (table[slot] ?? 0);
    if (found < 0) return SEVERAL;
    return found === 0 ? null : this.#functionOf(found - 1);
  }

  #tableOf(bucket: number): Int32Array {
    const { offsets, lengths } = this.#names;
    const entries = this.#sorted.subarray(this.#starts[bucket], this.#starts[bucket + 1]);
    const before = this.#read;
    const most = READ_LIMIT * this.#names.bytes.length - this.#readForTables;
    const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * entries.length + 2)));
    for (const entry of entries) {
      if (this.#read - before > most) break;
      const slot = this.#slotOf(table, this.#names.bytes, offsets[entry] ?? 0, lengths[entry] ?? 0);
      if (slot === null) continue;
      const found = table[slot] ?? 0;
      if (found === 0) table[slot] = entry + 1;
      else if (found > 0 && this.#functionOf(found - 1) !== this.#functionOf(entry)) table[slot] = -found;
    }
    this.#readForTables += this.#read - before;
    return table;
  }

  #functionOf(entry: number): number {
    return this.#names.functionIndexes?.[entry] ?? entry;
  }

  /** The slot of a name, or the free one that it would have; `null` where neither is near. */
  #slotOf(table: Int32Array, name: Uint8Array, offset: number, length: number): number | null {
    const { bytes, offsets, lengths } = this.#names;
    const hash = hashOf(name, offset, length);
    this.#read += length;
    for (let probe = 0; probe < LONGEST_PROBE; probe++) {
      const slot = (hash + probe) & (table.length - 1);
      const found = table[slot] ?? 0;
      if (found === 0) return slot;
      const entry = Math.abs(found) - 1;
      if (lengths[entry] !== length) continue;
      this.#read += length;
      if (equalBytes(bytes, offsets[entry] ?? 0, name, offset, length)) return slot;
    }
    return null;
  }
}

function bucketOf(length: number): number {
  return Math.min(length, LONGEST_APART);
}

/** FNV-1a, with its upper bits brought down. */
function hashOf(bytes: Uint8Array, offset: number, length: number): number {
  let hash = 0x811c9dc5;
  for (let at = offset; at < offset + length; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}

function equalBytes(a: Uint8Array, aOffset: number, b: Uint8Array, bOffset: number, length: number): boolean {
  for (let at = 0; at < length; at++) if (a[aOffset + at] !== b[bOffset + at]) return false;
  return true;
}
