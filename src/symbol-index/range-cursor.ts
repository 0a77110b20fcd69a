import type { SymbolIndex } from './symbol-index.ts';
import type { SectionReader } from './section-reader.ts';
import { dataView, readerOf } from './symbol-index.ts';

/** Rows of a body without any: not asked for when a partial index was built. 1: asked for in vain; else an offset, plus 2. */
const NO_ROWS = 0;
const ROWS_BIAS = 2;
const RANGES_SHIFT = 4;
const STEP_FOLLOWS = 31;

// Enums, where a number is named twice: bundlers put their values in place, and the reader is kept small.

/** What stands in front of a body's ranges. */
const enum Head {
  OriginMask = 3,
  HasNodes = 4,
  Wide = 8,
}

/** The first byte of a range. */
const enum Range {
  NodeFollows = 1,
  FileFollows = 2,
  LineFollows = 4,
}

/** Ranges of a block, and words of a decoded one behind the starts: line, node, file and column. */
const enum Block {
  Ranges = 16,
  Fields = 4,
}

const enum Shift {
  Block = 4,
  /** Of the address step, behind the flags. */
  Step = 3,
  /** The bit that is set in the origin of source maps is also how many bits of their columns are flags. */
  ColumnOfMap = 2,
}

/**
 * Walks the ranges of one body after the other, each a run of instructions with one innermost function and one place.
 * Addresses are code-relative. It decodes a block of ranges at a time, always to the same place, so that one cursor serves any number of
 * lookups; the fields are its answer and hold until the next call.
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
  /** Ranges of the body. */
  rangeCount = 0;
  /** The private fields are of what is shown; not so where rows are shown that someone keeps. */
  decoded = false;

  readonly #index: SymbolIndex;
  readonly #reader: SectionReader;
  readonly #fileList: SectionReader;
  readonly #table: DataView;
  #nodeBase = 0;
  /** Ids of the body's files, as far as they were needed, and how many these are. Never emptied: that would allocate anew. */
  readonly #files: number[] = [];
  #fileCount = 0;
  #blockTable = 0;
  /** Bytes of a number in the table. */
  #entryWidth = 2;
  /** The decoded ranges: all starts, then the fields of each. */
  readonly #words = new Uint32Array(Block.Ranges * (1 + Block.Fields));
  #count = 0;
  /** They answer for [from, to). */
  #from = 0;
  #to = 0;
  /** The one where the cursor stands, -1 in front of them. */
  #at = -1;
  /** The block behind them. */
  #nextBlock = 0;

  constructor(index: SymbolIndex) {
    this.#index = index;
    this.#reader = readerOf(index, index.rows);
    this.#fileList = readerOf(index, index.rows);
    this.#table = dataView(index.rows);
  }

  /** Goes to a body, in front of its first range. */
  enter(body: number): void {
    const { bodies, rows } = this.#index;
    const reader = this.#reader;
    const place = bodies[4][body] ?? NO_ROWS;
    this.body = body;
    this.bodyStart = bodies[0][body] ?? 0;
    this.wanted = place !== NO_ROWS;
    this.origin = this.rangeCount = this.#fileCount = this.#nextBlock = 0;
    this.#hold(0);
    // Should the rows be damaged, it stands in no body.
    this.bodyEnd = 0;
    this.decoded = true;
    if (place >= ROWS_BIAS) {
      reader.position = place - ROWS_BIAS;
      const head = reader.varint();
      this.origin = head & Head.OriginMask;
      this.#nodeBase = head & Head.HasNodes ? reader.varint() : 0;
      const fileBytes = reader.varint();
      this.#fileList.position = reader.position;
      this.#blockTable = reader.position + fileBytes;
      this.#entryWidth = head & Head.Wide ? 4 : 2;
      const count = head >>> RANGES_SHIFT;
      this.blocks = this.#blockTable + (Math.max(count - 1, 0) >>> Shift.Block) * 2 * this.#entryWidth;
      if (this.blocks > rows.length) reader.fail();
      this.rangeCount = count;
    }
    this.bodyEnd = this.bodyStart + (bodies[1][body] ?? 0);
  }

  /** Goes to the range of an address of the body. False, with an empty range, in front of the body's first range. Cheapest for addresses near that of the last call. */
  seek(address: number): boolean {
    if (address >= this.start && address < this.end) return true;
    if (!this.decoded) this.enter(this.body);
    if (this.rangeCount && (address < this.#from || address >= this.#to)) this.#decode(this.#blockOf(address));
    let at = this.#count - 1;
    while (at >= 0 && (this.#words[at] ?? 0) > address) at--;
    this.#show(at);
    return at >= 0;
  }

  /** Goes to the next range of the body, which may be empty in an odd index; false behind the last one. */
  next(): boolean {
    if (!this.decoded) {
      const { start } = this;
      this.enter(this.body);
      this.seek(start);
    }
    if (this.#at + 1 >= this.#count) {
      if (this.#nextBlock << Shift.Block >= this.rangeCount) return false;
      this.#decode(this.#nextBlock);
    }
    this.#show(this.#at + 1);
    return true;
  }

  /** Stands at a range of those that are decoded, or in front of them. */
  #show(at: number): void {
    const words = this.#words;
    const count = this.#count;
    const fields = count + at * Block.Fields;
    this.#at = at;
    if (at < 0) {
      this.start = this.end = this.bodyStart;
      this.line = this.node = this.fileId = this.column = this.flags = 0;
      return;
    }
    const column = words[fields + 3] ?? 0;
    const flagBits = this.origin & Shift.ColumnOfMap;
    this.start = words[at] ?? 0;
    this.end = at + 1 < count ? (words[at + 1] ?? 0) : this.#to;
    this.line = words[fields] ?? 0;
    this.node = words[fields + 1] ?? 0;
    this.fileId = words[fields + 2] ?? 0;
    this.column = column >>> flagBits;
    this.flags = flagBits && column & 3;
  }

  /** So many ranges are decoded, and the cursor stands in front of them. */
  #hold(count: number): void {
    this.#count = count;
    this.#from = this.#to = 0;
    this.#show(-1);
  }

  /** The id of a file that is numbered within the body. */
  #fileId(file: number): number {
    const list = this.#fileList;
    for (; this.#fileCount < file; this.#fileCount++) {
      if (list.position >= this.#blockTable) list.fail();
      this.#files[this.#fileCount] = list.varint();
    }
    return this.#files[file - 1] ?? 0;
  }

  /** The last block that starts at or before the address. */
  #blockOf(address: number): number {
    let low = 0;
    let high = (this.rangeCount - 1) >>> Shift.Block;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#blockStart(middle) <= address) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** By the table in front of the blocks, which has start and offset of each but the first. */
  #blockStart(block: number): number {
    return this.bodyStart + (block && this.#tableEntry(block * 2 - 2));
  }

  #tableEntry(number: number): number {
    const at = this.#blockTable + number * this.#entryWidth;
    return this.#entryWidth === 2 ? this.#table.getUint16(at, true) : this.#table.getUint32(at, true);
  }

  /** Decodes a block, in front of which the cursor then stands. */
  #decode(block: number): void {
    const reader = this.#reader;
    const words = this.#words;
    const { bodyEnd } = this;
    const left = this.rangeCount - (block << Shift.Block);
    const count = Math.min(left, Block.Ranges);
    const from = this.#blockStart(block);
    let start = from;
    let node = 0;
    let file = 0;
    let line = 0;
    let fields = count;
    // Should a number be damaged, nothing is decoded.
    this.#hold(0);
    reader.position = this.blocks + (block && this.#tableEntry(block * 2 - 1));
    for (let at = 0; at < count; at++) {
      const flags = reader.byte();
      const step = flags >> Shift.Step;
      start += step;
      if (step === STEP_FOLLOWS) start += reader.varint();
      if (flags & Range.NodeFollows) node += reader.zigzag();
      if (flags & Range.FileFollows) file += reader.zigzag();
      if (flags & Range.LineFollows) line += reader.zigzag();
      words[at] = Math.min(start, bodyEnd);
      words[fields++] = line;
      words[fields++] = node && this.#nodeBase + node;
      words[fields++] = this.#fileId(file >>> 0);
      words[fields++] = reader.varint();
    }
    this.#hold(count);
    this.#nextBlock = block + 1;
    this.#from = from;
    this.#to = Math.min(left > count ? this.#blockStart(block + 1) : bodyEnd, bodyEnd);
  }
}
