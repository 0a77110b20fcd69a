import type { SymbolFrame } from '../types.ts';

/**
 * `FILE:LINE:COLUMN`, `FILE:LINE` or `FILE`, as far as known; `null` where no file is.
 * @param show makes the path printable
 */
export function placeText({ file, line, column }: SymbolFrame, show: (path: string) => string): string | null {
  if (file === null) return null;
  const numbers = line === null ? [] : column === null ? [line] : [line, column];
  return [show(file), ...numbers].join(':');
}
