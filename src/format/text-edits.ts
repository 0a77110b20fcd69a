import type { SymbolicatedFrame, SymbolicatedStack } from '../symbolicate.ts';
import type { SymbolFrame } from '../types.ts';
import { contextLines } from './context-text.ts';
import { type Paint, PLAIN } from './paint.ts';
import { placeText } from './place.ts';
import { longestNameOf, printable } from './printable.ts';
import { STYLES } from './styles.ts';

/** A replacement of a range of UTF-16 code units of a text, end exclusive. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/**
 * What puts names and places into a stack's text: ascending, none overlaps another, and each lies within a frame. All else of the text stays as it is, so that an
 * editor or a log viewer can show both, and {@link inverseEdits} leads back.
 */
export function textEdits(stack: SymbolicatedStack): TextEdit[] {
  return [...editsOf(stack)];
}

/** As {@link textEdits}, one after the other. Nothing is painted within a string literal: in JSON, codes would be an error. */
export function* editsOf(
  { text, frames }: SymbolicatedStack,
  paint: Paint = PLAIN,
): Generator<TextEdit, void, undefined> {
  const show = eachOnce(printable);
  let behind = 0;
  for (const frame of frames) {
    const { start, end } = frame.spans.frame;
    // Spans that go backwards are none of parseStack's; following them could repeat a text without end.
    if (start < behind || !frame.frames.some(isKnown)) continue;
    yield* frameEdits(text, frame, show, frame.escapes > 0 ? PLAIN : paint);
    behind = end;
  }
}

/** The text after its edits. */
export function applyEdits(text: string, edits: Iterable<TextEdit>): string {
  let [result, copied] = ['', 0];
  for (const { start, end, replacement } of edits) {
    result += text.slice(copied, start) + replacement;
    copied = end;
  }
  return result + text.slice(copied);
}

/** The edits that make `text` of what its edits made of it. */
export function inverseEdits(text: string, edits: Iterable<TextEdit>): TextEdit[] {
  let shift = 0;
  return Array.from(edits, ({ start, end, replacement }) => {
    const from = start + shift;
    shift += replacement.length - (end - start);
    return { start: from, end: from + replacement.length, replacement: text.slice(start, end) };
  });
}

function isKnown(frame: SymbolFrame): boolean {
  return frame.function !== null || frame.file !== null;
}

function* frameEdits(
  text: string,
  frame: SymbolicatedFrame,
  show: Show,
  paint: Paint,
): Generator<TextEdit, void, undefined> {
  const { frame: whole, body, location } = frame.spans;
  const escape = (plain: string): string => escapedText(plain, frame.escapes);
  const longest = longestNameOf(frame.frames.length);
  const visible = (plain: string): string => show(plain, longest);
  const lead = text.slice(whole.start, body.start);
  const indent = `${/^[ \t]*/.exec(lead)?.[0] ?? ''}  `;
  const shown = frame.frames.map((each) => ({
    name: mapped(each.function, (name) => paint.name(escape(visible(name)), each.role)),
    place: mapped(placeText(each, visible), (place) => paint.place(escape(place), each.role)),
    context: contextLines(each, indent).map(escape),
  }));
  const lines = STYLES[frame.dialect](shown, { lead, location: text.slice(location.start, location.end) });
  const hasMore = whole.end > body.end;
  // Several frames of WasmEdge share a line: looking for its end from each would take quadratic time.
  const lineEnd =
    frame.escapes > 0
      ? { at: whole.end, text: escape('\n') }
      : lines.length > 1 || hasMore
        ? lineBreakAt(text, body.end)
        : { at: whole.end, text: '' };
  const joined = lines.join(lineEnd.text);
  yield { start: body.start, end: body.end, replacement: joined.slice(lead.length) };
  // Below it may stand what the engine itself found out, which is said anew.
  if (lineEnd.at < whole.end) yield { start: lineEnd.at, end: whole.end, replacement: '' };
}

/** As it is written in a string literal within so many others. */
function escapedText(text: string, escapes: number): string {
  let escaped = text;
  for (let level = 0; level < escapes; level++) escaped = JSON.stringify(escaped).slice(1, -1);
  return escaped;
}

function mapped(text: string | null, convert: (text: string) => string): string | null {
  return text === null ? null : convert(text);
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
