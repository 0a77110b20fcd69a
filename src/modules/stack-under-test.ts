import { type CallLink, callLink } from '../fit/call-link.ts';
import { siteOf } from '../fit/frame-fit.ts';
import type { StackFrame } from '../stack/frame.ts';
import type { CodeSource } from './code-reader.ts';
import { type FramePosition, judge, type Judgement } from './judge.ts';
import type { ModuleOutline } from './outline.ts';

/** A frame that was taken for one of a module. Frames that say the same share one. */
export interface JudgedFrame {
  readonly module: number;
  readonly judgement: Judgement;
}

/**
 * A stack, and modules that it may run through. Frames and modules are meant by their place in their lists. Deep stacks say the same again and again, so that
 * what came out is kept.
 */
export class StackUnderTest {
  readonly frames: readonly StackFrame[];
  readonly positions: readonly FramePosition[];
  readonly modules: readonly ModuleOutline[];
  readonly #code: CodeSource;
  readonly #judged: readonly Map<number, Known>[];
  readonly #links = new Map<JudgedFrame, Map<JudgedFrame | null, CallLink>>();

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
    this.#judged = modules.map(() => new Map());
  }

  judge(frame: number, module: number): JudgedFrame | null {
    const [found, position, outline] = [this.frames[frame], this.positions[frame], this.modules[module]];
    if (found === undefined || position === undefined || outline === undefined) return null;
    const isCaller = position.above !== null;
    const judged = this.#judged[module];
    const key = keyOf(found);
    const known = judged?.get(key);
    if (known?.isCaller === isCaller && position.trap === null && saySame(known.frame, found)) return known.judged;
    const own = { module, judgement: judge(found, position, outline, module, this.#code) };
    if (position.trap === null) judged?.set(key, { frame: found, isCaller, judged: own });
    return own;
  }

  /**
   * Whether a frame can have called the frame above it.
   * @param above What the frame above was found to be; `null` where it is a script's, or of no module given
   */
  link(frame: number, own: JudgedFrame, above: JudgedFrame | null): CallLink {
    const kindAbove = this.frames[this.positions[frame]?.above ?? -1]?.kind;
    if (kindAbove === undefined || (kindAbove === 'wasm' && above === null)) return 'unknown';
    const links = this.#links.get(own) ?? new Map<JudgedFrame | null, CallLink>();
    this.#links.set(own, links);
    const link = links.get(above) ?? this.#linkOf(frame, own, above);
    links.set(above, link);
    return link;
  }

  #linkOf(frame: number, { module, judgement }: JudgedFrame, above: JudgedFrame | null): CallLink {
    const [found, outline] = [this.frames[frame], this.modules[module]];
    const { functionIndex, offset } = judgement.placement;
    if (found === undefined || outline === undefined || functionIndex === null || offset === null) return 'unknown';
    if (judgement.fit.fit === 'impossible' || above?.judgement.fit.fit === 'impossible') return 'unknown';
    const body = this.#code.codeOf(module, functionIndex);
    const site = typeof body === 'string' ? null : siteOf({ dialect: found.dialect, offset, isCaller: true }, body);
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

interface Known {
  readonly frame: StackFrame;
  readonly isCaller: boolean;
  readonly judged: JudgedFrame;
}

/** Most frames of one key say the same. */
function keyOf({ offset, relativeOffset, functionIndex }: StackFrame): number {
  return offset ?? relativeOffset?.value ?? -1 - (functionIndex ?? -1);
}

function saySame(a: StackFrame, b: StackFrame): boolean {
  return (
    a.functionIndex === b.functionIndex &&
    a.offset === b.offset &&
    a.functionName === b.functionName &&
    a.printedName === b.printedName &&
    a.dialect === b.dialect &&
    a.indexIsSure === b.indexIsSure &&
    a.offsetIsSure === b.offsetIsSure &&
    a.relativeOffset?.from === b.relativeOffset?.from &&
    a.relativeOffset?.value === b.relativeOffset?.value
  );
}
