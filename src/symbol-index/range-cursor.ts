import type { SymbolIndex } from './symbol-index.ts';
import type { SectionReader } from './section-reader.ts';
import { readerOf } from './symbol-index.ts';

/** Rows of a body without any: not asked for when a partial index was built. 1: asked for in vain; else an offset, plus 2. */
const NO_ROWS = 0;
const ROWS_BIAS = 2;
const ORIGIN_MASK = 3;
/** The bit that is set in the origin of source maps: so many bits of their columns are flags. */
const COLUMNS_HAVE_FLAGS = 2;
const HAS_NODES = 4;
const WIDE = 8;
const RANGES_SHIFT = 4;
const BLOCK_SHIFT = 4;
const BLOCK_MASK = 15;

const NODE_FOLLOWS = 1;
const FILE_FOLLOWS = 2;
const LINE_FOLLOWS = 4;
const STEP_SHIFT = 3;
const STEP_FOLLOWS = 31;

/**
 * Walks the ranges of one body after the other, each a run of instructions with one innermost function and one place.
 * Addresses are code-relative. It decodes in place and allocates nothing, so one cursor serves any number of lookups; the
 * fields are its answer and hold until the next call.
 */
export class RangeCursor {
  /** Position of the body in the code section, -1 before the first `enter`. */
  body = -1;
  bodyStart = 0;
  bodyEnd = 0;
  /** Origin of the body's places: 0 no rows, 1 DWARF, 2 source map. */
  origin = 0;
  /** False where the index has nothing of the body and, if it is a partial one, was not asked for it. */
  wanted = false;
  /** The range is [start, end); empty where no range holds. */
  start = 0;
  end = 0;
  /** Innermost inlined call, 0 for the body's function itself. */
  node = 0;
  /** 0 is unknown, as are a line or column of 0; those count from 1. */
  fileId = 0;
  line = 0;
  column = 0;
  /** Of places of a source map: 1 approximate, 2 the line is outside the embedded source. */
  flags = 0;

  /** Where the body's blocks begin, in the section of rows. */
  blocks = 0;

  readonly #index: SymbolIndex;
  readonly #reader: SectionReader;
  #rangeCount = 0;
  #nodeBase = 0;
  /** Numbers within the body, as the ranges write them. */
  #localNode = 0;
  #localFile = 0;
  /** The local file whose id `fileId` is. */
  #fileOfId = 0;
  /** Ids of the body's files, as far as they were needed, how many these are, and where the next one is. Never emptied: that would allocate anew. */
  readonly #files: number[] = [];
  #fileCount = 0;
  #fileList = 0;
  #blockTable = 0;
  /** Bytes of a number in the table. */
  #entryWidth = 2;
  /** The range that the next `#advance` decodes; its flags and start are read ahead, for they end the range before. */
  #ahead = 0;
  #aheadFlags = 0;
  #aheadStart = 0;

  constructor(index: SymbolIndex) {
    this.#index = index;
    this.#reader = readerOf(index, index.rows);
  }

  /** Goes to a body, in front of its first range, or of the block of an address to which it is to `seek` next. */
  enter(body: number, address = 0): void {
    const index = this.#index;
    const reader = this.#reader;
    this.body = body;
    this.bodyStart = index.bodies[0][body] ?? 0;
    this.bodyEnd = this.bodyStart + (index.bodies[1][body] ?? 0);
    this.origin = 0;
    this.fileId = this.#fileOfId = this.#fileCount = 0;
    this.#rangeCount = 0;
    const rows = index.bodies[4][body] ?? NO_ROWS;
    this.wanted = rows !== NO_ROWS;
    if (rows >= ROWS_BIAS) {
      reader.position = rows - ROWS_BIAS;
      const head = reader.varint();
      this.origin = head & ORIGIN_MASK;
      this.#nodeBase = head & HAS_NODES ? reader.varint() : 0;
      const fileBytes = reader.varint();
      this.#fileList = reader.position;
      this.#blockTable = reader.position += fileBytes;
      const rangeCount = head >>> RANGES_SHIFT;
      this.#entryWidth = head & WIDE ? 4 : 2;
      this.blocks = reader.position + (Math.max(rangeCount - 1, 0) >>> BLOCK_SHIFT) * 2 * this.#entryWidth;
      if (this.blocks > index.rows.length) reader.fail();
      this.#rangeCount = rangeCount;
    }
    this.start = this.end = this.bodyStart;
    this.#openBlock(this.#blockOf(address) << BLOCK_SHIFT);
  }

  /** Forgets in which body it stands, after an error in the middle of a range. */
  leave(): void {
    this.bodyEnd = 0;
  }

