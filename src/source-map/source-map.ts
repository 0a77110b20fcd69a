/** A source of a map. */
export interface MapSource {
  /**
   * `sourceRoot` and the entry of `sources`, joined; resolved against the map's URL where that is known. `null` where the map lists `null`: nobody knows what it
   * is.
   */
  readonly path: string | null;
  /** The source's text, where the map embeds it. */
  readonly content: string | null;
  /** In `ignoreList`, or `x_google_ignoreList` of older maps: code of others, as of a library. */
  readonly ignored: boolean;
}

/** A map within an index map; a flat map is a single one from the file's start. */
export interface MapSection {
  /** Where it begins, from 0: in a map of a module `line` is 0, and `column` a module-file offset. */
  readonly line: number;
  readonly column: number;
  readonly mappings: string;
  /** ECMA-426 scopes: functions and inlined calls. */
  readonly scopes: string | null;
  /**
   * Mappings that hold for their whole range. In a module that changes nothing: the distance in bytes is none in the source, so that every mapping holds with its
   * own place up to the next one.
   */
  readonly rangeMappings: string | null;
  /** Its sources and names are those from here on, among those of all sections. */
  readonly firstSource: number;
  readonly sourceCount: number;
  readonly firstName: number;
  readonly nameCount: number;
  /**
   * Code on a segment of one field has no place, as a map of `exportSourceMap` says of itself (`x_wasm_symbolicate_exact`). In other maps such code is mostly what a
   * compiler added, and keeps the place in front of it as an approximate one.
   */
  readonly isExact: boolean;
}

/** A source map that has been parsed; its mappings are still text. Made by `parseSourceMap`. */
export class SourceMap {
  /** Path or URL of the map, where known. */
  readonly name: string | null;
  /** What the map says that it is a map of. */
  readonly file: string | null;
  /** As `normalisedDebugId` writes it. */
  readonly debugId: string | null;
  /** In the order of their start. */
  readonly sections: readonly MapSection[];
  /** Of all sections, one behind the other. */
  readonly sources: readonly MapSource[];
  /** Of all sections, one behind the other. */
  readonly names: readonly string[];
  /** Sections of an index map that are elsewhere (`url`), which is not followed. */
  readonly missingSections: number;
  /** Fields, entries of lists and sections that are damaged and were left out, and what is wrong with the first, in words. */
  readonly malformed: { readonly count: number; readonly first: string | null };
  /** Of each source the lines of its text, 0 without one. Counted when they are first asked for. */
  lineCounts: Uint32Array | null = null;

  /** For `parseSourceMap`. */
  constructor(fields: Omit<SourceMap, 'lineCounts'>) {
    this.name = fields.name;
    this.file = fields.file;
    this.debugId = fields.debugId;
    this.sections = fields.sections;
    this.sources = fields.sources;
    this.names = fields.names;
    this.missingSections = fields.missingSections;
    this.malformed = fields.malformed;
  }
}
