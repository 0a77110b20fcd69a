/** What a runtime answered, and whether it is right. */
import { trueFrames } from './truth.ts';
import type { Place, TrueFrame } from './truth.ts';

/** What guest/crash.js gives. */
export interface Answer {
  readonly stack: string | null;
  readonly compiled: boolean;
  readonly frames: readonly AnsweredFrame[] | null;
  readonly lookup: readonly AnsweredPlace[] | null;
  readonly error: string | null;
}

interface AnsweredFrame {
  readonly functionIndex: number | null;
  readonly offset: number | null;
  readonly inferred: object | null;
  readonly frames: readonly AnsweredPlace[];
}

interface AnsweredPlace extends Place {
  readonly inlined: boolean;
}

/** What one runtime is expected to know. */
export interface Expectation {
  /** Frames whose place is not in what the engine gives: where it can be inferred, it must be right; else the function's name must be. */
  readonly withoutOffsets: boolean;
}

export interface Verdict {
  readonly compiled: boolean;
  readonly symbolicated: boolean;
  /** Functions, inlined ones included, that are right in name, file, line and column. */
  readonly right: number;
  readonly of: number;
  /** Why it is not as expected; `null`: it is. */
  readonly wrong: string | null;
  readonly remark: string;
}

/** What a guest has sent or printed. */
export function answerOf(value: unknown): Answer {
  if (!isAnswer(value)) throw new Error(`no answer: ${JSON.stringify(value)}`);
  return value;
}

/** The same as JSON. */
export function answerIn(text: string): Answer {
  try {
    return answerOf(JSON.parse(text));
  } catch (error) {
    throw new Error(`no answer: ${text.slice(0, 2000)}`, { cause: error });
  }
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'compiled' in value && 'frames' in value && 'error' in value;
}

export function verdictOn(answer: Answer, { withoutOffsets }: Expectation): Verdict {
  const truths = trueFrames();
  const found = answer.frames ?? [];
  const symbolicated = found.length === truths.length && found.every(({ frames }) => frames.length > 0);
  const right = truths.reduce((sum, truth, nth) => sum + rightPlaces(truth, found[nth]), 0);
  const inferred = found.filter((frame) => frame.inferred !== null && frame.offset !== null).length;
  const verdict = {
    compiled: answer.compiled,
    symbolicated,
    right,
    of: truths.reduce((sum, { chain }) => sum + chain.length, 0),
    remark: withoutOffsets ? `no offsets in this engine: ${found.length} names, ${inferred} places inferred` : '',
  };
  return { ...verdict, wrong: answer.error ?? whatIsWrong(answer, truths, withoutOffsets) };
}

/** Inlined functions come first, and say so. */
function rightPlaces({ chain }: TrueFrame, frame: AnsweredFrame | undefined): number {
  if (frame?.frames.length !== chain.length) return 0;
  return chain.filter((truth, nth) => isPlace(frame.frames[nth], truth, nth < chain.length - 1)).length;
}

function isPlace(found: AnsweredPlace | undefined, truth: Place, inlined: boolean): boolean {
  return (
    found?.function === truth.function &&
    found.file === truth.file &&
    found.line === truth.line &&
    found.column === truth.column &&
    found.inlined === inlined
  );
}

function whatIsWrong(answer: Answer, truths: readonly TrueFrame[], withoutOffsets: boolean): string | null {
  const { frames, lookup } = answer;
  if (!answer.compiled) return 'the core was not compiled';
  if (frames?.length !== truths.length)
    return `${frames?.length ?? 0} frames of ${truths.length} in:\n${answer.stack ?? ''}`;
  for (const [nth, truth] of truths.entries()) {
    const frame = frames[nth];
    const isUnplaced = withoutOffsets && frame?.offset === null;
    const name = frame?.frames.at(-1)?.function;
    const isRight = isUnplaced
      ? name === truth.chain.at(-1)?.function
      : rightPlaces(truth, frame) === truth.chain.length;
    if (!isRight) return `frame ${nth} is ${JSON.stringify(frame)}\ninstead of ${JSON.stringify(truth)}`;
  }
  const byLookup = { functionIndex: null, offset: null, inferred: null, frames: lookup ?? [] };
  const isLookupRight = truths.slice(0, 1).every((trap) => rightPlaces(trap, byLookup) === trap.chain.length);
  return isLookupRight ? null : `lookup gives ${JSON.stringify(lookup)}`;
}
