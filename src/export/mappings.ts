import { isLine, mapColumn } from './place.ts';
import type { Sources } from './sources.ts';
import { VlqText } from './vlq-text.ts';

/**
 * The `mappings` of a map of a WebAssembly module: one line, columns are offsets in the module file. A segment holds up to the next one, so
 * that code without a place needs one as well, of a single field; else the place before it would bleed into it.
 */
export class Mappings {
  readonly #text = new VlqText();
  readonly #sources: Sources;
  #offset = 0;
  /** Of the last segment that names a place; the standard keeps them over segments that name none. */
  #source = 0;
  #line = 0;
  #column = 0;
  #isMapped = false;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** From here on the code has this place. A file of 0 or a line of 0 is none. */
  place(offset: number, fileId: number, line: number, column: number): void {
    if (fileId === 0 || !isLine(line)) {
      this.end(offset);
      return;
    }
    const source = this.#sources.of(fileId);
    const mappedLine = line - 1;
    const mappedColumn = mapColumn(column);
    if (this.#isMapped && source === this.#source && mappedLine === this.#line && mappedColumn === this.#column) return;
    this.#sources.reach(source, line);
    this.#segment(offset);
    this.#text.signed(source - this.#source);
    this.#text.signed(mappedLine - this.#line);
    this.#text.signed(mappedColumn - this.#column);
    this.#source = source;
    this.#line = mappedLine;
    this.#column = mappedColumn;
    this.#isMapped = true;
  }

  /** From here on the code has no place. */
  end(offset: number): void {
    if (!this.#isMapped) return;
    this.#segment(offset);
    this.#isMapped = false;
  }

  #segment(offset: number): void {
    this.#text.item();
    this.#text.signed(offset - this.#offset);
    this.#offset = offset;
  }

  toString(): string {
    return this.#text.toString();
  }
}
