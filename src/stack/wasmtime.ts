/**
 * Frames of wasmtime and wasm3: `    0:    0x2dd - MODULE!NAME`, with `<wasm function 9>` or `<unnamed>` where no name is known, and without number in the top
 * frame of an exhausted stack. The offset is the module's own byte offset: of the trapping instruction in the top frame, of the call in the
 * others. (wasmtime folds `br_if; unreachable` and then points at the `br_if`.)
 *
 * With `WASMTIME_BACKTRACE_DETAILS=1` wasmtime writes the functions that it finds in DWARF instead, each with a line `at FILE:LINE:COLUMN` below it,
 * and inlined calls as `- NAME`. They belong to the frame above them.
 */
import type { StackFrame } from './frame.ts';
import { frameOn } from './frame-on.ts';
import type { TextLine } from './text-line.ts';

const NUMBER = /^\d{1,7}: +(?:0x([0-9a-f]{1,16}) - )?/;
/** Code of a native program lies behind it, and Rust prints its addresses in the same form. */
const LARGEST_OFFSET = 2 ** 32;
const WASM3_DIGITS = 6;

/** Reads the frame in `line`; `null` where it holds none. */
export function wasmtimeFrame(line: TextLine): StackFrame | null {
  const { content } = line;
  const start = line.indent;
  const first = content.charCodeAt(start);
  if (!(first >= 0x30 && first <= 0x39)) return null;
  const number = NUMBER.exec(content.slice(start, start + LONGEST_NUMBER));
  if (number === null) return null;
  const nameStart = start + number[0].length;
  const end = line.end;
  const digits = number[1];
  const bang = content.indexOf('!', nameStart);
  // A number alone in front of a name is what Rust prints of native code.
  if (nameStart >= end || (digits === undefined && bang < 0)) return null;
  const offset = digits === undefined ? null : Number.parseInt(digits, 16);
  if (offset !== null && offset >= LARGEST_OFFSET) return null;
  const isWasm3 = digits?.length === WASM3_DIGITS && digits.startsWith('0');
  const printed = content.slice(nameStart, end);
  return frameOn(line, {
    kind: 'wasm',
    dialect: isWasm3 || printed.endsWith(`!${UNNAMED}`) ? 'wasm3' : 'wasmtime',
    body: [nameStart, end],
    offset,
    ...nameParts(printed),
  });
}

const LONGEST_NUMBER = 40;
const UNNAMED = '<unnamed>';
const UNKNOWN_MODULE = '<unknown>';

function nameParts(printed: string): Pick<StackFrame, 'printedName' | 'moduleName' | 'functionName' | 'functionIndex'> {
  const bang = printed.indexOf('!');
  const module = bang < 0 ? null : printed.slice(0, bang);
  const name = printed.slice(bang + 1);
  const index = /^<wasm function (\d{1,9})>$/.exec(name);
  const isName = index === null && name !== UNNAMED && name !== '';
  return {
    printedName: printed,
    moduleName: module === UNKNOWN_MODULE || module === '' ? null : module,
    functionName: isName ? name : null,
    functionIndex: index === null ? null : Number(index[1]),
  };
}

/** Whether a line below a frame of wasmtime tells of the same frame: a place, or an inlined call. */
export function isWasmtimeDetail(line: TextLine): boolean {
  const { content } = line;
  const start = line.indent;
  if (start < DETAIL_INDENT) return false;
  return (
    content.startsWith('- ', start) || (content.startsWith('at ', start) && /:\d+(?::\d+)?$/.test(content.slice(-24)))
  );
}

/** wasmtime puts 16 blanks in front of an inlined call, and 20 in front of a place. */
const DETAIL_INDENT = 16;
