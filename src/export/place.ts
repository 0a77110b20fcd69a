/** The standard bounds every number by 32 bits with its sign, so that lines and columns from 2^31 on cannot be written. */
export const LARGEST_NUMBER = 2 ** 31 - 1;

/** True for a line, 1-based, that a map can name. */
export function isLine(line: number): boolean {
  return line > 0 && line <= LARGEST_NUMBER;
}

/** A 1-based column as maps count it. Maps have no way to say that a column is unknown; all tools take their first for it. */
export function mapColumn(column: number): number {
  return column > 0 && column <= LARGEST_NUMBER ? column - 1 : 0;
}
