/**
 * The offset of a Wasm frame of WebDriver BiDi, `null` where it has none. Firefox takes the offset for a line and, as BiDi counts from 0, gives one less, with
 * column 0 (measured on 153). Chromium's driver passes on what the DevTools protocol says: line 0, and the offset as column. No code lies at offset 0 or 1, so that
 * nothing is both.
 */
export function bidiOffset(line: number | null, column: number | null): number | null {
  if (line === null || column === null) return null;
  if (line === 0) return column === 0 ? null : column;
  return column === 0 ? line + 1 : null;
}
