import type { SplitUnit } from '../core/split-units.ts';
import type { SourceMap } from '../source-map/source-map.ts';
import type { SymbolList } from '../symbol-list/symbol-list.ts';
import type { OpenModule } from './open-module.ts';
import type { SplitFile } from './split-file.ts';

/** What describes a module besides its own file. Offsets always belong to the module that is deployed. */
export interface Companions {
  /** The file with the module's debug information, which replaces the module's own. See `findCompanion`. */
  readonly dwarf?: OpenModule | undefined;
  /** `.dwo` and `.dwp` files. The caller closes them. */
  readonly split?: readonly SplitFile[] | undefined;
  /** Asked for the split files of units that none of `split` describes. The build closes what it gives. See `splitFinder`. */
  readonly findSplit?: SplitFinder | undefined;
  /** Gives places, functions and inlined calls for the bodies of which DWARF has no rows; `parseSourceMap` and `findSourceMap` make it. */
  readonly sourceMap?: SourceMap | undefined;
  /** Lists of its functions' names; of several names for one function that of the first list counts. */
  readonly symbolLists?: readonly SymbolList[] | undefined;
}

/** Gives those of the units' split files that there are, and how many there are that cannot be read. */
export type SplitFinder = (
  units: readonly SplitUnit[],
) => Promise<{ readonly files: readonly SplitFile[]; readonly unreadable: number }>;
