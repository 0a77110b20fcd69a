/**
 * Frames of V8 (Chromium, Node, workerd, Deno): `    at MODULE.NAME (URL:wasm-function[INDEX]:0xOFFSET)`, and without parentheses where no
 * name is known.
 *
 * The offset is the module's own byte offset of the instruction: of the trapping one in the top frame, of the call in the
 * others. Nothing is to be added or subtracted (checked by disassembly on Node 12–26, Chromium 156 and workerd). Before V8 7.0 it is a decimal
 * number that counts from the function's body. Deno prints either index 0 for every function, or `URL:1:COLUMN` with the offset plus one.
 *
 * V8 prints names as they are. They may hold parentheses, whole locations and line breaks, so a frame is read from its end.
 */
import type { FrameKind, StackFrame } from './frame.ts';
import { frameOn } from './frame-on.ts';
import { lineColumnBefore, startsUrl } from './location.ts';
import type { TextLine } from './text-line.ts';
import { consolePlaceBefore, isModuleUrl, modulePlace, wasmTailBefore, type WasmTail } from './wasm-location.ts';

/** A line that begins as a frame does but has no location: the first line of a name with line breaks, or prose. */
export interface OpenLine {
  readonly line: TextLine;
  /** Index in the line where the name starts. */
  readonly nameStart: number;
  /** True where the line stands right behind a frame, as all frames but the first do; prose seldom does. */
  readonly followsFrame: boolean;
}

const AT = 'at ';
/** In the middle of a line. */
const BEHIND_PREFIX = [` ${AT}`, `\t${AT}`];
const ANONYMOUS = '<anonymous>';
const MODULE_URL = 'wasm://wasm/';
/** In `wasm://wasm/MODULE-HASH`: a minus and eight hexadecimal digits. */
const MODULE_HASH = /-[0-9a-f]{8}$/;

/**
 * Reads the frame whose location stands in `line`; a name may have begun in `open`. `null` where the line holds none.
 * @param urlBefore Of the frame before, which mostly is this one's: the same string is compared at a glance later
 */
export function v8Frame(
  text: string,
  line: TextLine,
  open: OpenLine | null,
  urlBefore: string | null,
): StackFrame | null {
  const { content } = line;
  const end = line.end;
  const closed = content[end - 1] === ')';
  const tail = wasmTailBefore(text, line.start + (closed ? end - 1 : end), line.start);
  if (tail !== null) {
    if (closed) return namedWasmFrame(text, line, end, tail, open, urlBefore);
    return bareWasmFrame(line, end, tail, urlBefore);
  }
  const start = atEnd(line);
  if (start === null) return null;
  return closed ? namedScriptFrame(line, start, end) : bareScriptFrame(line, start, end);
}

/** The line as a possible first line of a name with line breaks; `null` where it does not begin as a frame. */
export function v8OpenLine(line: TextLine, followsFrame: boolean): OpenLine | null {
  const nameStart = atEnd(line);
  return nameStart === null || nameStart === line.content.length ? null : { line, nameStart, followsFrame };
}

/** Index behind `at ` where a line starts with it, else `null`. */
function atEnd({ content, indent }: TextLine): number | null {
  return content.startsWith(AT, indent) ? indent + AT.length : null;
}

function namedWasmFrame(
  text: string,
  line: TextLine,
  end: number,
  tail: WasmTail,
  open: OpenLine | null,
  urlBefore: string | null,
): StackFrame {
  const { content } = line;
  const parenthesis = openingParenthesis(content, tail);
  const urlStart = parenthesis === null ? line.indent : parenthesis + 1;
  const url = sliceOrSame(content, urlStart, tail.urlEnd, urlBefore);
  const moduleName = moduleNameOf(url);
  const ownStart = atEnd(line);
  const nameEnd = parenthesis === null ? urlStart : Math.max(parenthesis - 1, 0);

  const own = open === null || ownStart === null ? null : content.slice(ownStart, nameEnd);
  if (open !== null && continues(own, moduleName, open)) {
    return continuedFrame(text, line, { ...tail, open, nameEnd, urlStart, end, url, moduleName });
  }
  const nameStart = ownStart ?? ownNameStart(line, nameEnd);
  const printedName = nonEmpty(content.slice(nameStart, nameEnd));
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'v8',
    body: [nameStart, end],
    location: [urlStart, end - 1],
    printedName,
    moduleName,
    functionName: functionNameIn(printedName, moduleName),
    url: nonEmpty(url),
    functionIndex: tail.functionIndex,
    indexIsSure: indexIsSure(tail),
    offset: tail.offset,
    relativeOffset: tail.relativeOffset,
  });
}

