import { bunFrame } from './bun.ts';
import { devtoolsFrame } from './devtools.ts';
import type { StackFrame } from './frame.ts';
import { jscFrame } from './jsc.ts';
import { spiderMonkeyFrame } from './spidermonkey.ts';
import { standaloneFrames } from './standalone.ts';
import type { TextLine } from './text-line.ts';
import { type OpenLine, v8Frame } from './v8.ts';
import { wamrFrame } from './wamr.ts';
import { wasmtimeFrame } from './wasmtime.ts';
import { wazeroFrame } from './wazero.ts';

const NONE: readonly StackFrame[] = [];

/**
 * The frames on a line, of the dialects in the order of how sure their marks are. Nearly every line of a log is none of a stack, and nearly every line of a
 * stack is V8's: the first and last characters tell which dialects need not be asked.
 */
export function framesOn(
  text: string,
  line: TextLine,
  open: OpenLine | null,
  urlBefore: string | null,
): readonly StackFrame[] {
  const { content, indent, end } = line;
  if (end <= indent) return NONE;
  const startsAt = content.charCodeAt(indent) === LETTER_A && content.startsWith('at ', indent);
  const ending = endingOf(content.charCodeAt(end - 1));
  const frame =
    (startsAt ? bunFrame(line) : null) ??
    (startsAt || ending !== Ending.other ? v8Frame(text, line, open, urlBefore) : null) ??
    (ending === Ending.digit ? spiderMonkeyFrame(line) : null) ??
    (ending === Ending.digit || ending === Ending.bracket ? jscFrame(line) : null) ??
    wasmtimeFrame(line) ??
    wamrFrame(line) ??
    wazeroFrame(line);
  if (frame !== null) return frame.kind === 'other' ? orStandalone(line, frame) : [frame];
  const standalone = standaloneFrames(line);
  if (standalone.length > 0) return standalone;
  const copied = ending === Ending.digit ? devtoolsFrame(line) : null;
  return copied === null ? NONE : [copied];
}

/** Wasmer's and Chicory's frames have V8's form, with a location that V8 does not have. */
function orStandalone(line: TextLine, frame: StackFrame): readonly StackFrame[] {
  const standalone = standaloneFrames(line);
  return standalone.length > 0 ? standalone : [frame];
}

const LETTER_A = 0x61;

/** What locations end with. */
const Ending = { other: 0, digit: 1, bracket: 2, parenthesis: 3 } as const;

/** `digit`: one of a hexadecimal number. */
function endingOf(code: number): number {
  if ((code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66) || (code >= 0x41 && code <= 0x46)) {
    return Ending.digit;
  }
  if (code === 0x29) return Ending.parenthesis;
  return code === 0x5d ? Ending.bracket : Ending.other;
}
