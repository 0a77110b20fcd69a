/**
 * Stacks within string literals: logs write `"stack":"RuntimeError: unreachable\\n    at f (…)\\n    at …"` in one line, and log collectors put such a line into a
 * string again.
 *
 * Not every `\\n` is a line break (`C:\\node\\new.js` has two). One counts if a frame ends in front of it, or V8's `at ` follows.
 */
import { type TextLine, textLine } from './text-line.ts';

const V8_FRAME = /^(?:[ \t]|\\+t){0,64}at /;
const LONGEST_INDENT = 140;
/** Of the dialects that have no mark at the start of a line. */
const END_OF_FRAME = /(?:wasm-function\[\d+\](?::(?:0x)?[0-9a-f]+)?|:\d+:\d+|\[(?:native|wasm) code\])(?:\\+r)?$/i;
const LONGEST_END = 64;
/** JSON in JSON in a log collector's JSON; each level doubles the backslashes. */
const DEEPEST = 5;
const MOST_BACKSLASHES = 2 ** (DEEPEST - 1);

/** The lines of the literals in a line; `null` where no stack is in one. */
export function escapedLines(line: TextLine): readonly TextLine[] | null {
  const { content } = line;
  const lines: TextLine[] = [];
  let start = 0;
  for (let at = content.indexOf('\\n'); at >= 0; at = content.indexOf('\\n', at + 2)) {
    const backslashes = backslashesUpTo(content, at);
    const levels = Math.log2(backslashes) + 1;
    if (!Number.isInteger(levels) || levels > DEEPEST) continue;
    const index = at + 1 - backslashes;
    const behind = at + 2;
    const endsFrame = END_OF_FRAME.test(content.slice(Math.max(start, index - LONGEST_END), index));
    if (!endsFrame && !V8_FRAME.test(content.slice(behind, behind + LONGEST_INDENT))) continue;
    lines.push(
      pieceOf(line, endsFrame && lines.length === 0 ? literalStart(content, index, levels) : start, index, levels),
    );
    start = behind;
  }
  const last = lines.at(-1);
  if (last === undefined) return null;
  lines.push(pieceOf(line, start, literalEnd(content, start, last.escapes), last.escapes));
  return lines;
}

/** How many stand in a row up to the one at `last`, as far as it matters: a megabyte of them is none of our literals. */
function backslashesUpTo(content: string, last: number): number {
  let count = 1;
  while (count <= MOST_BACKSLASHES && content[last - count] === '\\') count++;
  return count;
}

function pieceOf({ number, start: base, content }: TextLine, start: number, end: number, escapes: number): TextLine {
  const text = content.slice(start, end);
  const carriageReturn = /\\{1,16}r$/.exec(text.slice(-17));
  const whole = carriageReturn === null ? text : text.slice(0, -carriageReturn[0].length);
  return textLine(number, base + start, whole, escapes);
}

/** Behind the quotation mark that opens the literal in which `index` lies. */
function literalStart(content: string, index: number, levels: number): number {
  for (let at = content.lastIndexOf('"', index); at > 0; at = content.lastIndexOf('"', at - 1)) {
    if (isDelimiter(content, at, levels)) return at + 1;
  }
  return 0;
}

/** At what closes the literal in which `index` lies: its quotation mark, with the backslashes that belong to it. */
function literalEnd(content: string, index: number, levels: number): number {
  for (let at = content.indexOf('"', index); at >= 0; at = content.indexOf('"', at + 1)) {
    if (isDelimiter(content, at, levels)) return at - backslashesOf(levels);
  }
  return content.length;
}

/** A mark that delimits a literal within others has their backslashes, one within the literal itself has more. */
function isDelimiter(content: string, at: number, levels: number): boolean {
  const count = backslashesOf(levels);
  const before = content.slice(Math.max(0, at - count - 1), at);
  return before.endsWith('\\'.repeat(count)) && (before.length === count || !before.startsWith('\\'));
}

function backslashesOf(levels: number): number {
  return 2 ** (levels - 1) - 1;
}
