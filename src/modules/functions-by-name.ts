import { NameSearch, type SearchableNames, SEVERAL } from './name-search.ts';
import { type NameEntries, NamesTable } from './names-table.ts';
import { MOST_REMEMBERED } from './remembered.ts';

/** Questions that are answered by a search; a table of all names costs as much as some tens of them. */
const SEARCHES = 40;

/** In UTF-16 code units. */
const LONGEST_REMEMBERED = 200;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder(undefined, { ignoreBOM: true });

/** A part of a text keeps the whole text in memory in V8: of ten thousand names, ten thousand stacks. */
function copyOf(name: string): string {
  return DECODER.decode(ENCODER.encode(name));
}

/** What can be asked for the functions of a name. */
export interface Names extends SearchableNames {
  readonly entries: () => NameEntries;
}

/** Looks names up: the first by a search, as one stack asks them, then in a table. */
export class FunctionsByName {
  readonly #names: Names;
  readonly #search: NameSearch;
  readonly #known = new Map<string, number | null>();
  #searches = 0;
  #table: NamesTable | null = null;

  constructor(names: Names) {
    this.#names = names;
    this.#search = new NameSearch(names);
  }

  /** Index of the only function that has this name; `null` where none has it, or several. */
  onlyOne(name: string): number | null {
    let found = this.#known.get(name);
    if (found === undefined) {
      found = this.#find(name);
      if (this.#known.size < MOST_REMEMBERED && name.length <= LONGEST_REMEMBERED) this.#known.set(copyOf(name), found);
    }
    return found === SEVERAL ? null : found;
  }

  /** No function has this name, and {@link onlyOne} has found that out before. */
  isKnownToBeNone(name: string): boolean {
    return this.#known.get(name) === null;
  }

  #find(name: string): number | null {
    const found = this.#table === null && this.#searches++ < SEARCHES ? this.#search.functionOf(name) : undefined;
    return found === undefined ? (this.#table ??= new NamesTable(this.#names.entries())).functionOf(name) : found;
  }
}
