/** What locations have in common in every dialect: how URLs start, and the places at their end. */

/** A place `:LINE:COLUMN` at the end of a text. */
export interface LineColumn {
  /** Index of the first colon, which is where the URL ends. */
  readonly urlEnd: number;
  readonly line: number;
  readonly column: number;
}

/** Longer runs of digits are no line or column of any file, and would leave the exact integers. */
const LONGEST_NUMBER = 10;

/** Schemes that are not followed by `//`. */
const OPAQUE_SCHEMES = ['data:', 'blob:', 'node:', 'about:', 'file:', 'javascript:'];

/** Schemes are short; a bound keeps the search linear on a line that is nothing but letters. */
const LONGEST_SCHEME = 40;

/** True where `text` has, at `at`, the start of a URL: a scheme with `//`, or one of those that go without. */
export function startsUrl(text: string, at: number): boolean {
  if (!isLetter(text.charCodeAt(at))) return false;
  let end = at + 1;
  while (end - at < LONGEST_SCHEME && isOfScheme(text.charCodeAt(end))) end++;
  if (text.charCodeAt(end) !== COLON) return false;
  if (text.charCodeAt(end + 1) === SLASH && text.charCodeAt(end + 2) === SLASH) return true;
  return OPAQUE_SCHEMES.includes(text.slice(at, end + 1));
}

function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
}

/** `+`, `-` and `.` may stand in schemes, too. */
function isOfScheme(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 0x2b || code === 0x2d || code === 0x2e;
}

const COLON = 0x3a;
const SLASH = 0x2f;

/** Reads `:LINE:COLUMN` backwards from `end`; `null` where it is not there. */
export function lineColumnBefore(text: string, end: number): LineColumn | null {
  const columnStart = digitsBefore(text, end);
  if (columnStart === end || text[columnStart - 1] !== ':') return null;
  const lineEnd = columnStart - 1;
  const lineStart = digitsBefore(text, lineEnd);
  if (lineStart === lineEnd || text[lineStart - 1] !== ':') return null;
  return {
    urlEnd: lineStart - 1,
    line: Number(text.slice(lineStart, lineEnd)),
    column: Number(text.slice(columnStart, end)),
  };
}

function digitsBefore(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < LONGEST_NUMBER && isDigit(text.charCodeAt(start - 1))) start--;
  return start;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
