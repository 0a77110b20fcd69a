/**
 * Frames of WAMR (wasm-micro-runtime): `#00: 0x02b4 - NAME`, `$f9` for a function without name, before 1.3.2 `#00 $f18`.
 *
 * The classic interpreter prints module-file offsets *behind* the instruction: the return address of a call, and in the top frame the byte behind the trapping
 * opcode. So the frame's place is one less. The fast interpreter prints positions in its own code, which mean nothing to anybody else; the text does not tell which one
 * wrote it, so that the module has to (measured on both). 0 is what it prints where it does not know.
 */
import type { StackFrame } from './frame.ts';
import { frameOn } from './frame-on.ts';
import type { TextLine } from './text-line.ts';

const NUMBER = /^#\d{2,7}(?:: 0x([0-9a-f]{1,8}) - | (?=\$f\d))/;
const LONGEST_NUMBER = 24;

/** Reads the frame in `line`; `null` where it holds none. */
export function wamrFrame(line: TextLine): StackFrame | null {
  const { content } = line;
  const start = line.indent;
  if (content[start] !== '#') return null;
  const number = NUMBER.exec(content.slice(start, start + LONGEST_NUMBER));
  const end = line.end;
  if (number === null || start + number[0].length >= end) return null;
  const nameStart = start + number[0].length;
  const name = content.slice(nameStart, end);
  const index = /^\$f(\d{1,9})$/.exec(name);
  const behind = number[1] === undefined ? 0 : Number.parseInt(number[1], 16);
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'wamr',
    body: [nameStart, end],
    printedName: name,
    functionName: index === null ? name : null,
    functionIndex: index === null ? null : Number(index[1]),
    offset: behind === 0 ? null : behind - 1,
    offsetIsSure: false,
  });
}