  /**
   * Goes to the range of an address of the body. False, with an empty range, in front of the body's first range. Cheapest
   * for addresses in the range where the cursor stands, then for those shortly behind it.
   */
  seek(address: number): boolean {
    if (address >= this.start && address < this.end) return true;
    const first = this.#blockOf(address) << BLOCK_SHIFT;
    const last = Math.min(first + BLOCK_MASK + 1, this.#rangeCount);
    if (address < this.start || this.#ahead <= first || this.#ahead >= last) {
      this.start = this.end = this.bodyStart;
      if (this.#ahead !== first) this.#openBlock(first);
    }
    this.#advance(address, last);
    if (this.end <= this.start) return false;
    this.#resolve();
    return true;
  }

  /** Goes to the next range of the body, which may be empty in an odd index; false behind the last one. */
  next(): boolean {
    if (this.#ahead >= this.#rangeCount) return false;
    this.#advance(Infinity, this.#ahead + 1);
    this.#resolve();
    return true;
  }

  /** Turns the body's own numbers into the index's ids. */
  #resolve(): void {
    this.node = this.#localNode === 0 ? 0 : this.#nodeBase + this.#localNode;
    if (this.#localFile === this.#fileOfId) return;
    this.#fileOfId = this.#localFile;
    const reader = this.#reader;
    const { position } = reader;
    const files = this.#files;
    while (this.#fileCount < this.#localFile) {
      if (this.#fileList >= this.#blockTable) reader.fail();
      files[this.#fileCount++] = reader.varintAt(this.#fileList);
      this.#fileList = reader.position;
    }
    this.fileId = files[this.#localFile - 1] ?? 0;
    reader.position = position;
  }

  /** The last block that starts at or before the address. */
  #blockOf(address: number): number {
    let low = 0;
    let high = Math.max(this.#rangeCount - 1, 0) >>> BLOCK_SHIFT;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.bodyStart + this.#tableEntry(middle * 2 - 2) <= address) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** A number of the table in front of the blocks: start and offset of each block but the first. */
  #tableEntry(number: number): number {
    const { rows } = this.#index;
    const at = this.#blockTable + number * this.#entryWidth;
    const short = (rows[at] ?? 0) | ((rows[at + 1] ?? 0) << 8);
    return this.#entryWidth === 2 ? short : (short | ((rows[at + 2] ?? 0) << 16) | ((rows[at + 3] ?? 0) << 24)) >>> 0;
  }

  /**
   * Decodes ranges of one block, up to the one in front of `last` and while they start at or before the address. State is
   * local and numbers of one byte, nine in ten, are read in place: that takes a quarter off a lookup.
   */
  #advance(address: number, last: number): void {
    const reader = this.#reader;
    const { rows } = this.#index;
    const atBlockStart = (this.#ahead & BLOCK_MASK) === 0;
    let node = atBlockStart ? 0 : this.#localNode;
    let file = atBlockStart ? 0 : this.#localFile;
    let line = atBlockStart ? 0 : this.line;
    let ahead = this.#ahead;
    let next = this.#aheadStart;
    let flags = this.#aheadFlags;
    let { column, start } = this;
    let { position } = reader;
    const blockEnd = Math.min(this.#rangeCount, (ahead | BLOCK_MASK) + 1);
    while (ahead < last && next <= address) {
      let value = 0;
      if (flags & NODE_FOLLOWS) {
        value = rows[position++] ?? 0;
        if (value > 0x7f) {
          value = reader.varintAt(position - 1);
          position = reader.position;
        }
        node += (value >>> 1) ^ -(value & 1);
      }
      if (flags & FILE_FOLLOWS) {
        value = rows[position++] ?? 0;
        if (value > 0x7f) {
          value = reader.varintAt(position - 1);
          position = reader.position;
        }
        file += (value >>> 1) ^ -(value & 1);
      }
      if (flags & LINE_FOLLOWS) {
        value = rows[position++] ?? 0;
        if (value > 0x7f) {
          value = reader.varintAt(position - 1);
          position = reader.position;
        }
        line += (value >>> 1) ^ -(value & 1);
      }
      value = rows[position++] ?? 0;
      if (value > 0x7f) {
        value = reader.varintAt(position - 1);
        position = reader.position;
      }
      column = value;
      start = next;
      ahead++;
      if (ahead === blockEnd) break;
      flags = rows[position++] ?? 0;
      const step = flags >> STEP_SHIFT;
      next += step;
      if (step === STEP_FOLLOWS) {
        next += reader.varintAt(position);
        position = reader.position;
      }
    }
    if (ahead === this.#ahead) return;
    reader.position = position;
    if (position > rows.length) reader.fail();
    this.#localNode = node >>> 0;
    this.#localFile = file >>> 0;
    this.line = line >>> 0;
    const flagBits = this.origin & COLUMNS_HAVE_FLAGS;
    this.column = column >>> flagBits;
    this.flags = flagBits && column & 3;
    this.start = start;
    this.#ahead = ahead;
    this.#aheadFlags = flags;
    this.#aheadStart = next;
    if (ahead === blockEnd) this.#openBlock(ahead);
    this.end = Math.min(this.#aheadStart, this.bodyEnd);
  }

  /** Reads the flags and start of a block's first range ahead, or of none behind the last. */
  #openBlock(range: number): void {
    const reader = this.#reader;
    this.#ahead = range;
    let start = this.bodyEnd;
    if (range < this.#rangeCount) {
      start = this.bodyStart;
      reader.position = this.blocks;
      if (range > 0) {
        const entry = (range >>> BLOCK_SHIFT) * 2 - 2;
        start += this.#tableEntry(entry);
        reader.position += this.#tableEntry(entry + 1);
      }
      this.#aheadFlags = reader.byte();
      const step = this.#aheadFlags >> STEP_SHIFT;
      start += step;
      if (step === STEP_FOLLOWS) start += reader.varint();
    }
    this.#aheadStart = start;
  }
}
