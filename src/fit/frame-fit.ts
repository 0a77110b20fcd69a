import { Effect } from '../container/opcodes.ts';
import type { Dialect } from '../stack/frame.ts';
import type { TrapKind } from '../stack/trap.ts';
import { type BodyCode, endsBehind, type Site, siteAround, siteAt } from './body-code.ts';
import { effectsOf } from './trap-effects.ts';

/**
 * Whether a frame can be one of the module that it was matched to. `exact`: all that can be tested was, and holds: the offset lies in the function's body, and begins an
 * instruction that can be what the frame says. `plausible`: nothing contradicts, but not all could be tested. `impossible`: something contradicts.
 */
export type Fit = 'exact' | 'plausible' | 'impossible';

/** Why a frame has its {@link Fit}. Stable, made to be counted. */
export type FitReason =
  /** exact: the frame waits at a call. */
  | 'call'
  /** exact: the program stopped here, at an instruction that can stop it so. */
  | 'trap'
  /** exact: the stack was exhausted at the function's entry. */
  | 'entry'
  /** plausible: the text has no offset. */
  | 'no-offset'
  /** plausible: the offset lies in the function; there is no code to look at, as with a symbol index. */
  | 'no-code'
  /** plausible: the code has an instruction that this package does not know. */
  | 'unknown-code'
  /** plausible: the engine prints numbers of its own, or it is not known exactly what they mean. */
  | 'unsure-offset'
  /** plausible: an instruction begins here, but the text does not say what stopped the program. */
  | 'instruction'
  /** plausible: the program was stopped by a call's callee that left no frame. */
  | 'call-at-top'
  /** plausible, impossible: the frame waits at a call of another function than that of the frame above it. */
  | 'other-callee'
  /** impossible: the module has no function of this index. */
  | 'no-function'
  /** impossible: the offset does not lie in the function that the frame names. */
  | 'outside-function'
  /** impossible: no instruction begins at the offset. */
  | 'within-instruction'
  /** impossible: another frame stands above this one, but its instruction calls nothing. */
  | 'no-call'
  /** impossible: the instruction cannot stop the program in the way that the message tells. */
  | 'no-trap'
  /** impossible: the function of this index has another name, and the one that is printed belongs to another function. */
  | 'other-name';

/** A verdict with its reason. */
export interface FrameFit {
  readonly fit: Fit;
  readonly why: FitReason;
}

/** What a frame says of the instruction at its offset. */
export interface FrameClaim {
  readonly dialect: Dialect;
  /** Module-file offset, after the engine's own way of counting is undone. */
  readonly offset: number;
  /** The engine is known to print other numbers, too, which mean nothing. */
  readonly offsetIsSure: boolean;
  /** Another frame stands right above it, so that it waits at a call. */
  readonly isCaller: boolean;
  /** What stopped the program, if it is known to have stopped in this frame. */
  readonly trap: TrapKind | null;
}

/** Engines of which it was not measured what their offsets mean in every frame (facts of the captures; stack/standalone.ts). */
const UNMEASURED: ReadonlySet<Dialect> = new Set(['wasmer', 'wasmedge', 'wavm', 'chicory']);

/** The test of a frame whose offset lies in its function's body. */
export function fitOfClaim(claim: FrameClaim, body: BodyCode): FrameFit {
  const found = claim.isCaller ? fitOfCaller(claim, body) : fitOfTop(claim, body);
  const isSure = claim.offsetIsSure && !UNMEASURED.has(claim.dialect);
  return found.fit === 'impossible' && !isSure ? plausible('unsure-offset') : found;
}

function fitOfCaller(claim: FrameClaim, body: BodyCode): FrameFit {
  const site = siteOf(claim, body);
  if (site === null) return impossible('within-instruction');
  // Interpreters may treat a call in the caller's place as any other.
  return (site.effect & (Effect.call | Effect.tailCall)) === 0 ? impossible('no-call') : exact('call');
}

function fitOfTop(claim: FrameClaim, body: BodyCode): FrameFit {
  const { trap, offset, dialect } = claim;
  // Engines find a stack exhausted, and stop for other reasons of their own, before the first instruction.
  if (offset === body.start && (trap === 'stack-overflow' || trap === null)) {
    return trap === null ? plausible('instruction') : exact('entry');
  }
  const site = siteOf(claim, body);
  if (site === null) return impossible('within-instruction');
  const { effect } = site;
  const isCall = (effect & (Effect.call | Effect.tailCall | Effect.exception)) !== 0;
  if (trap === null)
    return (effect & ~Effect.branch) === 0 ? plausible('instruction') : exact(isCall ? 'call' : 'trap');
  if ((effect & effectsOf(trap)) !== 0) return exact('trap');
  // A call's callee may be the host's, which leaves no frame; it, or an exception, may say anything.
  if (isCall) return plausible('call-at-top');
  // What an instruction asks of the engine needs some of the stack, too.
  if (trap === 'stack-overflow') return plausible('instruction');
  const isFolded = dialect === 'wasmtime' && trap === 'unreachable' && (effect & Effect.branch) !== 0;
  return isFolded ? exact('trap') : impossible('no-trap');
}

/**
 * The instruction that the frame means. WAMR's numbers are behind it: of a call, behind all of it, and of what trapped behind the opcode or more, so that the last byte of
 * what was read is known.
 */
export function siteOf(
  { dialect, offset, isCaller }: Pick<FrameClaim, 'dialect' | 'offset' | 'isCaller'>,
  body: BodyCode,
): Site | null {
  if (dialect !== 'wamr') return siteAt(body, offset);
  return isCaller && !endsBehind(body, offset) ? null : siteAround(body, offset);
}

export function exact(why: FitReason): FrameFit {
  return { fit: 'exact', why };
}

export function plausible(why: FitReason): FrameFit {
  return { fit: 'plausible', why };
}

export function impossible(why: FitReason): FrameFit {
  return { fit: 'impossible', why };
}
