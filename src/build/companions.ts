import type { SourceMap } from '../source-map/source-map.ts';
import type { SymbolList } from '../symbol-list/symbol-list.ts';

/** What describes a module besides its own file. Offsets always belong to the module that is deployed. */
export interface Companions {
  /** Gives places, functions and inlined calls for the bodies of which DWARF has no rows; `parseSourceMap` and `findSourceMap` make it. */
  readonly sourceMap?: SourceMap | undefined;
  /** Lists of its functions' names; of several names for one function that of the first list counts. */
  readonly symbolLists?: readonly SymbolList[] | undefined;
}
