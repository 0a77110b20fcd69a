import type { Lookup, SymbolFrame } from '../types.ts';
import { longestNameOf, printable } from './printable.ts';

/** What GNU addr2line's flags of the same names ask for. */
export interface Addr2lineStyle {
  readonly functions: boolean;
  readonly inlines: boolean;
  readonly addresses: boolean;
  readonly prettyPrint: boolean;
  readonly basenames: boolean;
  readonly demangle: boolean;
}

/**
 * An answer as GNU addr2line 2.40 prints it (binutils/addr2line.c, translate_addresses), each line with its end.
 * @param address hexadecimal digits, without `0x`
 */
export function addr2lineText({ frames }: Lookup, address: string, style: Addr2lineStyle): string {
  const behindAddress = style.prettyPrint ? ': ' : '\n';
  const start = style.addresses ? `0x${address.padStart(ADDRESS_DIGITS, '0')}${behindAddress}` : '';
  const longest = longestNameOf(frames.length);
  const shown = style.inlines ? frames : frames.slice(0, 1);
  const places = shown.map((frame) => frameText(frame, style, (text) => printable(text, longest)));
  // Nothing is known: a line number that is missing is 0 here, and ? where a function is known.
  if (places.length === 0) return `${start}${style.functions ? `??${style.prettyPrint ? ' ' : '\n'}` : ''}??:0\n`;
  return start + places.join(style.prettyPrint ? ' (inlined by) ' : '');
}

/** As GNU pads the addresses of 32-bit targets. */
const ADDRESS_DIGITS = 8;

function frameText(frame: SymbolFrame, style: Addr2lineStyle, show: (text: string) => string): string {
  const { function: forPeople, symbol, file, line } = frame;
  const name = (style.demangle ? (forPeople ?? symbol) : (symbol ?? forPeople)) ?? '??';
  const start = style.functions ? `${show(name)}${style.prettyPrint ? ' at ' : '\n'}` : '';
  const path = file === null ? '??' : show(style.basenames ? file.replace(/^.*[/\\]/s, '') : file);
  return `${start}${path}:${line ?? '?'}\n`;
}
