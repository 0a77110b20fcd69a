import { type ByteSearch, byteSearch } from '../host/byte-search.ts';

/** Names of functions, each with its length in LEB128 in front, as name sections and indexes have them. */
export interface SearchableNames {
  /** UTF-8. */
  readonly bytes: Uint8Array;
  /** Lengths may be written in more bytes than they need. */
  readonly mayBePadded: boolean;
  /**
   * The only function whose name stands at this place, `SEVERAL` where more have it; `null` where no name of this length begins there, `undefined` where to find
   * that out takes too long.
   */
  readonly functionAt: (offset: number, length: number) => number | null | undefined;
}

/** Stands for the functions of a name that more than one bear. */
export const SEVERAL = -1;

/** Places looked at for one name. Most that are none stand in long names whose letters are lengths, too. */
const MOST_PLACES = 16;

/** In bytes. Node's search takes as long as both lengths multiplied for what is longer than 250 bytes: ten seconds for 12 kB in 1 MB of one letter. */
const LONGEST_SEARCHED = 200;

const ENCODER = new TextEncoder();

/**
 * Finds the only function with a name by looking for its bytes, without anything being made of the other names: a third of a
 * millisecond for half a megabyte, where a table takes twenty in a process that has just begun.
 */
export class NameSearch {
  readonly #names: SearchableNames;
  readonly #search: ByteSearch | null;

  constructor(names: SearchableNames) {
    this.#names = names;
    this.#search = byteSearch(names.bytes);
  }

  /** As `NamesTable` answers; `undefined` where this cannot be found out in this way. */
  functionOf(name: string): number | null | undefined {
    if (this.#search === null) return undefined;
    const encoded = ENCODER.encode(name);
    if (encoded.length > LONGEST_SEARCHED) return undefined;
    const wanted = new Uint8Array(encoded.length + 1);
    wanted.set(encoded, 1);
    let found: number | null = null;
    let places = 0;
    for (const last of lastBytesOf(encoded.length, this.#names.mayBePadded)) {
      wanted[0] = last;
      for (let at = -1; (at = this.#search(wanted, at + 1)) !== -1;) {
        if (++places > MOST_PLACES) return undefined;
        const bearer = this.#names.functionAt(at + 1, encoded.length);
        if (bearer === undefined) return undefined;
        if (bearer === null) continue;
        if (bearer === SEVERAL || (found !== null && found !== bearer)) return SEVERAL;
        found = bearer;
      }
    }
    return found;
  }
}

/** How the number in front of a name may end, which tells most places in other names apart: 0 where a tool padded it. */
function lastBytesOf(length: number, mayBePadded: boolean): readonly number[] {
  let last = length;
  while (last > 0x7f) last >>>= 7;
  return mayBePadded ? [last, 0] : [last];
}
