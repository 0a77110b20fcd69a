import type { ParsedStack, StackFrame } from './frame.ts';
import { FrameReader } from './frame-reader.ts';
import { forEachLine } from './lines.ts';

/**
 * Finds the frames in a text: what an error's `stack` says, or a whole log with stacks of several engines in it. Dialects are
 * told apart line by line. Takes time linear in the text's length, whatever it holds, and never throws.
 */
export function parseStack(text: string): ParsedStack {
  const reader = new FrameReader();
  forEachLine(text, (line) => {
    reader.add(text, line);
  });
  reader.end(text);
  const { frames } = reader;
  return { text, message: messageBefore(text, frames[0]), frames };
}

/** The text in front of the first frame, in the dialects that print name and message of the error there. */
export function messageBefore(text: string, first: StackFrame | undefined): string | null {
  if (first?.dialect !== 'v8' && first?.dialect !== 'bun') return null;
  const message = text.slice(0, first.spans.frame.start).replace(/\r?\n$/, '');
  return message === '' ? null : message;
}
