import { RangeCursor } from '../symbol-index/index.ts';
import type { KeptRows, ShownRange, SymbolIndex } from '../symbol-index/index.ts';
import { BodyFinder } from './body-finder.ts';

/** Ranges that a lookup decodes, about. */
const WORK_OF_A_LOOKUP = 8;
/** Bytes that are kept at most for each byte of the index's rows: a row has four of them, about, and becomes ten, or fourteen. */
const FACTOR = 6;
/** In bytes. */
const MOST = 2 ** 26;
/** The count of ranges, in two words, and the origin, with the bit for nodes. */
const HEAD = 3;
const HAS_NODES = 4;
const ORIGIN_MASK = 3;
/** Words behind the starts: two for the line, file, column; and two for the node, where the body has any. */
const FIELDS = 4;
const NODE_FIELDS = 2;
const LARGEST = 0xffff;

/**
 * Keeps the rows of bodies that are asked much, decoded, in the first place by `seek`. Nothing is kept before lookups have cost as much as keeping it will, so that it
 * never doubles their time, and an index that is asked once pays nothing. When it is full it begins anew.
 *
 * One array of 16-bit numbers for all bodies: lookups all over a large index wait for memory more than for anything else. With one array for each body they took three times as
 * long, with 32-bit numbers twice. Bodies with larger numbers stay as they are.
 */
export class HotRows implements KeptRows {
  readonly #index: SymbolIndex;
  /** Also knows where a body's rows are in the words; 0: they are not kept. */
  readonly #finder: BodyFinder;
  /** Reads what is to be kept; its place is no one else's. */
  readonly #reader: RangeCursor;
  readonly #most: number;
  #words = new Uint16Array(1);
  #used = 1;
  /** By body: ranges that were decoded for it. */
  #work = new Uint32Array(0);

  /** `most`: bytes of rows that are kept. */
  constructor(index: SymbolIndex, most = Math.min(index.rows.length * FACTOR, MOST)) {
    this.#index = index;
    this.#finder = new BodyFinder(index);
    this.#reader = new RangeCursor(index);
    this.#most = most >>> 1;
  }

  /** Bytes that are kept. */
  get byteLength(): number {
    return this.#words.byteLength + this.#work.byteLength + this.#finder.byteLength;
  }

  seek(ranges: ShownRange, address: number): boolean {
    if (address >= ranges.start && address < ranges.end) return true;
    if (address < ranges.bodyStart || address >= ranges.bodyEnd) {
      const body = this.#finder.find(address);
      if (body < 0) return false;
      if (!this.#finder.place(body)) {
        ranges.enter(body);
        this.#count(body, ranges.rangeCount);
        return false;
      }
      ranges.body = body;
      ranges.bodyStart = this.#finder.start(body);
      ranges.bodyEnd = this.#finder.end(body);
      ranges.wanted = true;
    }
    const place = this.#finder.place(ranges.body);
    if (!place) {
      // A cursor stands in rows that were dropped since.
      if (!ranges.decoded) ranges.enter(ranges.body);
      this.#count(ranges.body, ranges.rangeCount);
      return false;
    }
    this.#show(ranges, place, address - ranges.bodyStart);
    return true;
  }

  #show(ranges: ShownRange, place: number, address: number): void {
    const words = this.#words;
    const count = (words[place] ?? 0) | ((words[place + 1] ?? 0) << 16);
    const head = words[place + 2] ?? 0;
    const starts = place + HEAD;
    let at = starts;
    for (let left = count; left > 1;) {
      const half = left >>> 1;
      if ((words[at + half] ?? 0) <= address) at += half;
      left -= half;
    }
    ranges.decoded = false;
    ranges.origin = head & ORIGIN_MASK;
    if ((words[at] ?? 0) > address) {
      ranges.start = ranges.end = ranges.bodyStart;
      ranges.line = ranges.node = ranges.fileId = ranges.column = ranges.flags = 0;
      return;
    }
    const number = at - starts;
    const hasNodes = head & HAS_NODES;
    const fields = starts + count + number * (hasNodes ? FIELDS + NODE_FIELDS : FIELDS);
    ranges.start = ranges.bodyStart + (words[at] ?? 0);
    ranges.end = number + 1 < count ? ranges.bodyStart + (words[at + 1] ?? 0) : ranges.bodyEnd;
    ranges.line = ((words[fields] ?? 0) | ((words[fields + 1] ?? 0) << 16)) >>> 0;
    ranges.fileId = words[fields + 2] ?? 0;
    const column = words[fields + 3] ?? 0;
    const flagBits = ranges.origin & 2;
    ranges.column = column >>> flagBits;
    ranges.flags = flagBits && column & 3;
    ranges.node = hasNodes ? ((words[fields + 4] ?? 0) | ((words[fields + 5] ?? 0) << 16)) >>> 0 : 0;
  }

  /** Counts a lookup in a body of so many ranges, and keeps them when it is time. */
  #count(body: number, ranges: number): void {
    if (this.#work.length === 0) {
      if (!this.#finder.ready) return;
      this.#work = new Uint32Array(this.#index.bodies[0].length);
    }
    const work = (this.#work[body] ?? 0) + WORK_OF_A_LOOKUP;
    this.#work[body] = work;
    if (ranges === 0 || work <= ranges + WORK_OF_A_LOOKUP) return;
    // Those that do not fit are tried again when they have cost as much again.
    this.#work[body] = 0;
    try {
      this.#keep(body, ranges);
    } catch {
      // Damage in a block that nobody has asked for.
    }
  }

  /** Gives up where numbers are too large, or where a search in all ranges at once would not find what a search in blocks does, as in an odd index. */
  #keep(body: number, ranges: number): void {
    const reader = this.#reader;
    reader.enter(body);
    if (reader.bodyEnd - reader.bodyStart > LARGEST) return;
    const hasNodes = this.#index.nodeCount > 0;
    const flagBits = reader.origin & 2;
    const place = this.#room(HEAD + ranges * (1 + FIELDS + (hasNodes ? NODE_FIELDS : 0)));
    if (place === 0) return;
    const words = this.#words;
    words[place] = ranges & LARGEST;
    words[place + 1] = ranges >>> 16;
    words[place + 2] = reader.origin | (hasNodes ? HAS_NODES : 0);
    let at = place + HEAD;
    let fields = at + ranges;
    let before = -1;
    while (reader.next()) {
      const { start, end, line, fileId, column, node } = reader;
      if ((before >= 0 && start !== before) || end < start) return;
      if (fileId > LARGEST || column > LARGEST >>> flagBits) return;
      before = end;
      words[at++] = start - reader.bodyStart;
      words[fields++] = line & LARGEST;
      words[fields++] = line >>> 16;
      words[fields++] = fileId;
      words[fields++] = (column << flagBits) | reader.flags;
      if (!hasNodes) continue;
      words[fields++] = node & LARGEST;
      words[fields++] = node >>> 16;
    }
    this.#finder.put(body, place);
  }

  #room(length: number): number {
    if (length >= this.#most) return 0;
    if (this.#used + length > this.#most) {
      this.#finder.forgetPlaces();
      this.#work.fill(0);
      this.#used = 1;
    }
    const place = this.#used;
    this.#used += length;
    const words = this.#words;
    if (this.#used > words.length) {
      this.#words = new Uint16Array(Math.min(this.#most, Math.max(this.#used, words.length * 1.5)));
      this.#words.set(words);
    }
    return place;
  }
}
