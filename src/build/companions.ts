import type { SymbolList } from '../symbol-list/symbol-list.ts';

/** What describes a module besides its own file. Offsets always belong to the module that is deployed. */
export interface Companions {
  /** Lists of its functions' names; of several names for one function that of the first list counts. */
  readonly symbolLists?: readonly SymbolList[] | undefined;
}
