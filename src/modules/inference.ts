import type { OpenModule } from '../build/open-module.ts';
import { Effect } from '../container/opcodes.ts';
import type { StackFrame } from '../stack/frame.ts';
import type { TrapKind } from '../stack/trap.ts';
import type { Placement } from './placement.ts';
import { type BodySites, hasTailCalls, readSites } from './sites.ts';

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
  const read = sitesReader();
  const inferences: (Inference | null)[] = [];
  for (const [i, placed] of frames.entries()) {
    inferences.push(isSilent(placed) ? await inferred(placed, frames[i - 1] ?? null, trap, read) : null);
  }
  return inferences;
}

type Silent = PlacedFrame & { readonly module: OpenModule; readonly placement: { readonly functionIndex: number } };

function isSilent(placed: PlacedFrame): placed is Silent {
  const { module, placement } = placed;
  return module !== null && placement !== null && placement.functionIndex !== null && placement.offset === null;
}

type SitesReader = (module: OpenModule, functionIndex: number) => Promise<BodySites | null>;

/** Recursion asks for one body a thousand times. */
function sitesReader(): SitesReader {
  const known = new Map<OpenModule, Map<number, Promise<BodySites | null>>>();
  return (module, functionIndex) => {
    const own = known.get(module) ?? new Map<number, Promise<BodySites | null>>();
    known.set(module, own);
    const sites = own.get(functionIndex) ?? readSites(module, functionIndex);
    own.set(functionIndex, sites);
    return sites;
  };
}

async function inferred(
  { module, placement, frame }: Silent,
  above: PlacedFrame | null,
  trap: TrapKind | null,
  read: SitesReader,
): Promise<Inference | null> {
  const isTop = above === null;
  const wanted = isTop ? effectsOf(trap) : Effect.call;
  if (wanted === Effect.none || !(isTop || isNextLine(above.frame, frame))) return null;
  const sites = await read(module, placement.functionIndex);
  if (sites === null) return null;
  const leadsThere = isTop ? () => true : await calleeTest(module, above);
  if (leadsThere === null) return null;
  const candidates = sites.offsets.filter(
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

/** Instructions that can trap in a way. A stack is exhausted at the entry of a function, which is no instruction. */
function effectsOf(trap: TrapKind | null): number {
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
    case null:
      return Effect.none;
  }
}
