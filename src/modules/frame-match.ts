import type { Reason } from '../types.ts';
import type { Judgement } from './judge.ts';

/** The module that a frame means. */
export interface FrameMatch {
  /** Index in the list of modules; `null` where none is the frame's. With 'wrong-function' and 'wrong-build' the module is another build of it. */
  readonly module: number | null;
  /** Why the module cannot answer for the frame; `null` where it can. */
  readonly reason: Reason | null;
  /** Where the frame is in the module, and how it fits; `null` where no module is the frame's. */
  readonly judgement: Judgement | null;
}
