/**
 * Frames of V8 (Chromium, Node, workerd) since 7.8:
 * `    at MODULE.NAME (URL:wasm-function[INDEX]:0xOFFSET)`, and without parentheses where no name is known.
 *
 * The offset is the module's own byte offset of the instruction: of the trapping one in the top frame, of the call in the
 * others. Nothing is to be added or subtracted (checked by disassembly on Node 12–26, Chromium 156 and workerd).
 *
 * V8 prints names as they are. They may hold parentheses, whole locations and line breaks, so a frame is read from its end.
 */
import type { FrameKind, StackFrame } from './frame.ts';
import { lineColumnBefore, startsUrl } from './location.ts';
import { frameEnd, indentEnd, type TextLine } from './text-line.ts';
import { wasmTailBefore, type WasmTail } from './wasm-location.ts';

/** A line that begins as a frame does but has no location: the first line of a name with line breaks, or prose. */
export interface OpenLine {
  readonly line: TextLine;
  /** Index in the line where the name starts. */
  readonly nameStart: number;
  /** True where the line stands right behind a frame, as all frames but the first do; prose seldom does. */
  readonly followsFrame: boolean;
}

const AT = 'at ';
const ANONYMOUS = '<anonymous>';
const MODULE_URL = 'wasm://wasm/';
/** In `wasm://wasm/MODULE-HASH`: a minus and eight hexadecimal digits. */
const MODULE_HASH = /-[0-9a-f]{8}$/;

/** Reads the frame whose location stands in `line`; a name may have begun in `open`. `null` where the line holds none. */
export function v8Frame(text: string, line: TextLine, open: OpenLine | null): StackFrame | null {
  const { content } = line;
  const end = frameEnd(content);
  const closed = content[end - 1] === ')';
  const tail = wasmTailBefore(content, closed ? end - 1 : end);
  if (tail !== null) return closed ? namedWasmFrame(text, line, end, tail, open) : bareWasmFrame(line, end, tail);
  const start = atEnd(content);
  if (start === null) return null;
  return closed ? namedScriptFrame(line, start, end) : bareScriptFrame(line, start, end);
}

/** The line as a possible first line of a name with line breaks; `null` where it does not begin as a frame. */
export function v8OpenLine(line: TextLine, followsFrame: boolean): OpenLine | null {
  const nameStart = atEnd(line.content);
  return nameStart === null || nameStart === line.content.length ? null : { line, nameStart, followsFrame };
}

/** Index behind `at ` where a line starts with it, else `null`. */
function atEnd(content: string): number | null {
  const at = indentEnd(content);
  return content.startsWith(AT, at) ? at + AT.length : null;
}

