import type { ScriptAnswer } from '../javascript/answer-scripts.ts';
import { roleOf } from '../meaning/role.ts';
import type { FrameMatch } from '../modules/frame-match.ts';
import type { Inference } from '../modules/inference.ts';
import type { Judgement } from '../modules/judge.ts';
import type { ModuleMatch } from '../modules/match.ts';
import type { ModuleOutline } from '../modules/outline.ts';
import { pathMapping, type PathOptions } from '../paths/path-options.ts';
import type { StackFrame } from '../stack/frame.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import type { Reason } from '../types.ts';
import { type Answer, answerOf, importAnswer, inLineOf, noRole, type RoleOf, unresolved, withRoles } from './answer.ts';
import type { KnownModule } from './known-module.ts';
import { moduleAnswers } from './module-answers.ts';
import { offsetToAsk, type Questions } from './questions.ts';
import type { Mention, StackModule, SymbolicatedFrame, SymbolicatedStack } from './symbolicated-stack.ts';

/** How answers are to be written. */
export interface AnswerOptions extends PathOptions {
  /** `false` leaves all roles `null`. */
  readonly roles?: boolean | undefined;
}

const NO_MATCH: FrameMatch = { module: null, reason: 'no-module', judgement: null };

/** Puts what the indexes say into the stack. */
export function answered(
  { stack, stop, modules, matches, placements, found, mentioned }: Questions,
  inferences: readonly (Inference | null)[],
  indexes: readonly (readonly SymbolIndex[])[],
  sources: readonly KnownModule[],
  scripts: ReadonlyMap<number, ScriptAnswer>,
  options: AnswerOptions,
): SymbolicatedStack {
  const roles: RoleOf = options.roles === false ? noRole : roleOf;
  const writing = { mapPath: pathMapping(options), roles };
  const answers = modules.map((outline, i) => moduleAnswers(indexes[i] ?? [], outline, writing, stack.frames.length));
  const frames = stack.frames.map((frame, i): SymbolicatedFrame => {
    const { module, reason, judgement } = matches[i] ?? NO_MATCH;
    const outline = module === null ? undefined : modules[module];
    const placement = placements[i] ?? null;
    const name = outline?.name ?? outline?.moduleName ?? null;
    const inference = inferences[i] ?? null;
    if (outline === undefined || placement === null || module === null) {
      const { functionIndex, offset } = frame;
      const script = scripts.get(i);
      const answer = script === undefined ? unresolved(reason ?? 'no-module') : withRoles(script, roles);
      return symbolicated(frame, name, { functionIndex, offset, inferred: null }, judgement, answer);
    }
    const own = answers[module];
    const certain = inference?.candidates.length === 1 ? (inference.candidates[0] ?? null) : null;
    const { functionIndex, fits } = placement;
    const place = { functionIndex, fits, offset: placement.offset ?? certain, inferred: inference };
    const likely =
      certain === null && inference !== null
        ? inLineOf(inference.candidates.map((each) => own?.(each, functionIndex)))
        : null;
    const asked = offsetToAsk(place, outline);
    const imported = importAnswer(placement, outline, sources[module], roles);
    const answer = imported ?? likely ?? answerOf(place, asked === null ? undefined : own?.(asked, functionIndex));
    return symbolicated(frame, name, place, judgement, reason === null ? answer : asGuess(answer, reason));
  });
  const mentions = (mentioned?.functions ?? []).flatMap(({ text, functionIndex, offset }): Mention[] => {
    const name = answers[mentioned?.module ?? -1]?.(offset, functionIndex)?.frames.at(-1)?.function ?? null;
    const { name: file = null, moduleName = null } = modules[mentioned?.module ?? -1] ?? {};
    return name === null ? [] : [{ text, functionIndex, module: file ?? moduleName, function: name }];
  });
  return {
    text: stack.text,
    message: stack.message,
    trap: stop.trap,
    panic: stop.panic,
    mentions,
    frames,
    modules: found.map((each) => stackModule(each, modules)),
  };
}

/** Of another build: something may be right, but nobody can say what. */
function asGuess(answer: Answer, reason: Reason): Answer {
  return { ...answer, status: answer.frames.length > 0 ? 'partial' : 'unresolved', reason };
}

function stackModule(
  { frames, module, certainty, isWrongBuild, evidence }: ModuleMatch,
  modules: readonly ModuleOutline[],
): StackModule {
  const outline = module === null ? undefined : modules[module];
  return { frames, module: outline?.name ?? outline?.moduleName ?? null, certainty, isWrongBuild, evidence };
}

/** Field by field: spreads of as many fields take five times as long, which a log of a million frames feels. */
function symbolicated(
  frame: StackFrame,
  module: string | null,
  { functionIndex, offset, inferred }: Pick<SymbolicatedFrame, 'functionIndex' | 'offset' | 'inferred'>,
  judgement: Judgement | null,
  { status, reason, frames }: Answer,
): SymbolicatedFrame {
  return {
    raw: frame.raw,
    line: frame.line,
    kind: frame.kind,
    dialect: frame.dialect,
    printedName: frame.printedName,
    moduleName: frame.moduleName,
    functionName: frame.functionName,
    url: frame.url,
    functionIndex,
    indexIsSure: frame.indexIsSure,
    offset,
    offsetIsSure: frame.offsetIsSure,
    relativeOffset: frame.relativeOffset,
    lineNumber: frame.lineNumber,
    columnNumber: frame.columnNumber,
    escapes: frame.escapes,
    spans: frame.spans,
    module,
    inferred,
    fit: judgement?.fit.fit ?? null,
    fitReason: judgement?.fit.why ?? null,
    status,
    reason,
    frames,
  };
}
