/**
 * Frames of wazero: a tab, `MODULE.NAME(PARAMETERS) RESULTS`, with `$9` for a function without name. Where the module has DWARF, lines with two tabs
 * follow: `0x14a: FILE:LINE:COLUMN`, and below it the places of the calls around an inlined one. The number counts from the code section's contents
 * (measured on 1.6).
 */
import type { RelativeOffset, StackFrame } from './frame.ts';
import { frameOn } from './frame-on.ts';
import type { TextLine } from './text-line.ts';

const TYPE = '(?:[if](?:32|64)|v128|externref|funcref)';
const SIGNATURE = new RegExp(
  `\\((?:${TYPE}(?:,${TYPE})*)?\\)(?: (?:${TYPE}|\\(${TYPE}(?:,${TYPE})*\\)))?(?: \\(recovered by wazero\\))?$`,
);
/** A thousand parameters are as many as engines allow. */
const LONGEST_SIGNATURE = 12_000;

/** Reads the frame in `line`; `null` where it holds none. */
export function wazeroFrame(line: TextLine): StackFrame | null {
  const { content } = line;
  if (!content.startsWith('\t') || content.startsWith('\t\t')) return null;
  const end = line.end;
  const last = content[end - 1];
  if (last !== ')' && last !== '2' && last !== '4' && last !== '8' && last !== 'f') return null;
  const near = Math.max(1, content.lastIndexOf('(', end), end - LONGEST_SIGNATURE);
  const signatureStart = signatureBefore(content, near, end);
  if (signatureStart === null) return null;
  const name = content.slice(1, signatureStart);
  if (!name.includes('.')) return null;
  const index = /\.\$(\d{1,9})$/.exec(name);
  return frameOn(line, {
    kind: 'wasm',
    dialect: 'wazero',
    body: [1, end],
    location: [signatureStart, end],
    printedName: name,
    functionName: index === null ? name : null,
    functionIndex: index === null ? null : Number(index[1]),
  });
}

/** Results may be in parentheses of their own, so that the last parenthesis need not be the parameters'. */
function signatureBefore(content: string, lastParenthesis: number, end: number): number | null {
  let at = lastParenthesis;
  for (let tries = 0; tries < 3 && at > 1; tries++) {
    const found = SIGNATURE.exec(content.slice(at, end));
    if (found?.index === 0 && content[at - 1] !== ' ') return at;
    at = content.lastIndexOf('(', at - 1);
  }
  return null;
}

const PLACE = /^\t\t(?:0x([0-9a-f]{1,8}): | {4,})/;

/** Whether a line below a frame of wazero tells of the same frame, and the offset that it begins with. */
export function wazeroDetail(line: TextLine): { readonly relativeOffset: RelativeOffset | null } | null {
  const place = PLACE.exec(line.content.slice(0, 24));
  if (place === null) return null;
  const [, digits] = place;
  return { relativeOffset: digits === undefined ? null : { value: Number.parseInt(digits, 16), from: 'code' } };
}
