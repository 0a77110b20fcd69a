import type { ParsedStack } from '../frame.ts';
import { parseStack } from '../parse.ts';
import { moduleNameOf } from '../v8.ts';
import { isWasmUrl } from '../wasm-location.ts';
import { bidiOffset } from './bidi.ts';
import { debuggerName } from './call-sites.ts';
import { field, has, listField, MOST_ELEMENTS, numberField, textField } from './fields.ts';
import { type FrameData, Synthesis } from './synthesis.ts';

/**
 * Call frames of the Chrome DevTools protocol, which Node's inspector speaks, and of WebDriver BiDi: `Runtime.exceptionThrown`, `Runtime.ExceptionDetails`,
 * `Debugger.paused`, `Runtime.StackTrace` with its parents, BiDi's `log.entryAdded`, or a list of call frames alone. Lines and columns count from 0. Of a
 * Wasm frame of the protocol the line is 0 and the column the offset; `bidi.ts` tells what BiDi has there.
 */
export function parseCallFrames(trace: unknown): ParsedStack {
  const details = field(trace, 'exceptionDetails') ?? trace;
  const description = textField(field(details, 'exception'), 'description') ?? '';
  const message = messageOf(details, description);
  const all = new Synthesis();
  if (message !== null) all.addText(message);
  if (Array.isArray(details)) addFrames(all, details);
  else addTraces(all, has(details, 'stackTrace') ? field(details, 'stackTrace') : details);
  if (!all.isEmpty) return all.stack(message);

  const said = parseStack(description);
  if (said.frames.length > 0) return said;
  if (textField(details, 'url') !== null) addFrames(all, [details]);
  return all.stack(message);
}

/** `Uncaught`, and the error's name and message, which its description has in front of its stack. */
function messageOf(details: unknown, description: string): string | null {
  const stackStart = description.indexOf('\n    at ');
  const head = stackStart < 0 ? description : description.slice(0, stackStart);
  const parts = [textField(details, 'text'), head].filter((part) => part !== null && part !== '');
  return parts.length === 0 ? null : parts.join(' ');
}

/** A page may have made a trace with a parent for each of a million promises. */
const MOST_PARENTS = 64;

function addTraces(to: Synthesis, trace: unknown): void {
  let each = trace;
  for (let depth = 0; depth < MOST_PARENTS && each !== undefined && each !== null; depth++) {
    if (depth > 0) to.addText(`    -- ${(textField(each, 'description') ?? 'async').replace(/[\r\n]/g, ' ')} --`);
    addFrames(to, listField(each, 'callFrames'));
    // `Debugger.paused` has its parents' trace in a field of its own.
    each = field(each, depth === 0 && has(each, 'asyncStackTrace') ? 'asyncStackTrace' : 'parent');
  }
}

function addFrames(to: Synthesis, frames: readonly unknown[]): void {
  for (const frame of frames.slice(0, MOST_ELEMENTS)) to.addFrame(frameOf(frame));
}

function frameOf(frame: unknown): FrameData {
  const isPaused = has(frame, 'location');
  const place = isPaused ? field(frame, 'location') : frame;
  const isProtocol = has(place, 'scriptId') || has(frame, 'exceptionId');
  const url = textField(frame, 'url');
  const name = textField(frame, 'functionName');
  const [line, column] = [numberField(place, 'lineNumber'), numberField(place, 'columnNumber')];
  if (url === null ? !hasWasmScope(frame) : !isWasmUrl(url)) {
    const [lineNumber, columnNumber] = [line === null ? null : line + 1, column === null ? null : column + 1];
    return { kind: url === null && line === null ? 'native' : 'javascript', name, url, lineNumber, columnNumber };
  }
  const offset = isProtocol ? (line === 0 ? column : null) : bidiOffset(line, column);
  return { kind: 'wasm', url, moduleName: url === null ? null : moduleNameOf(url), offset, ...debuggerName(name) };
}

/** `Debugger.paused` names no URL (those are in `Debugger.scriptParsed`), but a Wasm frame has a scope that no other has. */
function hasWasmScope(frame: unknown): boolean {
  return listField(frame, 'scopeChain').some((scope) => field(scope, 'type') === 'wasm-expression-stack');
}
