/**
 * Frames of Bun, which is JavaScriptCore in V8's clothes. From 1.1.45 to 1.4.5 a Wasm frame is `    at unknown`, which says no more than that there is one;
 * before, `    at MODULE.wasm-function[NAME] (native)`.
 */
import type { StackFrame } from './frame.ts';
import { frameOn } from './frame-on.ts';
import { bracketedName } from './jsc.ts';
import type { TextLine } from './text-line.ts';

const UNKNOWN = 'at unknown';
const NATIVE = ' (native)';

/** Reads the frame in `line`; `null` where it holds none of WebAssembly. */
export function bunFrame(line: TextLine): StackFrame | null {
  const { content } = line;
  const start = line.indent;
  if (!content.startsWith('at ', start)) return null;
  const end = line.end;
  const nameStart = start + 'at '.length;
  if (end === start + UNKNOWN.length && content.startsWith(UNKNOWN, start)) {
    return frameOn(line, { kind: 'wasm', dialect: 'bun', body: [nameStart, end], location: [nameStart, end] });
  }
  // The letter first: every line of V8's is asked.
  if (content[end - 2] !== 'e' || !content.endsWith(NATIVE, end)) return null;
  const nameEnd = end - NATIVE.length;
  const named = bracketedName(content.slice(nameStart, nameEnd));
  if (named === null) return null;
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'bun',
    body: [nameStart, end],
    location: [nameEnd + 2, end - 1],
    ...named,
  });
}
