import { type Mentioned, mentionedIn } from '../meaning/mentions.ts';
import type { Stop } from '../meaning/stop.ts';
import type { Inference } from '../modules/inference.ts';
import type { FrameMatch } from '../modules/frame-match.ts';
import type { ModuleMatch, StackMatch } from '../modules/match.ts';
import { bodyOf, type ModuleOutline } from '../modules/outline.ts';
import type { Placement } from '../modules/placement.ts';
import type { ParsedStack } from '../stack/frame.ts';
import { guessedPlacement } from './guess.ts';

/** A stack, and what is to be asked of which module. */
export interface Questions {
  readonly stack: ParsedStack;
  readonly stop: Stop;
  readonly modules: readonly ModuleOutline[];
  /** By frame. */
  readonly matches: readonly FrameMatch[];
  /** By frame; `null` where no module is asked. */
  readonly placements: readonly (Placement | null)[];
  readonly found: readonly ModuleMatch[];
  readonly mentioned: MentionedIn | null;
}

/** What a message mentions, and the module in which that is to be looked up. */
interface MentionedIn {
  readonly module: number;
  readonly functions: readonly (Mentioned & { readonly offset: number })[];
}

/**
 * @param guess Asks modules that are another build, too
 */
export function questionsOf(
  stack: ParsedStack,
  stop: Stop,
  modules: readonly ModuleOutline[],
  { frames: matches, modules: found }: StackMatch,
  guess: boolean,
): Questions {
  const placements = stack.frames.map((frame, i) => {
    const { module: number = null, reason = null, judgement = null } = matches[i] ?? {};
    const module = number === null ? undefined : modules[number];
    if (module === undefined || number === null || judgement === null || (reason !== null && !guess)) return null;
    return reason === null ? judgement.placement : guessedPlacement(module, frame, judgement);
  });
  const mentioned = mentionedFunctions(stack, modules, matches);
  return { stack, stop, modules, matches, placements, found, mentioned };
}

/** A number alone does not tell its module, so that it counts only where all frames are of one. */
function mentionedFunctions(
  { message }: ParsedStack,
  modules: readonly ModuleOutline[],
  matches: readonly FrameMatch[],
): MentionedIn | null {
  const functions = message === null ? [] : mentionedIn(message);
  if (functions.length === 0) return null;
  const used = new Set(
    matches.filter(({ reason }) => reason !== 'not-wasm').map(({ reason, module }) => reason ?? module),
  );
  const [module] = used;
  const outline = used.size === 1 && typeof module === 'number' ? modules[module] : undefined;
  if (outline === undefined || typeof module !== 'number') return null;
  const known = functions.flatMap((each) => {
    const body = bodyOf(outline, each.functionIndex);
    return body === null ? [] : [{ ...each, offset: body.start }];
  });
  return { module, functions: known };
}

/** The frame's own offset, else that of its function's body, which gives the name. */
export function offsetToAsk({ functionIndex, offset }: Placement, module: ModuleOutline): number | null {
  if (offset !== null || functionIndex === null) return offset;
  return bodyOf(module, functionIndex)?.start ?? null;
}

/** All that is asked of each module, also the offsets at which frames without a place may be; ascending, each once. */
export function offsetsOf(
  { modules, matches, placements, mentioned }: Questions,
  inferences: readonly (Inference | null)[],
): readonly (readonly number[])[] {
  const offsets = modules.map(() => new Set<number>());
  placements.forEach((placement, i) => {
    const number = matches[i]?.module ?? -1;
    const [module, own] = [modules[number], offsets[number]];
    const offset = placement === null || module === undefined ? null : offsetToAsk(placement, module);
    if (offset !== null) own?.add(offset);
    for (const candidate of inferences[i]?.candidates ?? []) own?.add(candidate);
  });
  for (const { offset } of mentioned?.functions ?? []) offsets[mentioned?.module ?? -1]?.add(offset);
  return offsets.map((each) => [...each].sort((a, b) => a - b));
}
