import type { ParsedStack } from '../frame.ts';
import { parseCallFrames } from './call-frames.ts';
import { parseCallSites } from './call-sites.ts';
import { parseError } from './error.ts';
import { parseErrorEvent } from './error-event.ts';
import { field, has, numberField } from './fields.ts';

/**
 * Finds the frames in what is no text: an error or whatever was thrown, an `error` or `unhandledrejection` event, V8's call sites, call frames of the DevTools protocol and of
 * WebDriver BiDi (their messages with or without the envelope of `method` and `params`). The stack's text is made up, in V8's style, where the channel has none. Takes
 * time linear in the input's size and never throws, whatever the value's getters do.
 */
export function parseStructured(input: unknown): ParsedStack {
  if (isParsed(input)) return input;
  if (Array.isArray(input)) {
    const first: unknown = input[0];
    return isCallFrame(first) ? parseCallFrames(input) : parseCallSites(input);
  }
  const content = has(input, 'method') && has(input, 'params') ? field(input, 'params') : input;
  if (CALL_FRAMES.some((name) => has(content, name))) return parseCallFrames(content);
  if (numberField(content, 'lineno') !== null) return parseErrorEvent(content);
  if (has(content, 'reason') && has(content, 'promise')) return parseError(field(content, 'reason'));
  return parseError(content);
}

/** Fields by which messages with call frames are known. */
const CALL_FRAMES = ['exceptionDetails', 'callFrames', 'stackTrace', 'exceptionId'];

function isParsed(input: unknown): input is ParsedStack {
  const frames = field(input, 'frames');
  if (typeof field(input, 'text') !== 'string' || !Array.isArray(frames)) return false;
  return frames.length === 0 || has(frames[0], 'spans');
}

function isCallFrame(value: unknown): boolean {
  return has(value, 'functionName') && has(value, 'url');
}
