/** One line of a stack's text, or of a stack within a string within the text. */
export interface TextLine {
  /** 0-based, counted by line feeds. */
  readonly number: number;
  /** Where the line starts in the text. */
  readonly start: number;
  /** The line without its line break (line feed, or carriage return and line feed). */
  readonly content: string;
  /** Index in `content` behind the blanks, tabs and colours at its start. */
  readonly indent: number;
  /**
   * Index in `content` behind the last character that can belong to a frame. Node's inspection of errors writes a comma or ` {` behind the
   * last frame of a nested error (`[errors]`, `[cause]`, own properties); loggers put colours around a line.
   */
  readonly end: number;
  /**
   * How often the line was put into a string literal: 0 in plain text; 1 where line breaks are written `\\n`, as in JSON; 2 where they are `\\\\n`, as in
   * JSON within JSON.
   */
  readonly escapes: number;
}

/** A line that starts at `start` in the text. Its edges are found here once, for a dozen dialects ask for them. */
export function textLine(number: number, start: number, content: string, escapes: number): TextLine {
  return { number, start, content, indent: indentEnd(content), end: frameEnd(content), escapes };
}

function indentEnd(content: string): number {
  let at = 0;
  while (at < content.length) {
    const code = content.charCodeAt(at);
    const behind = isBlank(code) ? at + 1 : code === ESCAPE ? colourEnd(content, at) : at;
    if (behind === at) break;
    at = behind;
  }
  return at;
}

function frameEnd(content: string): number {
  let end = content.length;
  while (end > 0) {
    const code = content.charCodeAt(end - 1);
    const isMark = isBlank(code) || code === COMMA || code === OPEN_BRACE;
    const before = isMark ? end - 1 : endsColour(code) ? colourStart(content, end) : end;
    if (before === end) break;
    end = before;
  }
  return end;
}

/** Of a colour, as terminals take it, that begins at `at`: `ESC [ 1 ; 31 m`. `at` where none does. */
function colourEnd(content: string, at: number): number {
  if (content.charCodeAt(at + 1) !== OPEN_BRACKET) return at;
  let end = at + 2;
  while (end - at < LONGEST_COLOUR && isOfColour(content.charCodeAt(end))) end++;
  return endsColour(content.charCodeAt(end)) ? end + 1 : at;
}

/** Of a colour that ends in front of `end`; `end` where none does. */
function colourStart(content: string, end: number): number {
  let start = end - 1;
  while (end - start < LONGEST_COLOUR && isOfColour(content.charCodeAt(start - 1))) start--;
  const isColour = content.charCodeAt(start - 1) === OPEN_BRACKET && content.charCodeAt(start - 2) === ESCAPE;
  return isColour ? start - 2 : end;
}

/** Two colours of 24 bits. */
const LONGEST_COLOUR = 48;

/** `ESC [ K` clears the rest of a line, which grep writes behind each colour. */
function endsColour(code: number): boolean {
  return code === LETTER_M || code === LETTER_K;
}

/** Digits, a colon and a semicolon. */
function isOfColour(code: number): boolean {
  return code >= 0x30 && code <= 0x3b;
}

const ESCAPE = 0x1b;
const OPEN_BRACKET = 0x5b;
const LETTER_K = 0x4b;
const LETTER_M = 0x6d;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}
