import type { StackFrame } from './frame.ts';

/** A carriage return and a line feed, or a line feed in a string literal. */
const LONGEST_BREAK = 2;

/**
 * Whether nothing but the end of a line stands between two frames of a text. Other text, and an empty line, may stand where one stack ends and another begins, or where a frame
 * was that nobody could read.
 */
export function areNeighbours(text: string, above: StackFrame, frame: StackFrame): boolean {
  const { end } = above.spans.frame;
  const { start } = frame.spans.frame;
  return start - end <= LONGEST_BREAK && text.slice(end, start) !== '\n\n';
}
