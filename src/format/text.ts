import { SymbolicationError } from '../errors.ts';
import type { SymbolicatedStack } from '../symbolicate.ts';
import { type Paint, PLAIN } from './paint.ts';
import { editsOf } from './text-edits.ts';

/**
 * The stack's text with names and places put in: the line of a known frame becomes one line for each of its functions,
 * innermost first, in the engine's own style and with the line's own marks around it. A function whose place is not known keeps
 * the location as printed. Everything else stays as it is, byte for byte.
 * @throws SymbolicationError `text-too-long`, which only hostile files bring about
 */
export function formatText(stack: SymbolicatedStack): string {
  let result = '';
  for (const part of textParts(stack)) {
    if (result.length + part.length > LONGEST_STRING) {
      throw new SymbolicationError('text-too-long', `The text would have more than ${LONGEST_STRING} characters.`);
    }
    result += part;
  }
  return result;
}

/** UTF-16 units: half of V8's limit, the least of all engines. */
const LONGEST_STRING = 2 ** 28;

/** What {@link formatText} gives, in parts: names and inlined calls can make a long text longer than a string may be. */
export function* textParts(
  stack: SymbolicatedStack,
  from = 0,
  paint: Paint = PLAIN,
): Generator<string, void, undefined> {
  const { text } = stack;
  let copied = from;
  for (const { start, end, replacement } of editsOf(stack, paint)) {
    if (start > copied) yield text.slice(copied, start);
    yield replacement;
    copied = end;
  }
  yield text.slice(copied);
}
