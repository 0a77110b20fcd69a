import { type FrameCursor, SymbolicationError, type SymbolIndex } from '../symbol-index/index.ts';

/** What the index says of its nodes, the inlined calls: each is decoded once, however many ranges of code lie in it. */
export class InlinedCalls {
  /** By node: the call that it was inlined into, 0 for the body's function. */
  readonly parents: Uint32Array;
  /** By node: the function that was inlined. */
  readonly functions: Uint32Array;
  /** By node: file id, line and column of the call; 0 is unknown. */
  readonly files: Uint32Array;
  readonly lines: Uint32Array;
  readonly columns: Uint32Array;
  readonly #isKnown: Uint8Array;
  readonly #file: string | null;

  constructor(index: SymbolIndex) {
    // The announced count may be a lie; a node takes two bytes at least.
    const count = Math.min(index.nodeCount, index.nodes.length >>> 1) + 1;
    this.parents = new Uint32Array(count);
    this.functions = new Uint32Array(count);
    this.files = new Uint32Array(count);
    this.lines = new Uint32Array(count);
    this.columns = new Uint32Array(count);
    this.#isKnown = new Uint8Array(count);
    this.#isKnown[0] = 1;
    this.#file = index.name;
  }

  /** Reads the calls around the innermost frame, where the cursor stands and from which it is moved. */
  read(cursor: FrameCursor): void {
    for (let { node } = cursor; this.#isKnown[node] !== 1; node = cursor.node) {
      if (node >= this.#isKnown.length) {
        throw new SymbolicationError('malformed-index', `${this.#file ?? 'symbol index'}: no inlined call ${node}`, {
          file: this.#file,
        });
      }
      this.functions[node] = cursor.functionId;
      cursor.next();
      this.parents[node] = cursor.node;
      this.files[node] = cursor.fileId;
      this.lines[node] = cursor.line;
      this.columns[node] = cursor.column;
      this.#isKnown[node] = 1;
    }
  }
}