function namedWasmFrame(text: string, line: TextLine, end: number, tail: WasmTail, open: OpenLine | null): StackFrame {
  const { content } = line;
  const parenthesis = openingParenthesis(content, tail);
  const urlStart = parenthesis === null ? indentEnd(content) : parenthesis + 1;
  const url = content.slice(urlStart, tail.urlEnd);
  const moduleName = moduleNameOf(url);
  const ownStart = atEnd(content);
  const nameEnd = parenthesis === null ? urlStart : Math.max(parenthesis - 1, 0);

  const own = ownStart === null ? null : content.slice(ownStart, nameEnd);
  const first = open !== null && continues(own, moduleName, open) ? open : null;
  const startLine = first?.line ?? line;
  const nameStart = startLine.start + (first?.nameStart ?? ownStart ?? ownNameStart(content, nameEnd));
  const printedName = nonEmpty(text.slice(nameStart, line.start + nameEnd));
  return {
    raw: text.slice(startLine.start, line.start + content.length),
    line: line.number,
    kind: 'wasm',
    dialect: 'v8',
    printedName,
    ...splitName(printedName, moduleName),
    url: nonEmpty(url),
    functionIndex: tail.functionIndex,
    offset: tail.offset,
    lineNumber: null,
    columnNumber: null,
    spans: {
      frame: { start: startLine.start, end: line.start + content.length },
      body: { start: nameStart, end: line.start + end },
      location: { start: line.start + urlStart, end: line.start + end - 1 },
    },
  };
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
function ownNameStart(content: string, nameEnd: number): number {
  const prefixed = content.indexOf(` ${AT}`);
  return prefixed >= 0 && prefixed + 1 + AT.length <= nameEnd ? prefixed + 1 + AT.length : indentEnd(content);
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
function bareWasmFrame(line: TextLine, end: number, tail: WasmTail): StackFrame | null {
  const { content } = line;
  const start = atEnd(content);
  if (start === null) return null;
  // SpiderMonkey's `NAME@URL` with a name that starts with `at ` must not be taken for V8's.
  const isLocation = start === tail.urlEnd || content.startsWith(ANONYMOUS, start) || startsUrl(content, start);
  if (!isLocation) return null;
  const url = content.slice(start, tail.urlEnd);
  return {
    ...singleLine(line, start, end, { start, end }),
    kind: 'wasm',
    dialect: 'v8',
    printedName: null,
    moduleName: moduleNameOf(url),
    functionName: null,
    url: nonEmpty(url),
    functionIndex: tail.functionIndex,
    offset: tail.offset,
    lineNumber: null,
    columnNumber: null,
  };
}

/** `at NAME (LOCATION)` of a script or of V8 itself. Names of scripts' functions hold no parenthesis behind a blank. */
function namedScriptFrame(line: TextLine, start: number, end: number): StackFrame | null {
  const { content } = line;
  const parenthesis = content.indexOf(' (', start);
  if (parenthesis < 0) return null;
  const location = { start: parenthesis + 2, end: end - 1 };
  const place = lineColumnBefore(content, location.end);
  const printed = content.slice(location.start, place?.urlEnd ?? location.end);
  const name = nonEmpty(content.slice(start, parenthesis));
  return {
    ...singleLine(line, start, end, location),
    kind: place === null ? kindOfPlaceless(printed) : 'javascript',
    dialect: 'v8',
    printedName: name,
    moduleName: null,
    functionName: name,
    url: printed,
    functionIndex: null,
    offset: null,
    lineNumber: place?.line ?? null,
    columnNumber: place?.column ?? null,
  };
}

function kindOfPlaceless(location: string): FrameKind {
  return location === ANONYMOUS || location === 'native' || location.startsWith('index ') ? 'native' : 'other';
}

/** `at LOCATION`, also `at async LOCATION`. */
function bareScriptFrame(line: TextLine, start: number, end: number): StackFrame | null {
  const { content } = line;
  const place = lineColumnBefore(content, end);
  const isPlaceless = place === null;
  const urlStart = content.startsWith('async ', start) ? start + 'async '.length : start;
  const url = content.slice(urlStart, place?.urlEnd ?? end);
  if (isPlaceless ? url !== ANONYMOUS : url.length === 0) return null;
  return {
    ...singleLine(line, start, end, { start: urlStart, end }),
    kind: isPlaceless ? 'native' : 'javascript',
    dialect: 'v8',
    printedName: null,
    moduleName: null,
    functionName: null,
    url,
    functionIndex: null,
    offset: null,
    lineNumber: place?.line ?? null,
    columnNumber: place?.column ?? null,
  };
}

function singleLine(
  line: TextLine,
  start: number,
  end: number,
  location: { start: number; end: number },
): Pick<StackFrame, 'raw' | 'line' | 'spans'> {
  return {
    raw: line.content,
    line: line.number,
    spans: {
      frame: { start: line.start, end: line.start + line.content.length },
      body: { start: line.start + start, end: line.start + end },
      location: { start: line.start + location.start, end: line.start + location.end },
    },
  };
}

/** The module's name in `wasm://wasm/MODULE-HASH`; `null` for other URLs and for a module without name. */
function moduleNameOf(url: string): string | null {
  if (!url.startsWith(MODULE_URL)) return null;
  const hash = MODULE_HASH.exec(url.slice(-9));
  return hash === null ? null : nonEmpty(url.slice(MODULE_URL.length, url.length - hash[0].length));
}

/** V8 prints the module's name alone where the function has none, or one that is no UTF-8. */
function splitName(
  printedName: string | null,
  moduleName: string | null,
): { moduleName: string | null; functionName: string | null } {
  if (printedName === null || moduleName === null) return { moduleName, functionName: printedName };
  if (printedName === moduleName) return { moduleName, functionName: null };
  if (!printedName.startsWith(`${moduleName}.`)) return { moduleName, functionName: printedName };
  return { moduleName, functionName: printedName.slice(moduleName.length + 1) };
}

function nonEmpty(text: string): string | null {
  return text === '' ? null : text;
}
