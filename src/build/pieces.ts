import type { ByteSource } from '../core/inputs.ts';
import type { CoreSection } from '../core/run-core.ts';

/** Bytes `[start, end)` of a section. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/** Pieces of both lists, ascending and apart; those that are so close are joined. */
export function union(pieces: readonly Piece[], added: readonly Piece[], gap: number): Piece[] {
  const all = [...pieces, ...added].sort((a, b) => a.start - b.start);
  const joined: Piece[] = [];
  for (const piece of all) {
    const last = joined.at(-1);
    if (last !== undefined && piece.start <= last.end + gap) {
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, piece.end) };
    } else joined.push(piece);
  }
  return joined;
}

export function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Behind a list that reaches over the end of its piece, so that it breaks off there. */
const PADDING = 0xff;

/**
 * The pieces of a section as a core takes them, one behind the other.
 * @param padding bytes behind each piece
 */
export function sectionOf(source: ByteSource, pieces: readonly Piece[], padding: number): CoreSection {
  const positions: number[] = [];
  let size = 0;
  for (const { start, end } of pieces) {
    positions.push(size);
    size += end - start + padding;
  }
  return {
    size,
    pieces: pieceTable(pieces, source.size),
    async read(offset, length) {
      const bytes = new Uint8Array(length).fill(PADDING);
      for (let n = pieceAt(positions, offset); n < pieces.length; n += 1) {
        const [piece, position = 0] = [pieces[n], positions[n]];
        if (piece === undefined || position >= offset + length) break;
        const from = Math.max(offset, position);
        const to = Math.min(offset + length, position + piece.end - piece.start);
        if (from < to) bytes.set(await source.read(piece.start + from - position, to - from), from - offset);
      }
      return bytes;
    },
  };
}

/** The last piece that begins at `offset` or before it. */
function pieceAt(positions: readonly number[], offset: number): number {
  let [low, high] = [0, positions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((positions[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function pieceTable(pieces: readonly Piece[], sectionSize: number): Uint32Array {
  const table = new Uint32Array((pieces.length + 1) * 3);
  [...pieces, { start: sectionSize, end: sectionSize }].forEach(({ start, end }, n) => {
    table.set([start % 2 ** 32, Math.floor(start / 2 ** 32), end - start], n * 3);
  });
  return table;
}
