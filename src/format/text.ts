import { SymbolicationError } from '../errors.ts';
import type { Dialect } from '../stack/frame.ts';
import type { SymbolicatedFrame, SymbolicatedStack } from '../symbolicate.ts';
import type { SymbolFrame } from '../types.ts';
import { contextLines } from './context-text.ts';
import { placeText } from './place.ts';
import { printable } from './printable.ts';

/**
 * The stack's text with names and places put in: the line of a known Wasm frame becomes one line for each of its functions,
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
export function* textParts(stack: SymbolicatedStack): Generator<string, void, undefined> {
  const { text } = stack;
  const show = eachOnce(printable);
  let copied = 0;
  for (const frame of stack.frames) {
    const { start, end } = frame.spans.frame;
    // Spans that go backwards are none of parseStack's; following them could repeat a text without end.
    if (frame.kind !== 'wasm' || start < copied || !frame.frames.some(isKnown)) continue;
    yield text.slice(copied, start);
    yield frameLines(text, frame, show);
    copied = end;
  }
  yield text.slice(copied);
}

function isKnown(frame: SymbolFrame): boolean {
  return frame.function !== null || frame.file !== null;
}

function frameLines(text: string, frame: SymbolicatedFrame, show: (text: string) => string): string {
  const { frame: whole, body, location } = frame.spans;
  const printedLocation = text.slice(location.start, location.end);
  const firstLead = text.slice(whole.start, body.start);
  // What made SpiderMonkey call a function later (`async*`) is said once, of the innermost.
  const otherLeads = frame.dialect === 'v8' ? firstLead : (/^[ \t]*/.exec(firstLead)?.[0] ?? '');
  const indent = `${/^[ \t]*/.exec(firstLead)?.[0] ?? ''}  `;
  const lines = frame.frames.flatMap((each, i) => {
    const lead = i === 0 ? firstLead : otherLeads;
    const name = each.function === null ? null : show(each.function);
    return [
      lead + STYLES[frame.dialect](name, placeText(each, show) ?? printedLocation),
      ...contextLines(each, indent),
    ];
  });
  return lines.join(lineBreakAt(text, whole.end)) + text.slice(body.end, whole.end);
}

/** What a thousand inlined calls have for their name or file is made printable once. */
function eachOnce(convert: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const converted = known.get(text) ?? convert(text);
    known.set(text, converted);
    return converted;
  };
}

const STYLES: Readonly<Record<Dialect, (name: string | null, location: string) => string>> = {
  v8: (name, location) => (name === null ? location : `${name} (${location})`),
  spidermonkey: (name, location) => `${name ?? ''}@${location}`,
};

/** The line break behind a line, or in a text's last line the one in front of it. */
function lineBreakAt(text: string, end: number): string {
  const feed = end < text.length ? text.indexOf('\n', end) : text.lastIndexOf('\n', end);
  return text[feed - 1] === '\r' ? '\r\n' : '\n';
}