interface Continued extends WasmTail {
  readonly open: OpenLine;
  readonly nameEnd: number;
  readonly urlStart: number;
  readonly end: number;
  readonly url: string;
  readonly moduleName: string | null;
}

/** A frame whose name began in an earlier line. */
function continuedFrame(text: string, line: TextLine, continued: Continued): StackFrame {
  const { open, nameEnd, urlStart, end, url, moduleName } = continued;
  const nameStart = open.line.start + open.nameStart;
  const printedName = nonEmpty(text.slice(nameStart, line.start + nameEnd));
  const frame = frameOn(line, {
    kind: 'wasm',
    dialect: 'v8',
    body: [0, end],
    location: [urlStart, end - 1],
    printedName,
    moduleName,
    functionName: functionNameIn(printedName, moduleName),
    url: nonEmpty(url),
    ...placeOf(continued),
  });
  const whole = { start: open.line.start, end: line.start + line.content.length };
  return {
    ...frame,
    raw: text.slice(whole.start, whole.end),
    spans: { ...frame.spans, frame: whole, body: { start: nameStart, end: line.start + end } },
  };
}

function indexIsSure({ functionIndex, offset }: Pick<WasmTail, 'functionIndex' | 'offset'>): boolean {
  return functionIndex !== 0 || offset === null;
}

/** Index 0 may be Deno's, which prints it for every function, with an offset in the file. */
function placeOf({
  functionIndex,
  offset,
  relativeOffset,
}: WasmTail): Pick<StackFrame, 'functionIndex' | 'indexIsSure' | 'offset' | 'relativeOffset'> {
  return { functionIndex, indexIsSure: indexIsSure({ functionIndex, offset }), offset, relativeOffset };
}

/**
 * Whether the frame's name began in an earlier line. V8 puts the module's name in front of every function's, and for a
 * module compiled from bytes the URL repeats it: then the line that starts with it is the frame's first. Else a line that
 * has its own `at ` counts as complete, unless an open line stands where only a frame can stand.
 */
function continues(ownName: string | null, moduleName: string | null, open: OpenLine): boolean {
  if (moduleName !== null) {
    if (ownName !== null && (ownName === moduleName || ownName.startsWith(`${moduleName}.`))) return false;
    return open.line.content.startsWith(`${moduleName}.`, open.nameStart);
  }
  return ownName === null || open.followsFrame;
}

/**
 * Where a name starts in a line that neither begins with `at ` nor continues an open line: behind a log's prefix, if the
 * line has one.
 */
function ownNameStart({ content, indent }: TextLine, nameEnd: number): number {
  const prefixed = BEHIND_PREFIX.map((at) => content.indexOf(at)).filter((at) => at >= 0);
  const start = Math.min(...prefixed) + 1 + AT.length;
  return start <= nameEnd ? start : indent;
}

/**
 * The parenthesis that opens the location: the last one in front of a URL. The last one of all would be wrong for
 * `wasm://wasm/a (b)-1cebdb1e`, the first one for a function named `f (x)`.
 */
function openingParenthesis(content: string, tail: WasmTail): number | null {
  let last: number | null = null;
  for (let at = content.lastIndexOf('(', tail.urlEnd); at >= 0; at = at === 0 ? -1 : content.lastIndexOf('(', at - 1)) {
    const opensLocation = at === 0 || content[at - 1] === ' ';
    if (!opensLocation) continue;
    if (at + 1 === tail.urlEnd || content.startsWith(ANONYMOUS, at + 1) || startsUrl(content, at + 1)) return at;
    last ??= at;
  }
  return last;
}

/** A frame without name: the URL follows `at ` directly. */
function bareWasmFrame(line: TextLine, end: number, tail: WasmTail, urlBefore: string | null): StackFrame | null {
  const { content } = line;
  const start = atEnd(line) ?? prefixedLocation(content, tail.urlEnd);
  if (start === null) return null;
  // SpiderMonkey's `NAME@URL` with a name that starts with `at ` must not be taken for V8's.
  const isLocation = start === tail.urlEnd || content.startsWith(ANONYMOUS, start) || startsUrl(content, start);
  if (!isLocation) return null;
  const url = sliceOrSame(content, start, tail.urlEnd, urlBefore);
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'v8',
    body: [start, end],
    location: [start, end],
    moduleName: moduleNameOf(url),
    functionName: null,
    url: nonEmpty(url),
    ...placeOf(tail),
  });
}

/** A part of a text; another string itself where it is equal to it. */
function sliceOrSame(text: string, start: number, end: number, other: string | null): string {
  const slice = text.slice(start, end);
  return slice === other ? other : slice;
}

