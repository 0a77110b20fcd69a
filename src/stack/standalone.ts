/**
 * Frames of engines that were not run for this project; their forms are from their sources and from reports.
 *
 * | engine | form | number |
 * |---|---|---|
 * | Wasmer | `at NAME (MODULE[INDEX]:0xOFFSET)` | module-file offset |
 * | WasmEdge | `In instruction: unreachable (0x00) , Bytecode offset: 0x0000a64d`; `calling stack:module[0]:9, module[0]:8` | module-file offset; function indexes |
 * | WAVM | `wasm!MODULE!NAME+11`, `<function #1>` for a function without name | of an instruction in WAVM's own code: not used |
 * | Chicory | `at 0x006721: chicory interpreter.NAME(FILE:LINE)`; `func_12(` of a compiled module in a Java stack | not known what it counts from: not used |
 */
import type { StackFrame } from './frame.ts';
import { frameOn } from './frame-on.ts';
import type { TextLine } from './text-line.ts';

/** Reads the frames in `line`, of which WasmEdge writes several; empty where it holds none. */
export function standaloneFrames(line: TextLine): readonly StackFrame[] {
  const { content } = line;
  const start = line.indent;
  if (content.startsWith('at ', start)) return listOf(wasmerFrame(line, start) ?? chicoryFrame(line, start));
  if (content.startsWith('wasm!', start)) return listOf(wavmFrame(line, start));
  const stack = content.indexOf(CALLING_STACK);
  if (stack >= 0) return callingStack(line, stack + CALLING_STACK.length);
  const offset = content.indexOf(BYTECODE_OFFSET);
  return offset >= 0 ? listOf(bytecodeOffset(line, offset + BYTECODE_OFFSET.length)) : [];
}

const CALLING_STACK = 'calling stack:';
const BYTECODE_OFFSET = 'Bytecode offset: 0x';

function listOf(frame: StackFrame | null): readonly StackFrame[] {
  return frame === null ? [] : [frame];
}

const WASMER_PLACE = /\[(\d{1,9})\]:0x([0-9a-f]{1,8})\)$/i;
const LONGEST_PLACE = 24;

function wasmerFrame(line: TextLine, start: number): StackFrame | null {
  const { content } = line;
  const end = line.end;
  const place = WASMER_PLACE.exec(content.slice(Math.max(0, end - LONGEST_PLACE), end));
  const opening = place === null ? -1 : content.lastIndexOf(' (', end - place[0].length);
  const nameStart = start + 'at '.length;
  if (place === null || opening < nameStart) return null;
  const name = content.slice(nameStart, opening);
  const module = content.slice(opening + 2, end - place[0].length);
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'wasmer',
    body: [nameStart, end],
    location: [opening + 2, end - 1],
    printedName: name === '<unnamed>' ? null : name,
    moduleName: module === '' || module === '<module>' ? null : module,
    functionIndex: Number(place[1]),
    offset: Number.parseInt(place[2] ?? '', 16),
  });
}

const CHICORY_PLACE = /^0x[0-9a-f]{1,8}: chicory interpreter\./i;

function chicoryFrame(line: TextLine, start: number): StackFrame | null {
  const { content } = line;
  const end = line.end;
  const nameStart = start + 'at '.length;
  const place = CHICORY_PLACE.exec(content.slice(nameStart, nameStart + 40));
  const opening = content.lastIndexOf('(', end);
  if (place !== null && content[end - 1] === ')' && opening > nameStart + place[0].length) {
    return frameOn(line, {
      kind: 'wasm',
      dialect: 'chicory',
      body: [nameStart + place[0].length, end],
      location: [opening + 1, end - 1],
      printedName: content.slice(nameStart + place[0].length, opening),
    });
  }
  const compiled = /^[\w.$/]*\.func_(\d{1,9})\(/.exec(content.slice(nameStart, nameStart + 200));
  if (compiled === null) return null;
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'chicory',
    body: [nameStart, end],
    location: [nameStart + compiled[0].length, Math.max(end - 1, nameStart + compiled[0].length)],
    printedName: compiled[0].slice(0, -1),
    functionName: null,
    functionIndex: Number(compiled[1]),
  });
}

function wavmFrame(line: TextLine, start: number): StackFrame | null {
  const { content } = line;
  const end = line.end;
  const plus = content.lastIndexOf('+', end);
  const bang = content.lastIndexOf('!', plus);
  const moduleStart = start + 'wasm!'.length;
  if (bang < moduleStart || !/^\d{1,9}$/.test(content.slice(plus + 1, end))) return null;
  const name = content.slice(bang + 1, plus);
  const index = /^<function #(\d{1,9})>$/.exec(name);
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'wavm',
    body: [start, end],
    location: [plus, end],
    printedName: content.slice(start, plus),
    functionName: index === null ? name : null,
    url: content.slice(moduleStart, bang),
    functionIndex: index === null ? null : Number(index[1]),
  });
}

const STACK_ENTRY = /module\[\d{1,9}\]:(\d{1,9})/g;

function callingStack(line: TextLine, from: number): readonly StackFrame[] {
  const frames: StackFrame[] = [];
  for (const entry of line.content.slice(from).matchAll(STACK_ENTRY)) {
    const start = from + entry.index;
    const end = start + entry[0].length;
    const frame = frameOn(line, {
      kind: 'wasm',
      dialect: 'wasmedge',
      body: [start, end],
      location: [start, end],
      functionIndex: Number(entry[1]),
    });
    const span = { start: line.start + start, end: line.start + end };
    frames.push({ ...frame, raw: entry[0], spans: { ...frame.spans, frame: span } });
  }
  return frames;
}

function bytecodeOffset(line: TextLine, from: number): StackFrame | null {
  const digits = /^[0-9a-f]{1,8}/i.exec(line.content.slice(from, from + 8));
  if (digits === null) return null;
  const end = from + digits[0].length;
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'wasmedge',
    body: [from - 2, end],
    location: [from - 2, end],
    offset: Number.parseInt(digits[0], 16),
  });
}
