import { escapedLines } from './escaped-lines.ts';
import { type TextLine, textLine } from './text-line.ts';

/** Takes the lines of a text in order; the last one may be empty. A line that holds a stack in a string literal is cut at the literal's own line breaks. */
export function forEachLine(text: string, take: (line: TextLine) => void): void {
  let start = 0;
  for (let number = 0; ; number++) {
    const feed = text.indexOf('\n', start);
    const line = lineAt(text, start, feed < 0 ? text.length : feed, number);
    const pieces = piecesOf(line);
    if (pieces === null) take(line);
    else pieces.forEach(take);
    if (feed < 0) return;
    start = feed + 1;
  }
}

/** The line of a text from `start` up to a line feed at `feed`, or to the end of the text. */
export function lineAt(text: string, start: number, feed: number, number: number): TextLine {
  const end = feed > start && text.charCodeAt(feed - 1) === CARRIAGE_RETURN ? feed - 1 : feed;
  return textLine(number, start, text.slice(start, end), 0);
}

/** The lines of the string literals in a line; `null` where no stack is in one. */
export function piecesOf(line: TextLine): readonly TextLine[] | null {
  return line.content.includes('\\n') ? escapedLines(line) : null;
}

const CARRIAGE_RETURN = 0x0d;
