import type { OpenModule } from '../build/open-module.ts';
import type { ParsedStack } from '../stack/frame.ts';
import type { TrapKind } from '../stack/trap.ts';
import { StackCode } from './code-reader.ts';
import { groupsIn, type KnownModules, matchGroups, type StackMatch } from './match.ts';

/** Code is missing for the frames first, and then for functions that they may have called instead. */
const MOST_ROUNDS = 4;

/**
 * As `matchFrames`, against code that is read as far as frames have to be tested against it.
 * @param files By module; `null` for a symbol index, which has no code
 */
export async function matchWithCode(
  stack: ParsedStack,
  trap: TrapKind | null,
  known: Omit<KnownModules, 'code'>,
  files: readonly (OpenModule | null)[],
): Promise<StackMatch> {
  const groups = groupsIn(stack, trap, known);
  const code = new StackCode(files);
  let match = matchGroups(groups, code);
  for (let round = 1; round < MOST_ROUNDS && (await code.readMissing()); round++) match = matchGroups(groups, code);
  return match;
}
