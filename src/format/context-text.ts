import type { SymbolFrame } from '../types.ts';
import { printable } from './printable.ts';

/** The lines around a frame's place, each behind `indent` and with its number, the place's own one marked; empty where none were asked for. */
export function contextLines({ context, line }: SymbolFrame, indent: string): string[] {
  if (context === undefined) return [];
  const { firstLine, lines } = context;
  const width = String(firstLine + lines.length - 1).length;
  return lines.map((text, i) => {
    const number = firstLine + i;
    const shown = printable(text.replaceAll('\t', '    '));
    return `${indent}${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${shown}`.trimEnd();
  });
}
