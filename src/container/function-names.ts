/**
 * Names of functions as places in bytes, without a JavaScript string for each: a module may have 100 MB of them. The names are
 * UTF-8 as in the module, and may be invalid.
 */
export interface FunctionNames {
  readonly bytes: Uint8Array;
  /** By function index, imports counted: where in `bytes` the name begins. */
  readonly offsets: Uint32Array;
  /** By function index: bytes in the name. 0: it has none. */
  readonly lengths: Uint32Array;
  /** Functions that have a name here. */
  readonly count: number;
}

/** Collects names; of several for one function the first counts, as V8 does it (measured in Node 20, for one map and for two). */
export class FunctionNamesBuilder {
  readonly #offsets: Uint32Array;
  readonly #lengths: Uint32Array;
  #count = 0;

  constructor(functionCount: number) {
    this.#offsets = new Uint32Array(functionCount);
    this.#lengths = new Uint32Array(functionCount);
  }

  /** An empty name is none, so that another source can give one. */
  add(functionIndex: number, offset: number, length: number): void {
    if (this.#lengths[functionIndex] !== 0 || length === 0) return;
    this.#offsets[functionIndex] = offset;
    this.#lengths[functionIndex] = length;
    this.#count += 1;
  }

  over(bytes: Uint8Array): FunctionNames {
    return { bytes, offsets: this.#offsets, lengths: this.#lengths, count: this.#count };
  }
}
