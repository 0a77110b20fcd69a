import type { SourceMap } from '../source-map/source-map.ts';

/** What describes a module besides its own file. Offsets always belong to the module that is deployed. */
export interface Companions {
  /** Gives places, functions and inlined calls for the bodies of which DWARF has no rows; `parseSourceMap` and `findSourceMap` make it. */
  readonly sourceMap?: SourceMap | undefined;
}
