import type { SourceContext } from '../types.ts';

/** Lines on each side of a place at most. */
export const CONTEXT_LIMIT = 100;

/** UTF-16 units of a line that are shown; generated sources have lines of megabytes. */
const LINE_LIMIT = 500;

/** A source text from which lines are taken. */
export class SourceText {
  readonly text: string;
  /** Where each line begins. */
  readonly #starts: Uint32Array;
  readonly #contexts = new Map<number, SourceContext>();

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = Uint32Array.from(starts);
  }

  /**
   * The lines around a line, 1-based, `around` on each side as far as there are any.
   * @returns `null` for a line that the text does not have: it is of another version of the source
   */
  context(line: number, around: number): SourceContext | null {
    if (line < 1 || line > this.#starts.length) return null;
    const known = this.#contexts.get(line);
    if (known !== undefined) return known;
    const firstLine = Math.max(1, line - around);
    const lastLine = Math.min(this.#starts.length, line + around);
    const lines = Array.from({ length: lastLine - firstLine + 1 }, (_, i) => this.#line(firstLine + i));
    const context = { firstLine, lines };
    this.#contexts.set(line, context);
    return context;
  }

  #line(line: number): string {
    const start = this.#starts[line - 1] ?? 0;
    const end = (this.#starts[line] ?? this.text.length + 1) - 1;
    return this.text.slice(start, Math.min(end, start + LINE_LIMIT)).replace(/\r$/, '');
  }
}
