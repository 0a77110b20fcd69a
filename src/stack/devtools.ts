/**
 * Lines that people copy out of a browser's console. Chromium: `NAME @ 00971dfe:0x94bd`, where in front of the colon stands the last part of the module's URL, which
 * for a module compiled from bytes is V8's hash. Firefox: `NAME  http://h/app.wasm:8320161`, with the module-file offset in decimal. Offsets are the module's
 * own.
 */
import type { StackFrame } from './frame.ts';
import { frameOn } from './frame-on.ts';
import { startsUrl } from './location.ts';
import type { TextLine } from './text-line.ts';
import { consolePlaceBefore, isModuleUrl } from './wasm-location.ts';

const SEPARATOR = ' @ ';
const HASH = /^[0-9a-f]{8}$/;
const COMPILED_BY_SCRIPT = /> WebAssembly\.\w+$/;

/** Reads the frame in `line`; `null` where it holds none. */
export function devtoolsFrame(line: TextLine): StackFrame | null {
  const { content } = line;
  const end = line.end;
  const place = consolePlaceBefore(content, end);
  if (place === null) return null;
  const start = line.indent;
  const at = content.lastIndexOf(SEPARATOR, place.urlEnd);
  if (at >= start) {
    const url = content.slice(at + SEPARATOR.length, place.urlEnd);
    const isHash = HASH.test(url);
    if (!isHash && !isModuleUrl(url)) return null;
    // `:1` behind a hash is the line that the console gives a module without an offset.
    const isLine = isHash && !content.startsWith(':0x', place.urlEnd);
    return frame(
      line,
      [start, at],
      [at + SEPARATOR.length, end],
      isHash ? `wasm://wasm/${url}` : url,
      isLine ? null : place.offset,
    );
  }
  const urlStart = urlBefore(content, place.urlEnd);
  if (urlStart === null || urlStart <= start) return null;
  const url = content.slice(urlStart, place.urlEnd);
  if (!isModuleUrl(url) && !COMPILED_BY_SCRIPT.test(url)) return null;
  return frame(line, [start, urlStart], [urlStart, end], url, place.offset);
}

function urlBefore(content: string, end: number): number | null {
  for (let at = content.lastIndexOf(' ', end - 1); at >= 0; at = at === 0 ? -1 : content.lastIndexOf(' ', at - 1)) {
    if (startsUrl(content, at + 1)) return at + 1;
  }
  return null;
}

function frame(
  line: TextLine,
  name: readonly [number, number],
  location: readonly [number, number],
  url: string,
  offset: number | null,
): StackFrame {
  const printed = line.content.slice(...name).trimEnd();
  const index = /^\$func(\d{1,9})$/.exec(printed);
  const isName = index === null && printed !== '' && printed !== '(anonymous)';
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'devtools',
    body: [name[0], location[1]],
    location,
    printedName: printed === '' ? null : printed,
    functionName: isName ? printed : null,
    url,
    functionIndex: index === null ? null : Number(index[1]),
    offset,
  });
}
