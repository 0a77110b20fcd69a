import { Effect } from '../container/opcodes.ts';
import { type BodyCode, hasEffect, type Site } from './body-code.ts';

/**
 * Whether a frame's call can have led to the frame above it. `agrees`: it calls that function by its index. `contradicts`: it calls another one by its index, which
 * cannot have left the stack. `unknown`: through a table, a reference or an import it may lead anywhere.
 */
export type CallLink = 'agrees' | 'contradicts' | 'unknown';

/** The frame above a caller. */
export interface Callee {
  /** Imports counted; `null` where it is not known, or where the frame above is of a script. */
  readonly functionIndex: number | null;
  /** Another module's, or a script's: only an import, a table or a reference leads there. */
  readonly isForeign: boolean;
}

/**
 * @param bodyOf The code of a function that is called; `null` where it is not at hand
 */
export function callLink(
  { effect, callee }: Site,
  above: Callee,
  importedFunctions: number,
  bodyOf: (functionIndex: number) => BodyCode | null,
): CallLink {
  if ((effect & Effect.direct) === 0 || callee < importedFunctions) return 'unknown';
  if (!above.isForeign && above.functionIndex === null) return 'unknown';
  if (!above.isForeign && callee === above.functionIndex) return 'agrees';
  // A function that ended in a tail call has left the stack, and what it called stands in its place.
  const called = bodyOf(callee);
  return called === null || hasEffect(called, Effect.tailCall) ? 'unknown' : 'contradicts';
}
