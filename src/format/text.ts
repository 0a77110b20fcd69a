import { SymbolicationError } from '../errors.ts';
import type { SymbolicatedFrame, SymbolicatedStack } from '../symbolicate.ts';
import type { SymbolFrame } from '../types.ts';
import { contextLines } from './context-text.ts';
import { placeText } from './place.ts';
import { longestNameOf, printable } from './printable.ts';
import { STYLES } from './styles.ts';

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
export function* textParts(stack: SymbolicatedStack): Generator<string, void, undefined> {
  const { text } = stack;
  const show = eachOnce(printable);
  let copied = 0;
  for (const frame of stack.frames) {
    const { start, end } = frame.spans.frame;
    // Spans that go backwards are none of parseStack's; following them could repeat a text without end.
    if (start < copied || !frame.frames.some(isKnown)) continue;
    yield text.slice(copied, start);
    yield frameLines(text, frame, show);
    copied = end;
  }
  yield text.slice(copied);
}

function isKnown(frame: SymbolFrame): boolean {
  return frame.function !== null || frame.file !== null;
}

function frameLines(text: string, frame: SymbolicatedFrame, show: Show): string {
  const { frame: whole, body, location } = frame.spans;
  const escape = (plain: string): string => escapedText(plain, frame.escapes);
  const longest = longestNameOf(frame.frames.length);
  const visible = (plain: string): string => show(plain, longest);
  const lead = text.slice(whole.start, body.start);
  const indent = `${/^[ \t]*/.exec(lead)?.[0] ?? ''}  `;
  const shown = frame.frames.map((each) => ({
    name: each.function === null ? null : escape(visible(each.function)),
    place: escapeNullable(placeText(each, visible), escape),
    context: contextLines(each, indent).map(escape),
  }));
  const printed = { lead, location: text.slice(location.start, location.end) };
  const lineEnd = frame.escapes > 0 ? { at: whole.end, text: escape('\n') } : lineBreakAt(text, body.end);
  const lines = STYLES[frame.dialect](shown, printed).join(lineEnd.text);
  // Below it may stand what the engine itself found out, which is said anew.
  return lines + text.slice(body.end, Math.min(whole.end, lineEnd.at));
}

/** As it is written in a string literal within so many others. */
function escapedText(text: string, escapes: number): string {
  let escaped = text;
  for (let level = 0; level < escapes; level++) escaped = JSON.stringify(escaped).slice(1, -1);
  return escaped;
}

function escapeNullable(text: string | null, escape: (text: string) => string): string | null {
  return text === null ? null : escape(text);
}

/** What a thousand inlined calls have for their name or file is made printable once. */
function eachOnce(convert: Show): Show {
  const known = new Map<number, Map<string, string>>();
  return (text, longest) => {
    const ofLength = known.get(longest) ?? new Map<string, string>();
    known.set(longest, ofLength);
    const converted = ofLength.get(text) ?? convert(text, longest);
    ofLength.set(text, converted);
    return converted;
  };
}

type Show = (text: string, longest: number) => string;

/** The line break behind a line, or in a text's last line the one in front of it; and where the line ends. */
function lineBreakAt(text: string, from: number): { readonly at: number; readonly text: string } {
  const feed = text.indexOf('\n', from);
  const last = feed < 0 ? text.lastIndexOf('\n', from) : feed;
  const isReturned = last > 0 && text[last - 1] === '\r';
  const at = feed < 0 ? text.length : feed - (isReturned ? 1 : 0);
  return { at, text: isReturned ? '\r\n' : '\n' };
}
