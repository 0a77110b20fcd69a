import { hashCode } from '../container/code-hash.ts';
import type { RangeReader } from '../container/range-reader.ts';
import type { OpenModule } from './open-module.ts';

/** Bytes of bodies that are compared at once. */
const PIECE_SIZE = 1024 * 1024;

/**
 * Whether two files hold the same functions: code sections that are equal, or equal bodies behind sizes that are written in more or fewer bytes (linkers pad
 * them to five, other tools write the least). Without `crypto.subtle`, places and lengths of bodies must do for sections that are written alike.
 */
export async function holdSameCode(a: OpenModule, b: OpenModule, signal?: AbortSignal): Promise<boolean> {
  if (a.importedFunctions !== b.importedFunctions || !equalNumbers(a.bodyLengths, b.bodyLengths)) return false;
  if (!equalNumbers(a.bodyStarts, b.bodyStarts)) return holdEqualBodies(a, b, signal);
  const [own, other] = [await hashCode(a.layout, signal), await hashCode(b.layout, signal)];
  return own === null || other === null || equalNumbers(own, other);
}

/** Bodies of the same lengths, which begin at other places. */
async function holdEqualBodies(a: OpenModule, b: OpenModule, signal?: AbortSignal): Promise<boolean> {
  for (let first = 0; first < a.bodyStarts.length;) {
    signal?.throwIfAborted();
    const behind = endOfPiece(a, first);
    const [own, other] = [await bodiesFrom(a, first, behind), await bodiesFrom(b, first, behind)];
    for (let body = first; body < behind; body += 1) {
      if (!equalNumbers(own(body), other(body))) return false;
    }
    first = behind;
  }
  return true;
}

/** The body behind those, from one on, that fit into a piece; at least one does. */
function endOfPiece({ bodyStarts, bodyLengths }: OpenModule, first: number): number {
  const start = bodyStarts[first] ?? 0;
  let behind = first + 1;
  while (behind < bodyStarts.length && (bodyStarts[behind] ?? 0) + (bodyLengths[behind] ?? 0) - start <= PIECE_SIZE) {
    behind += 1;
  }
  return behind;
}

/** Reads bodies that follow each other in one go; gives each by its number. */
async function bodiesFrom(
  { layout, codeStart, bodyStarts, bodyLengths }: OpenModule,
  first: number,
  behind: number,
): Promise<(body: number) => Uint8Array> {
  const reader: RangeReader = layout.reader;
  const start = bodyStarts[first] ?? 0;
  const end = (bodyStarts[behind - 1] ?? 0) + (bodyLengths[behind - 1] ?? 0);
  const bytes = await reader.read(codeStart + start, end - start);
  return (body) => {
    const at = (bodyStarts[body] ?? 0) - start;
    return bytes.subarray(at, at + (bodyLengths[body] ?? 0));
  };
}

export function equalNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
