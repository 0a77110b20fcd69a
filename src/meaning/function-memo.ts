import type { SymbolFrame } from '../types.ts';

export type NamedFunction = Pick<SymbolFrame, 'function' | 'symbol' | 'file'>;

interface Remembered<T> {
  readonly name: string | null;
  readonly value: T;
}

/** Of all that is remembered: the functions of one large program. */
const MOST_CHARACTERS = 4_000_000;
/** What an entry costs besides its texts, in characters. */
const ENTRY = 32;

/**
 * What was found out of functions, by file and then by symbol: stacks of one program name the same functions again and again, and the forty patterns of a role cost as much as the
 * rest of a frame. Both are compared as a whole, for static functions of C and methods inlined from headers share one name in many files (with one answer
 * a name, ruby's drove each other out: an eighth of a stack's time). Strings of an index are the same objects each time, so that a map finds them without reading them.
 */
export class FunctionMemo<T> {
  readonly #byFile = new Map<string | null, Map<string | null, Remembered<T>>>();
  #characters = 0;

  get({ function: name, symbol, file }: NamedFunction): T | undefined {
    const known = this.#byFile.get(file)?.get(symbol ?? name);
    return known?.name === name ? known.value : undefined;
  }

  set({ function: name, symbol, file }: NamedFunction, value: T): void {
    const size =
      ENTRY + (symbol?.length ?? 0) + (name?.length ?? 0) + (this.#byFile.has(file) ? 0 : (file?.length ?? 0));
    if (size > MOST_CHARACTERS / 8) return;
    this.#characters += size;
    if (this.#characters > MOST_CHARACTERS) {
      this.#byFile.clear();
      this.#characters = size;
    }
    const ofFile = this.#byFile.get(file) ?? new Map<string | null, Remembered<T>>();
    this.#byFile.set(file, ofFile);
    ofFile.set(symbol ?? name, { name, value });
  }
}
