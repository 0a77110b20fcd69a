import { RangeCursor } from './range-cursor.ts';
import type { SymbolIndex } from './symbol-index.ts';
import type { SectionReader } from './section-reader.ts';
import { readerOf } from './symbol-index.ts';

/** Nodes that share one entry of the node offsets. */
const enum Group {
  Shift = 3,
  Mask = 7,
}

/** No compiler inlines this deep; a longer chain is damage. */
const MAXIMUM_DEPTH = 1000;

/**
 * The frames of one instruction after the other, innermost first, as ids: nothing is allocated and no string is touched.
 *
 * ```ts
 * const cursor = new FrameCursor(index);
 * if (cursor.seek(offset - index.identity.codeStart)) do count(cursor.functionId); while (cursor.next());
 * ```
 *
 * The fields describe the frame where the cursor stands and hold until the next call. Damage is met as
 * 'malformed-index' errors.
 */
export class FrameCursor {
  /** The range of the address; `ranges.body` is its body's position in the code section, also where the seek then fails. */
  readonly ranges: RangeCursor;
  /** For `functionName` and its like; 0 is unknown. */
  functionId = 0;
  /** For `filePath`; 0 is unknown. */
  fileId = 0;
  /** 1-based; 0 is unknown. */
  line = 0;
  /** 1-based; 0 is unknown. */
  column = 0;
  /** False for the function body itself, which is the last frame. */
  inlined = false;
  /** A row covers the address; else only the body's function is known. */
  hasRow = false;
  /** Inlined calls passed since the innermost frame. */
  depth = 0;
  /** The inlined call, 0 for the body's function itself. */
  node = 0;

  readonly #index: SymbolIndex;
  readonly #nodes: SectionReader;
  #parent = 0;
  /** The node's call site. */
  #site = 0;

  constructor(index: SymbolIndex) {
    this.#index = index;
    this.ranges = new RangeCursor(index);
    this.#nodes = readerOf(index, index.nodes);
  }

  /** Goes to the innermost frame of a code-relative address; false outside function bodies. */
  seek(address: number): boolean {
    const { ranges } = this;
    if (!this.#index.kept?.seek(ranges, address)) {
      if (address < ranges.bodyStart || address >= ranges.bodyEnd) {
        const body = bodyAt(this.#index, address);
        if (body < 0) return false;
        ranges.enter(body);
      }
      ranges.seek(address);
    }
    this.hasRow = ranges.end > ranges.start;
    this.depth = 0;
    this.fileId = ranges.fileId;
    this.line = ranges.line;
    this.column = ranges.column;
    this.#enterNode(ranges.node);
    return true;
  }

  /** Goes to the caller's frame; false when the cursor stands on the last one, the function body. */
  next(): boolean {
    if (this.node === 0) return false;
    const { callSites } = this.#index;
    this.fileId = callSites[1][this.#site] ?? 0;
    this.line = callSites[2][this.#site] ?? 0;
    this.column = callSites[3][this.#site] ?? 0;
    if (++this.depth > MAXIMUM_DEPTH) this.#nodes.fail();
    this.#enterNode(this.#parent);
    return true;
  }

  #enterNode(node: number): void {
    const index = this.#index;
    this.node = node;
    this.inlined = node !== 0;
    this.functionId = index.bodies[2][this.ranges.body] ?? 0;
    if (node === 0) return;
    const reader = this.#nodes;
    const group = (node - 1) >>> Group.Shift;
    if (node > index.nodeCount) reader.fail();
    reader.position = index.nodeOffsets[group] ?? 0;
    let distance = 0;
    let site = 0;
    for (let left = (node - 1) & Group.Mask; left >= 0; left--) {
      distance = reader.varint();
      site += reader.zigzag();
    }
    this.#parent = distance === 0 ? 0 : node - distance;
    this.#site = site;
    if (this.#parent < 0 || site < 0 || site >= index.callSiteCount) reader.fail();
    this.functionId = index.callSites[0][site] ?? 0;
  }
}

/** Position in the code section of the body that holds a code-relative address, -1 outside bodies. */
export function bodyAt(index: SymbolIndex, address: number): number {
  const [bodyStarts, bodyLengths] = index.bodies;
  let low = 0;
  let high = bodyStarts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bodyStarts[middle] ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  const body = low - 1;
  return address < (bodyStarts[body] ?? 0) + (bodyLengths[body] ?? 0) ? body : -1;
}
