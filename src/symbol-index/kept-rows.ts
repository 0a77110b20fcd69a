/** What of a `RangeCursor` is set when rows that are kept answer in its place. */
export interface ShownRange {
  body: number;
  bodyStart: number;
  bodyEnd: number;
  origin: number;
  wanted: boolean;
  start: number;
  end: number;
  node: number;
  fileId: number;
  line: number;
  column: number;
  flags: number;
  /** False: the cursor has not read itself what it shows. */
  decoded: boolean;
  readonly rangeCount: number;
  enter(body: number): void;
}

/** Rows of an index that someone keeps decoded. */
export interface KeptRows {
  /** Bytes that are kept by now. */
  readonly byteLength: number;
  /** Is told of each address that is asked. True where the cursor now shows what its own `seek` would; false where it shall seek itself, perhaps in another body by now. */
  seek(ranges: ShownRange, address: number): boolean;
}