/** Behind the ` at ` of a line with a log's prefix, if a URL follows. */
function prefixedLocation(content: string, urlEnd: number): number | null {
  const at = Math.max(...BEHIND_PREFIX.map((each) => content.lastIndexOf(each, urlEnd)));
  const start = at + 1 + AT.length;
  return at >= 0 && startsUrl(content, start) ? start : null;
}

/** `at NAME (LOCATION)` of a script or of V8 itself. Names of scripts' functions hold no parenthesis behind a blank. */
function namedScriptFrame(line: TextLine, start: number, end: number): StackFrame | null {
  const { content } = line;
  const opening = content.indexOf(' (', start);
  if (opening < 0) return null;
  const place = lineColumnBefore(content, end - 1);
  const module = place === null ? null : namedModulePlace(line, start, end, place);
  if (module !== null) return module;
  const printed = content.slice(opening + 2, place?.urlEnd ?? end - 1);
  const name = nonEmpty(content.slice(start, opening));
  return frameOn(line, {
    kind: place === null ? kindOfPlaceless(printed) : 'javascript',
    dialect: 'v8',
    body: [start, end],
    location: [opening + 2, end - 1],
    printedName: name,
    url: printed,
    lineNumber: place?.line ?? null,
    columnNumber: place?.column ?? null,
  });
}

/** Deno's `at NAME (URL:1:COLUMN)`, if the URL is a module's. The name is one of Wasm and may hold parentheses. */
function namedModulePlace(
  line: TextLine,
  start: number,
  end: number,
  place: { readonly urlEnd: number; readonly line: number; readonly column: number },
): StackFrame | null {
  const { content } = line;
  const opening = content.lastIndexOf(' (', place.urlEnd);
  const url = content.slice(opening + 2, place.urlEnd);
  const offset = opening < start ? null : modulePlace(url, place.line, place.column);
  if (offset === null) return null;
  const name = content.slice(start, opening);
  const printedName = name === ANONYMOUS ? null : nonEmpty(name);
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'v8',
    body: [start, end],
    location: [opening + 2, end - 1],
    printedName,
    moduleName: moduleNameOf(url),
    functionName: functionNameIn(printedName, moduleNameOf(url)),
    url,
    offset,
  });
}

function kindOfPlaceless(location: string): FrameKind {
  return location === ANONYMOUS || location === 'native' || location.startsWith('index ') ? 'native' : 'other';
}

/** `at LOCATION`, also `at async LOCATION`. */
function bareScriptFrame(line: TextLine, start: number, end: number): StackFrame | null {
  const { content } = line;
  const place = lineColumnBefore(content, end);
  const urlStart = content.startsWith('async ', start) ? start + 'async '.length : start;
  const url = content.slice(urlStart, place?.urlEnd ?? end);
  const offset = place === null ? null : modulePlace(url, place.line, place.column);
  if (offset !== null) return bareModuleFrame(line, urlStart, end, url, offset);
  if (place === null && url !== ANONYMOUS) return consoleFrame(line, urlStart, end);
  if (url.length === 0) return null;
  return frameOn(line, {
    kind: place === null ? 'native' : 'javascript',
    dialect: 'v8',
    body: [start, end],
    location: [urlStart, end],
    url,
    lineNumber: place?.line ?? null,
    columnNumber: place?.column ?? null,
  });
}

/** `at app.wasm:0x2d7af8`, as Chromium's console prints a Wasm frame. */
function consoleFrame(line: TextLine, start: number, end: number): StackFrame | null {
  const place = consolePlaceBefore(line.content, end);
  if (place === null) return null;
  const url = line.content.slice(start, place.urlEnd);
  return isModuleUrl(url) ? bareModuleFrame(line, start, end, url, place.offset) : null;
}

function bareModuleFrame(line: TextLine, start: number, end: number, url: string, offset: number): StackFrame {
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'v8',
    body: [start, end],
    location: [start, end],
    moduleName: moduleNameOf(url),
    functionName: null,
    url,
    offset,
  });
}

/** The module's name in `wasm://wasm/MODULE-HASH`; `null` for other URLs and for a module without name. */
export function moduleNameOf(url: string): string | null {
  if (!url.startsWith(MODULE_URL)) return null;
  const hash = MODULE_HASH.exec(url.slice(-9));
  return hash === null ? null : nonEmpty(url.slice(MODULE_URL.length, url.length - hash[0].length));
}

/** V8 prints the module's name alone where the function has none, or one that is no UTF-8. */
function functionNameIn(printedName: string | null, moduleName: string | null): string | null {
  if (printedName === null || moduleName === null || !printedName.startsWith(moduleName)) return printedName;
  if (printedName.length === moduleName.length) return null;
  return printedName[moduleName.length] === '.' ? printedName.slice(moduleName.length + 1) : printedName;
}

function nonEmpty(text: string): string | null {
  return text === '' ? null : text;
}
