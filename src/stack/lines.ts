import { escapedLines } from './escaped-lines.ts';
import type { TextLine } from './text-line.ts';

/** The lines of a text in order; the last one may be empty. A line that holds a stack in a string literal is cut at the literal's own line breaks. */
export function* linesOf(text: string): Generator<TextLine> {
  let start = 0;
  for (let number = 0; ; number++) {
    const feed = text.indexOf('\n', start);
    const next = feed < 0 ? text.length : feed;
    const end = feed > start && text[feed - 1] === '\r' ? feed - 1 : next;
    const line = { number, start, content: text.slice(start, end), escapes: 0 };
    const pieces = line.content.includes('\\n') ? escapedLines(line) : null;
    if (pieces === null) yield line;
    else yield* pieces;
    if (feed < 0) return;
    start = feed + 1;
  }
}
