/** One line of a stack's text, or of a stack within a string within the text. */
export interface TextLine {
  /** 0-based, counted by line feeds. */
  readonly number: number;
  /** Where the line starts in the text. */
  readonly start: number;
  /** The line without its line break (line feed, or carriage return and line feed). */
  readonly content: string;
  /** Index in `content` behind the blanks and tabs at its start. */
  readonly indent: number;
  /**
   * Index in `content` behind the last character that can belong to a frame. Node's inspection of errors writes a comma or ` {` behind the
   * last frame of a nested error (`[errors]`, `[cause]`, own properties).
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
  while (at < content.length && isBlank(content.charCodeAt(at))) at++;
  return at;
}

function frameEnd(content: string): number {
  let end = content.length;
  while (end > 0) {
    const code = content.charCodeAt(end - 1);
    if (!isBlank(code) && code !== COMMA && code !== OPEN_BRACE) break;
    end--;
  }
  return end;
}

const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}
