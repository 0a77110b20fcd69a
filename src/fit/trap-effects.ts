import { Effect } from '../container/opcodes.ts';
import type { TrapKind } from '../stack/trap.ts';

/** What instructions do that can trap in a way. A stack is exhausted at the entry of a function, which is no instruction. */
export function effectsOf(trap: TrapKind): number {
  switch (trap) {
    case 'unreachable':
      return Effect.unreachable;
    case 'memory-out-of-bounds':
      return Effect.memory;
    case 'table-out-of-bounds':
      return Effect.table;
    case 'index-out-of-bounds':
      return Effect.memory | Effect.table;
    case 'array-out-of-bounds':
      return Effect.array;
    case 'division-by-zero':
      return Effect.division;
    case 'integer-overflow':
      return Effect.division | Effect.conversion;
    case 'invalid-conversion':
      return Effect.conversion;
    case 'signature-mismatch':
    case 'null-function':
      return Effect.signature | Effect.reference;
    case 'null-reference':
      return Effect.reference | Effect.table;
    case 'cast-failure':
      return Effect.cast;
    case 'unaligned-access':
      return Effect.atomic;
    case 'stack-overflow':
      return Effect.none;
  }
}
