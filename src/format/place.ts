import type { SymbolFrame } from '../types.ts';
import { printable } from './printable.ts';

/**
 * `FILE:LINE:COLUMN`, `FILE:LINE` or `FILE`, as far as known; `null` where no file is.
 * @param show what makes the path printable
 */
export function placeText({ file, line, column }: SymbolFrame, show = printable): string | null {
  if (file === null) return null;
  const numbers = line === null ? [] : column === null ? [line] : [line, column];
  return [show(file), ...numbers].join(':');
}
