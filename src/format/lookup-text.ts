import { roleOf } from '../meaning/role.ts';
import type { Lookup } from '../types.ts';
import { contextLines } from './context-text.ts';
import { type Paint, PLAIN } from './paint.ts';
import { placeText } from './place.ts';
import { longestNameOf, printable } from './printable.ts';
import { REASON_TEXT } from './reason-text.ts';

/**
 * An answer for people, as addr2line prints it with -p -f -i -a: offset, function and place, and a line for each caller
 * that the code was inlined into. What is missing is `??`, and the first line says why.
 */
export function lookupText({ offset, reason, frames }: Lookup, paint: Paint = PLAIN): string {
  const longest = longestNameOf(frames.length);
  const show = (text: string): string => printable(text, longest);
  const lines = frames.map((frame) => {
    const role = roleOf(frame);
    const name = frame.function === null ? '??' : paint.name(show(frame.function), role);
    const place = placeText(frame, show);
    return `${name} at ${place === null ? '??' : paint.place(place, role)}`;
  });
  const [innermost = '?? at ??', ...callers] = lines;
  const contexts = frames.map((frame) => contextLines(frame, '    '));
  const why = reason === null ? '' : ` (${reason}: ${REASON_TEXT[reason]})`;
  return [
    `0x${offset.toString(16)}: ${innermost}${why}`,
    ...(contexts[0] ?? []),
    ...callers.flatMap((line, i) => [` (inlined by) ${line}`, ...(contexts[i + 1] ?? [])]),
  ].join('\n');
}
