import type { ParsedStack } from '../frame.ts';
import { parseError } from './error.ts';
import { field, has, numberField, textField } from './fields.ts';
import { eventFrame } from './event-place.ts';
import { Synthesis } from './synthesis.ts';

/**
 * An `ErrorEvent`, or the arguments of `window.onerror` as an object. The event's own error says most; where it has none, or one without stack (a Wasm
 * exception, an error of a worker), the event's place is the only frame:
 *
 * | engine | `filename` | `lineno`, `colno` |
 * |---|---|---|
 * | V8 | the module's URL | 1, offset + 1 |
 * | SpiderMonkey | the module's URL | offset, 1 |
 * | JavaScriptCore | `MODULE:wasm-function[INDEX]` | of no use |
 *
 * Which engine it is: the caller's word (`engine`), else the shape. A module has no second line, so that a line above 1 is SpiderMonkey's offset; a line of 1 with
 * a column above 1 is V8's. No code lies at offset 0 or 1, so that nothing is both.
 */
export function parseErrorEvent(event: unknown): ParsedStack {
  const error = field(event, 'error');
  if (has(error, 'stack')) {
    const parsed = parseError(error);
    if (parsed.frames.length > 0) return parsed;
  }
  const message = textField(event, 'message') ?? textField(error, 'message');
  const all = new Synthesis();
  if (message !== null) all.addText(message);
  const engine = textField(event, 'engine');
  const frame = eventFrame(
    textField(event, 'filename') ?? '',
    numberField(event, 'lineno') ?? 0,
    numberField(event, 'colno') ?? 0,
    engine === 'v8' || engine === 'spidermonkey' || engine === 'jsc' ? engine : null,
  );
  if (frame !== null) all.addFrame(frame);
  return all.stack(message);
}
