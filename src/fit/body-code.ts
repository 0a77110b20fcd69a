import { scanInstructions } from '../container/instructions.ts';
import { Effect } from '../container/opcodes.ts';

/** A function's body, as far as a frame can stand in it. Offsets are module-file offsets. */
export interface BodyCode {
  /** Of its locals: behind its size. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** A bit for each byte of the body, lowest first: whether an instruction begins there. */
  readonly beginnings: Uint8Array;
  /** Ascending: of the instructions that do something at which a frame can stand. */
  readonly offsets: Uint32Array;
  /** Of each of them: bits of `Effect`. */
  readonly effects: Uint16Array;
  /** Of each of them that is a direct call: the function that is called. */
  readonly callees: Uint32Array;
}

/** An instruction on which a frame may stand. */
export interface Site {
  readonly effect: number;
  /** As {@link BodyCode.callees}; 0 for all that is no direct call. */
  readonly callee: number;
}

const NOTHING: Site = { effect: Effect.none, callee: 0 };

/**
 * Reads a body; `null` for one that nobody can read to its end: of such a body it is not known what else is in it.
 * @param bytes The body, from its locals on
 * @param start Module-file offset of the first of them
 */
export function readBodyCode(bytes: Uint8Array, start: number): BodyCode | null {
  const beginnings = new Uint8Array((bytes.length + 7) >>> 3);
  const offsets: number[] = [];
  const effects: number[] = [];
  const callees: number[] = [];
  const isWhole = scanInstructions(bytes, 0, bytes.length, (at, effect, operand) => {
    beginnings[at >>> 3] = (beginnings[at >>> 3] ?? 0) | (1 << (at & 7));
    if (effect === Effect.none) return;
    offsets.push(start + at);
    effects.push(effect);
    callees.push(operand);
  });
  if (!isWhole) return null;
  return {
    start,
    end: start + bytes.length,
    beginnings,
    offsets: Uint32Array.from(offsets),
    effects: Uint16Array.from(effects),
    callees: Uint32Array.from(callees),
  };
}

/** Bytes in memory, roughly. */
export function sizeOf({ beginnings, offsets }: BodyCode): number {
  return beginnings.length + offsets.length * 10 + 200;
}

/** The instruction that begins at an offset; `null` where none does. */
export function siteAt(body: BodyCode, offset: number): Site | null {
  if (!begins(body, offset)) return null;
  let low = 0;
  let high = body.offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((body.offsets[middle] ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  if (body.offsets[low] !== offset) return NOTHING;
  return { effect: body.effects[low] ?? 0, callee: body.callees[low] ?? 0 };
}

/** The instruction that a byte is part of. Longer ones than a frame can stand on do nothing; `null` in front of the first. */
export function siteAround(body: BodyCode, offset: number): Site | null {
  for (let at = offset; at > offset - LONGEST_SITE && at >= body.start; at--) {
    const site = siteAt(body, at);
    if (site !== null) return site;
  }
  return offset - LONGEST_SITE < body.start ? null : NOTHING;
}

/** A call or load with all its numbers written at their longest; a table of branches may have a million bytes. */
const LONGEST_SITE = 40;

/** Whether the byte behind is where another instruction begins, or the body ends. */
export function endsBehind(body: BodyCode, offset: number): boolean {
  return offset + 1 === body.end || begins(body, offset + 1);
}

/** Whether any of its instructions has one of these effects. */
export function hasEffect({ effects }: BodyCode, wanted: number): boolean {
  return effects.some((effect) => (effect & wanted) !== 0);
}

function begins({ start, end, beginnings }: BodyCode, offset: number): boolean {
  const at = offset - start;
  return at >= 0 && offset < end && ((beginnings[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0;
}
