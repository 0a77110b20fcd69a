import type { Fit, FitReason } from '../fit/frame-fit.ts';
import type { Certainty } from '../identity/identify.ts';
import type { Mentioned } from '../meaning/mentions.ts';
import type { Panic } from '../meaning/panic.ts';
import type { Role } from '../meaning/role.ts';
import type { Inference } from '../modules/inference.ts';
import type { MatchEvidence } from '../modules/match.ts';
import type { StackFrame } from '../stack/frame.ts';
import type { TrapKind } from '../stack/trap.ts';
import type { Reason, Status, SymbolFrame } from '../types.ts';

/** A function at a place, and what it is for. */
export interface RoledFrame extends SymbolFrame {
  /** `null` where neither its name nor its file is known, and where nobody asked for roles. */
  readonly role: Role | null;
}

/** A function that the message tells by its number, with its name. */
export interface Mention extends Mentioned {
  /** As {@link SymbolicatedFrame.module}. */
  readonly module: string | null;
  readonly function: string;
}

/**
 * A frame of the text with what is known of it. `functionIndex` and `offset` are those of the module it was matched to, also where the engine
 * counts from elsewhere or prints a name alone.
 */
export interface SymbolicatedFrame extends StackFrame {
  /** File or URL of the module that the frame was matched to, else that module's own name; `null` where none was. */
  readonly module: string | null;
  /** How the place was inferred where the text has none; `null` where it has one, and where none could be inferred. */
  readonly inferred: Inference | null;
  /** Whether the frame can be one of this module; `null` for scripts' frames, and where no module was matched. */
  readonly fit: Fit | null;
  /** Why; `null` where `fit` is. */
  readonly fitReason: FitReason | null;
  readonly status: Status;
  readonly reason: Reason | null;
  /** Innermost first; empty where nothing is known beyond the text. */
  readonly frames: readonly RoledFrame[];
}

/** A text, its frames in text order, and what is known of each. */
export interface SymbolicatedStack {
  readonly text: string;
  /** As {@link ParsedStack.message}. */
  readonly message: string | null;
  /** Why the engine stopped the program, in one word for all engines; `null` where it did not, or does not say so. */
  readonly trap: TrapKind | null;
  /** What the program said itself about why it stopped, in the message or near the frames. */
  readonly panic: Panic | null;
  /** Functions that the message tells by their numbers, as far as all frames are of one module, which names them. */
  readonly mentions: readonly Mention[];
  readonly frames: readonly SymbolicatedFrame[];
  /** What was found to be the modules of the frames, in the order of their first frames, and why. */
  readonly modules: readonly StackModule[];
}

/** Frames of one stack that name their module in the same way, and the module that was found for them. A text of several stacks has some for each. */
export interface StackModule {
  /** Indexes in {@link SymbolicatedStack.frames}. */
  readonly frames: readonly number[];
  /** As {@link SymbolicatedFrame.module}; `null` where none is theirs, and where they are of several. */
  readonly module: string | null;
  /** How sure it is that the module is theirs, in this build or another; `null` where none is. */
  readonly certainty: Certainty | null;
  /** A frame contradicts the module: it is another build of theirs. */
  readonly isWrongBuild: boolean;
  /** What speaks for and against it, strongest first. */
  readonly evidence: readonly MatchEvidence[];
}
