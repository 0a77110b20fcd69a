import { bunFrame } from './bun.ts';
import { devtoolsFrame } from './devtools.ts';
import type { ParsedStack, RelativeOffset, StackFrame } from './frame.ts';
import { jscFrame } from './jsc.ts';
import { spiderMonkeyFrame } from './spidermonkey.ts';
import { standaloneFrames } from './standalone.ts';
import { linesOf } from './lines.ts';
import type { TextLine } from './text-line.ts';
import { type OpenLine, v8Frame, v8OpenLine } from './v8.ts';
import { wamrFrame } from './wamr.ts';
import { isWasmtimeDetail, wasmtimeFrame } from './wasmtime.ts';
import { wazeroDetail, wazeroFrame } from './wazero.ts';

/**
 * Finds the frames in a text: what an error's `stack` says, or a whole log with stacks of several engines in it. Dialects are
 * told apart line by line. Takes time linear in the text's length, whatever it holds, and never throws.
 */
export function parseStack(text: string): ParsedStack {
  const frames: StackFrame[] = [];
  let open: OpenLine | null = null;
  let detailed: DetailedFrame | null = null;
  for (const line of linesOf(text)) {
    if (detailed !== null && addDetail(detailed, line)) continue;
    if (detailed !== null) frames.push(withDetails(text, detailed));
    const found = framesOn(text, line, open);
    open = found.length > 0 ? null : (open ?? v8OpenLine(line, detailed !== null));
    const last = found.at(-1);
    detailed = last === undefined ? null : { frame: last, end: null, relativeOffset: null };
    if (found.length > 1) frames.push(...found.slice(0, -1));
  }
  if (detailed !== null) frames.push(withDetails(text, detailed));
  return { text, message: messageBefore(text, frames[0]), frames };
}

const NONE: readonly StackFrame[] = [];

/** The dialects in the order of how sure their marks are. Nearly every line is none of a stack, which each finds out from a character or two. */
function framesOn(text: string, line: TextLine, open: OpenLine | null): readonly StackFrame[] {
  const frame =
    bunFrame(line) ??
    v8Frame(text, line, open) ??
    spiderMonkeyFrame(line) ??
    jscFrame(line) ??
    wasmtimeFrame(line) ??
    wamrFrame(line) ??
    wazeroFrame(line);
  if (frame !== null) return frame.kind === 'other' ? orStandalone(line, frame) : [frame];
  const standalone = standaloneFrames(line);
  if (standalone.length > 0) return standalone;
  const copied = devtoolsFrame(line);
  return copied === null ? NONE : [copied];
}

/** Wasmer's and Chicory's frames have V8's form, with a location that V8 does not have. */
function orStandalone(line: TextLine, frame: StackFrame): readonly StackFrame[] {
  const standalone = standaloneFrames(line);
  return standalone.length > 0 ? standalone : [frame];
}

/** The last frame found, with what the engine wrote about it in the lines below. */
interface DetailedFrame {
  readonly frame: StackFrame;
  /** Where the last of these lines ends; `null` as long as there is none. */
  end: number | null;
  relativeOffset: RelativeOffset | null;
}

/** Takes a line that tells of the frame above it; false for one that does not. */
function addDetail(detailed: DetailedFrame, line: TextLine): boolean {
  const { dialect } = detailed.frame;
  if (dialect === 'wasmtime' ? !isWasmtimeDetail(line) : dialect !== 'wazero') return false;
  if (dialect === 'wazero') {
    const detail = wazeroDetail(line);
    if (detail === null) return false;
    detailed.relativeOffset ??= detail.relativeOffset;
  }
  detailed.end = line.start + line.content.length;
  return true;
}

function withDetails(text: string, { frame, end, relativeOffset }: DetailedFrame): StackFrame {
  if (end === null) return frame;
  const whole = { start: frame.spans.frame.start, end };
  return { ...frame, raw: text.slice(whole.start, end), relativeOffset, spans: { ...frame.spans, frame: whole } };
}

function messageBefore(text: string, first: StackFrame | undefined): string | null {
  if (first?.dialect !== 'v8' && first?.dialect !== 'bun') return null;
  const message = text.slice(0, first.spans.frame.start).replace(/\r?\n$/, '');
  return message === '' ? null : message;
}
