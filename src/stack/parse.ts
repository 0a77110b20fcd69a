import type { ParsedStack, StackFrame } from './frame.ts';
import { spiderMonkeyFrame } from './spidermonkey.ts';
import { linesOf } from './text-line.ts';
import { type OpenLine, v8Frame, v8OpenLine } from './v8.ts';

/**
 * Finds the frames in a text: what an error's `stack` says, or a whole log with stacks of several engines in it. Dialects are
 * told apart line by line. Takes time linear in the text's length, whatever it holds, and never throws.
 */
export function parseStack(text: string): ParsedStack {
  const frames: StackFrame[] = [];
  let open: OpenLine | null = null;
  let followsFrame = false;
  for (const line of linesOf(text)) {
    const frame = v8Frame(text, line, open) ?? spiderMonkeyFrame(line);
    if (frame !== null) {
      frames.push(frame);
      open = null;
    } else {
      open ??= v8OpenLine(line, followsFrame);
    }
    followsFrame = frame !== null;
  }
  return { text, message: messageBefore(text, frames[0]), frames };
}

function messageBefore(text: string, first: StackFrame | undefined): string | null {
  if (first?.dialect !== 'v8') return null;
  const message = text.slice(0, first.spans.frame.start).replace(/\r?\n$/, '');
  return message === '' ? null : message;
}
