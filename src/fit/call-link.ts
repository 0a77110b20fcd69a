import { Effect } from '../container/opcodes.ts';
import { type BodyCode, hasEffect, type Site } from './body-code.ts';

/**
 * Whether a frame's call can have led to the frame above it. `agrees`: it calls that function by its index. `contradicts`: it calls another one by its index, which
 * cannot have left the stack, or nothing. `apart`: its function calls nothing that could have led there, here or elsewhere, so that the two are of different stacks, or a line between them is missing.
 * `unknown`: through a table, a reference or an import it may lead anywhere.
 */
export type CallLink = 'agrees' | 'contradicts' | 'apart' | 'unknown';

/** The frame above a caller. */
export interface Callee {
  /** Imports counted; `null` where it is not known, or where the frame above is of a script. */
  readonly functionIndex: number | null;
  /** Another module's, or a script's: only an import, a table or a reference leads there. */
  readonly isForeign: boolean;
}

/**
 * What a call says of the frame above its own.
 * @param own The code of the frame's function
 * @param bodyOf The code of a function that is called; `null` where it is not at hand
 */
export function callLink(
  { effect, callee }: Site,
  own: BodyCode,
  above: Callee,
  importedFunctions: number,
  bodyOf: (functionIndex: number) => BodyCode | null,
): CallLink {
  if ((effect & Effect.direct) === 0 || callee < importedFunctions) return 'unknown';
  if (!above.isForeign && above.functionIndex === null) return 'unknown';
  if (!above.isForeign && callee === above.functionIndex) return 'agrees';
  // A function that ended in a tail call has left the stack, and what it called stands in its place.
  const called = bodyOf(callee);
  if (called === null || hasEffect(called, Effect.tailCall)) return 'unknown';
  return callsDirectly(own, above, importedFunctions) ? 'contradicts' : 'apart';
}

/**
 * What a frame that stands at no call, but where a program may have stopped, says of the frame above it. The two may be of different stacks.
 * @param own The code of the frame's function
 */
export function linkWithoutCall(own: BodyCode, above: Callee, importedFunctions: number): CallLink {
  if (!above.isForeign && above.functionIndex === null) return 'unknown';
  const mayCall = callsDirectly(own, above, importedFunctions) || hasEffect(own, INDIRECT);
  return mayCall ? 'contradicts' : 'apart';
}

const INDIRECT = Effect.table | Effect.reference | Effect.exception;

/** Whether the function calls the one above it, or what is outside the module where that stands above. */
function callsDirectly({ effects, callees }: BodyCode, above: Callee, importedFunctions: number): boolean {
  return callees.some(
    (callee, i) =>
      ((effects[i] ?? 0) & Effect.direct) !== 0 &&
      (above.isForeign ? callee < importedFunctions : callee === above.functionIndex),
  );
}
