/** A place in an original source. */
export interface OriginalPlace {
  /** As the map writes it, with its `sourceRoot` in front. */
  readonly source: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** The original identifier that stands at the place, where the map knows one. */
  readonly name: string | null;
}

/** A source map ready to be asked. */
export interface OpenMap {
  /** Line and column of the script, 1-based. `null` where no source belongs to the place. */
  originalPlace(line: number, column: number): OriginalPlace | null;
  /** Text of a source, where the map carries it. */
  contentOf(source: string): string | null;
  /** Frees the map's memory, which no garbage collector would. */
  close(): void;
}
