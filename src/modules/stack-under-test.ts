import { type CallLink, callLink } from '../fit/call-link.ts';
import { siteOf } from '../fit/frame-fit.ts';
import type { StackFrame } from '../stack/frame.ts';
import type { CodeSource } from './code-reader.ts';
import { type FramePosition, judge, type Judgement } from './judge.ts';
import type { ModuleOutline } from './outline.ts';

/** A stack, and modules that it may run through. */
export class StackUnderTest {
  readonly frames: readonly StackFrame[];
  readonly positions: readonly FramePosition[];
  readonly modules: readonly ModuleOutline[];
  readonly #code: CodeSource;

  constructor(
    frames: readonly StackFrame[],
    positions: readonly FramePosition[],
    modules: readonly ModuleOutline[],
    code: CodeSource,
  ) {
    this.frames = frames;
    this.positions = positions;
    this.modules = modules;
    this.#code = code;
  }

  /** A frame, taken for one of a module; both by their place in their lists. */
  judge(frame: number, module: number): Judgement | null {
    const [found, position, outline] = [this.frames[frame], this.positions[frame], this.modules[module]];
    if (found === undefined || position === undefined || outline === undefined) return null;
    return judge(found, position, outline, module, this.#code);
  }

  /**
   * Whether a frame of a module can have called the frame above it.
   * @param above What the frame above was found to be; `null` where it is of no module given
   */
  link(frame: number, module: number, own: Judgement, above: LinkedFrame | null): CallLink {
    const [found, position, outline] = [this.frames[frame], this.positions[frame], this.modules[module]];
    const { functionIndex, offset } = own.placement;
    if (found === undefined || outline === undefined || position?.above == null) return 'unknown';
    if (functionIndex === null || offset === null || own.fit.fit === 'impossible') return 'unknown';
    const kindAbove = this.frames[position.above]?.kind;
    if (kindAbove === 'wasm' && above === null) return 'unknown';
    const body = this.#code.codeOf(module, functionIndex);
    if (typeof body === 'string') return 'unknown';
    const site = siteOf({ dialect: found.dialect, offset, isCaller: true }, body);
    if (site === null) return 'unknown';
    const callee = {
      functionIndex: above?.judgement.placement.functionIndex ?? null,
      isForeign: above?.module !== module,
    };
    return callLink(site, callee, outline.importedFunctions, (called) => {
      const code = this.#code.codeOf(module, called);
      return typeof code === 'string' ? null : code;
    });
  }
}

/** A frame that was found to be of a module. */
export interface LinkedFrame {
  readonly module: number;
  readonly judgement: Judgement;
}
