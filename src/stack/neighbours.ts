import type { StackFrame } from './frame.ts';

/** A carriage return and a line feed, or a line feed in a string literal. */
const LONGEST_BREAK = 2;
const LINE_FEED = 0x0a;

/**
 * Whether nothing but the end of a line stands between two frames of a text. Other text, and an empty line, may stand where one stack ends and another begins, or where a frame
 * was that nobody could read.
 */
export function areNeighbours(text: string, above: StackFrame, frame: StackFrame): boolean {
  const { end } = above.spans.frame;
  const { start } = frame.spans.frame;
  const isEmptyLine = text.charCodeAt(end) === LINE_FEED && text.charCodeAt(end + 1) === LINE_FEED;
  return start - end < LONGEST_BREAK || (start - end === LONGEST_BREAK && !isEmptyLine);
}
