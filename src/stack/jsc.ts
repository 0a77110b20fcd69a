/**
 * Frames of JavaScriptCore (Safari, WebKitGTK), which tell a function and no place in it: `NAME@MODULE:wasm-function[INDEX]` since autumn 2025 (with
 * `<?>` or nothing for a module without name), before that `MODULE.wasm-function[NAME]@[wasm code]`.
 *
 * MODULE is the module's own name, never a URL. Both it and NAME may hold `@`, and which of them belongs to which is known only once the module is. What stands
 * for NAME is not the same in every run: while a module is still compiling, some functions are called by their index.
 */
import type { StackFrame } from './frame.ts';
import { frameOn } from './frame-on.ts';
import type { TextLine } from './text-line.ts';
import { wasmTailBefore, type WasmTail } from './wasm-location.ts';

const UNNAMED = '<?>';
const WASM_CODE = '@[wasm code]';
const NATIVE_CODE = '@[native code]';

/** Reads the frame in `line`; `null` where it holds none. */
export function jscFrame(line: TextLine): StackFrame | null {
  const { content } = line;
  const end = line.end;
  if (content[end - 1] === ']') {
    const tail = wasmTailBefore(content, end);
    if (tail !== null) return indexedFrame(line, end, tail);
    if (content.endsWith(WASM_CODE, end)) return oldFrame(line, end - WASM_CODE.length, end);
    if (content.endsWith(NATIVE_CODE, end)) return nativeFrame(line, end);
    return namedFrame(line, line.indent, end, end);
  }
  if (content.startsWith('wasm-stub', line.indent) && line.indent + 'wasm-stub'.length === end) {
    return frameOn(line, { kind: 'native', dialect: 'jsc', body: [line.indent, end] });
  }
  return bareIndexedFrame(line, end);
}

/** `NAME@MODULE:wasm-function[INDEX]`, `NAME@wasm-function[INDEX]`. */
function indexedFrame(line: TextLine, end: number, tail: WasmTail): StackFrame | null {
  const { content } = line;
  const at = content.lastIndexOf('@', tail.urlEnd);
  const start = line.indent;
  // Without an `@`: `MODULE.wasm-function[INDEX]` of a console, or `wasm-function[INDEX]` alone.
  if (at < 0) return namedFrame(line, start, end, end);
  if (tail.relativeOffset !== null) return null;
  const module = content.slice(at + 1, tail.urlEnd);
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'jsc',
    body: [Math.min(start, at), end],
    location: [at + 1, end],
    printedName: nameOf(content.slice(Math.min(start, at), at)),
    moduleName: module === '' || module === UNNAMED ? null : module,
    functionIndex: tail.functionIndex,
  });
}

/** `wasm-function[1]:0x2df`, all there is to the line: WebKit's debugger prints it (pull request 69646). */
function bareIndexedFrame(line: TextLine, end: number): StackFrame | null {
  const start = line.indent;
  if (!line.content.startsWith(MARK, start)) return null;
  const tail = wasmTailBefore(line.content, end);
  if (tail?.urlEnd !== start) return null;
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'jsc',
    body: [start, end],
    location: [start, end],
    functionIndex: tail.functionIndex,
    offset: tail.offset,
    relativeOffset: tail.relativeOffset,
  });
}

/** `MODULE.wasm-function[NAME]@[wasm code]`, and what was printed before there were names. */
function oldFrame(line: TextLine, nameEnd: number, end: number): StackFrame {
  const { content } = line;
  const start = line.indent;
  const printed = content.slice(start, nameEnd);
  const index = /^wasm function: (\d{1,9})$/.exec(printed);
  if (index !== null) {
    const functionIndex = Number(index[1]);
    return frameOn(line, {
      kind: 'wasm',
      dialect: 'jsc',
      body: [start, end],
      location: [nameEnd + 1, end],
      functionIndex,
    });
  }
  if (printed === 'wasm-stub') {
    return frameOn(line, { kind: 'native', dialect: 'jsc', body: [start, end], location: [nameEnd + 1, end] });
  }
  const named = namedFrame(line, start, nameEnd, end);
  return named ?? frameOn(line, { kind: 'wasm', dialect: 'jsc', body: [start, end], location: [nameEnd + 1, end] });
}

/** `MODULE.wasm-function[NAME]`; a number stands for a function without name. */
function namedFrame(line: TextLine, start: number, nameEnd: number, end: number): StackFrame | null {
  const named = bracketedName(line.content.slice(start, nameEnd));
  if (named === null) return null;
  const location: readonly [number, number] = nameEnd === end ? [end, end] : [nameEnd + 1, end];
  return frameOn(line, { kind: 'wasm', dialect: 'jsc', body: [start, end], location, ...named });
}

/** What `MODULE.wasm-function[NAME]` says; `null` for other text. Bun's frames have it, too. */
export function bracketedName(
  text: string,
): Pick<StackFrame, 'printedName' | 'moduleName' | 'functionName' | 'functionIndex'> | null {
  const mark = text.startsWith(MARK) ? 0 : text.indexOf(`.${MARK}`) + 1;
  if ((mark === 0 && !text.startsWith(MARK)) || !text.endsWith(']')) return null;
  const name = text.slice(mark + MARK.length, -1);
  const module = text.slice(0, Math.max(mark - 1, 0));
  const isIndex = /^\d{1,9}$/.test(name);
  const functionName = isIndex ? null : nameOf(name);
  return {
    printedName: functionName,
    moduleName: module === '' || module === UNNAMED ? null : module,
    functionName,
    functionIndex: isIndex ? Number(name) : null,
  };
}

const MARK = 'wasm-function[';

/** `forEach@[native code]` */
function nativeFrame(line: TextLine, end: number): StackFrame {
  const start = line.indent;
  const at = end - NATIVE_CODE.length;
  return frameOn(line, {
    kind: 'native',
    dialect: 'jsc',
    body: [start, end],
    location: [at + 1, end],
    printedName: nameOf(line.content.slice(start, at)),
    url: '[native code]',
  });
}

/** A number is the function's index again, `(null)` a name that is none. */
function nameOf(printed: string): string | null {
  return printed === '' || printed === '(null)' || /^\d+$/.test(printed) ? null : printed;
}
