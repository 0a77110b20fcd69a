/**
 * Frames of SpiderMonkey (Firefox, gjs): `MODULE.NAME@URL:wasm-function[INDEX]:0xOFFSET`, with nothing in front of the `@`
 * where no name is known. For a module compiled from bytes the URL is the script's with its line:
 * `http://h/page.js line 21 > WebAssembly.Module`.
 *
 * The offset is the module's own byte offset of the instruction: of the trapping one in the top frame, of the call in the
 * others (checked by disassembly on Firefox 153 and mozjs 102).
 *
 * A name with line breaks cannot be told from text in front of the stack here, so a frame is always one line.
 */
import type { StackFrame } from './frame.ts';
import { frameOn } from './frame-on.ts';
import { lineColumnBefore, startsUrl } from './location.ts';
import type { TextLine } from './text-line.ts';
import { wasmTailBefore } from './wasm-location.ts';

/** What Gecko writes, with an asterisk, in front of a frame that was not called but scheduled. */
const ASYNC_CAUSES = [
  'async',
  'promise callback',
  'setTimeout handler',
  'setInterval handler',
  'EventListener.handleEvent',
  'EventHandlerNonNull',
  'FrameRequestCallback',
];

/** Reads the frame in `line`; `null` where it holds none. */
export function spiderMonkeyFrame(line: TextLine): StackFrame | null {
  const { content } = line;
  const end = line.end;
  const tail = wasmTailBefore(content, end);
  if (tail !== null && tail.offset === null) return null;
  const place = tail === null ? lineColumnBefore(content, end) : null;
  const urlEnd = tail?.urlEnd ?? place?.urlEnd;
  if (urlEnd === undefined) return null;
  const at = separator(content, urlEnd, tail !== null);
  if (at === null) return null;

  const nameStart = Math.max(behindAsyncCause(line, at), tail === null ? 0 : behindGluedMessage(line, at));
  const name = content.slice(nameStart, at);
  const url = content.slice(at + 1, urlEnd);
  if (place !== null && !isScriptFrame(name, url)) return null;
  return frameOn(line, {
    kind: tail === null ? 'javascript' : 'wasm',
    dialect: 'spidermonkey',
    body: [nameStart, end],
    location: [at + 1, end],
    printedName: name === '' ? null : name,
    url: url === '' ? null : url,
    functionIndex: tail?.functionIndex ?? null,
    offset: tail?.offset ?? null,
    lineNumber: place?.line ?? null,
    columnNumber: place?.column ?? null,
  });
}

/**
 * Unity and Emscripten print `exception thrown: ERROR,STACK`, so that the first frame of a stack without `at ` stands in the message's line. The comma between
 * them has no blank behind it, as those in messages and in names for people have.
 */
function behindGluedMessage({ content, indent: start }: TextLine, nameEnd: number): number {
  if (!GLUED.some((words) => content.startsWith(words, start))) return 0;
  for (
    let comma = content.indexOf(',', start);
    comma >= 0 && comma < nameEnd;
    comma = content.indexOf(',', comma + 1)
  ) {
    if (content[comma + 1] !== ' ') return comma + 1;
  }
  return 0;
}

const GLUED = ['exception thrown: ', 'exiting due to exception: '];

/**
 * The `@` between name and URL. Both may hold others (`operator@<T>::call`, `https://unpkg.com/@scope/app.wasm`): it is the
 * last one that a URL follows. Where the URL has no scheme (gjs prints relative paths, a `Response` without URL nothing), it
 * is the last one of a Wasm frame, and the first one of a script's, whose functions have plain names.
 */
function separator(content: string, urlEnd: number, isWasm: boolean): number | null {
  const last = content.lastIndexOf('@', urlEnd);
  if (last < 0) return null;
  if (last + 1 === urlEnd) return last;
  for (let at = last; at >= 0; at = at === 0 ? -1 : content.lastIndexOf('@', at - 1)) {
    if (startsUrl(content, at + 1)) return at;
  }
  return isWasm ? last : content.indexOf('@');
}

function behindAsyncCause({ content, indent: start }: TextLine, nameEnd: number): number {
  for (const cause of ASYNC_CAUSES) {
    const end = start + cause.length;
    if (end < nameEnd && content[end] === '*' && content.startsWith(cause, start)) return end + 1;
  }
  return Math.min(start, nameEnd);
}

/** Keeps prose such as `mail a@b.org at 12:30:15` out: without a scheme, neither name nor path of a script holds blanks. */
function isScriptFrame(name: string, url: string): boolean {
  if (url === '') return false;
  return startsUrl(url, 0) || (!name.includes(' ') && (!url.includes(' ') || url.includes(' line ')));
}
