import type { SymbolFrame } from '../types.ts';
import { printable } from './printable.ts';

/** `FILE:LINE:COLUMN`, `FILE:LINE` or `FILE`, as far as known; `null` where no file is. */
export function placeText({ file, line, column }: SymbolFrame): string | null {
  if (file === null) return null;
  const numbers = line === null ? [] : column === null ? [line] : [line, column];
  return [printable(file), ...numbers].join(':');
}
