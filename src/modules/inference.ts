import type { OpenModule } from '../build/open-module.ts';
import { Effect } from '../container/opcodes.ts';
import type { StackFrame } from '../stack/frame.ts';
import type { TrapKind } from '../stack/trap.ts';
import { hasEffect } from '../fit/body-code.ts';
import { effectsOf } from '../fit/trap-effects.ts';
import { codeOf, readCode } from './code-reader.ts';
import type { Placement } from './placement.ts';

/** How the place of a frame was found that its text does not tell. */
export interface Inference {
  /**
   * `call`: the frame waits for the function of the frame above it, and calls it in these places. `trap`: the frame trapped, and these are the instructions that
   * can trap in the way that the message tells.
   */
  readonly rule: 'call' | 'trap';
  /** Module-file offsets, ascending. One: it is the frame's. Several: one of them is. */
  readonly candidates: readonly number[];
}

/** A frame and where it is in which of the modules. */
export interface PlacedFrame {
  readonly frame: StackFrame;
  /** `null` for frames of no module given. */
  readonly module: OpenModule | null;
  readonly placement: Placement | null;
}

/**
 * Finds the places of frames whose engine prints functions only (JavaScriptCore, Bun). All that can be true is a candidate, so that a single one is certain:
 * a direct call of the function above, and every indirect call, because what it leads to is not known. Nothing is inferred where a frame may be missing
 * between the two, as behind a tail call.
 */
export async function inferPlaces(
  frames: readonly PlacedFrame[],
  trap: TrapKind | null,
): Promise<readonly (Inference | null)[]> {
  const inferences: (Inference | null)[] = [];
  for (const [i, placed] of frames.entries()) {
    inferences.push(isSilent(placed) ? await inferred(placed, frames[i - 1] ?? null, trap) : null);
  }
  return inferences;
}

type Silent = PlacedFrame & { readonly module: OpenModule; readonly placement: { readonly functionIndex: number } };

function isSilent(placed: PlacedFrame): placed is Silent {
  const { module, placement } = placed;
  return module !== null && placement !== null && placement.functionIndex !== null && placement.offset === null;
}

async function inferred(
  { module, placement, frame }: Silent,
  above: PlacedFrame | null,
  trap: TrapKind | null,
): Promise<Inference | null> {
  const isTop = above === null;
  const wanted = isTop ? (trap === null ? Effect.none : effectsOf(trap)) : Effect.call;
  if (wanted === Effect.none || !(isTop || isNextLine(above.frame, frame))) return null;
  const sites = await codeOf(module, placement.functionIndex);
  if (sites === null) return null;
  const leadsThere = isTop ? () => true : await calleeTest(module, above);
  if (leadsThere === null) return null;
  const candidates = Array.from(sites.offsets).filter(
    (_, i) => ((sites.effects[i] ?? 0) & wanted) !== 0 && leadsThere(sites.effects[i] ?? 0, sites.callees[i] ?? 0),
  );
  if (candidates.length === 0) return null;
  return { rule: isTop ? 'trap' : 'call', candidates };
}

/** Whether nothing stands between the two: text between frames may be where a frame was that nobody could read. */
function isNextLine(above: StackFrame, frame: StackFrame): boolean {
  return frame.spans.frame.start - above.spans.frame.end <= LINE_BREAK_LENGTH;
}

/** A carriage return and a line feed. */
const LINE_BREAK_LENGTH = 2;

/** Which calls can lead to the frame above; `null` where that is not to be told. */
async function calleeTest(
  module: OpenModule,
  above: PlacedFrame,
): Promise<((effect: number, callee: number) => boolean) | null> {
  const isDirect = (effect: number): boolean => (effect & Effect.direct) !== 0;
  if (above.frame.kind !== 'wasm') {
    // JavaScript is reached through an import, or through a table.
    return (effect, callee) => !isDirect(effect) || callee < module.importedFunctions;
  }
  const callee = above.module === module ? (above.placement?.functionIndex ?? null) : null;
  if (callee === null) return null;
  if (await mayBeReachedByTailCall(module)) return null;
  return (effect, called) => !isDirect(effect) || called === callee;
}

/** A function that ends in a tail call has left the stack when its callee stops: the frame below did not call the one above. */
function mayBeReachedByTailCall(module: OpenModule): Promise<boolean> {
  const known = tailCalls.get(module) ?? hasTailCalls(module);
  tailCalls.set(module, known);
  return known;
}

const tailCalls = new WeakMap<OpenModule, Promise<boolean>>();

/** Whether any body ends in a tail call, or cannot be read to its end, so that it may. */
async function hasTailCalls(module: OpenModule): Promise<boolean> {
  for (let body = 0; body < module.bodyStarts.length; body++) {
    const code = await readCode(module, module.importedFunctions + body);
    if (code === null || hasEffect(code, Effect.tailCall)) return true;
  }
  return false;
}
