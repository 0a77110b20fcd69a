import type { StackFrame } from '../stack/frame.ts';
import { areNeighbours } from '../stack/neighbours.ts';

/**
 * Whether the call that `caller` waits in led to the frame above it: both are scripts' frames in neighbouring lines, and neither was called later by the engine. Between others a
 * frame may be missing.
 */
export function isDirectCall(text: string, frame: StackFrame, caller: StackFrame): boolean {
  if (frame.kind !== 'javascript' || caller.kind !== 'javascript') return false;
  if (!areNeighbours(text, frame, caller)) return false;
  const isScheduled = (each: StackFrame): boolean =>
    each.printedName?.startsWith('async ') === true ||
    /\basync |\*$/.test(text.slice(each.spans.frame.start, each.spans.body.start));
  return !isScheduled(frame) && !isScheduled(caller);
}

/** A name as engines print it: words that say how it was called, the receiver's class, the function. */
const PRINTED = /^((?:new |async |get |set )*)(?:[\w$]+\.)*([\w$]+)$/u;

/** The text of a source as one object for all frames in it, for comparing texts costs their length. */
export interface SourceText {
  readonly text: string;
}

/**
 * The original name of a script's function, or `null` where the map does not prove another one than is printed.
 *
 * A map gives a name to a token, not to a function: at a frame's place stands the call that it waits in, whose token is the name by which the frame *above* was called. That is the
 * function's own name only if the function has it: `a(b)` may be `callback(item)` in the source, where the callback is `sortByAge`. So the name counts only if the source of
 * the function has a declaration of this name in front of the frame's place.
 * @param called the map's name at the place of the call
 * @param source text of the frame's original source
 * @param line 1-based line of the frame in it
 */
export type NameOf = (
  printed: string | null,
  called: string | null,
  source: SourceText | null,
  line: number,
) => string | null;

/** A {@link NameOf} that asks each thing once: recursion calls from one place a million times. */
export function originalNames(): NameOf {
  const known = new Map<SourceText, Map<string, boolean>>();
  let budget = MOST_CHARACTERS;
  return (printed, called, source, line) => {
    const [, how = '', own] = (printed === null ? null : PRINTED.exec(printed)) ?? [];
    if (own === undefined || called === null || source === null || called === own) return null;
    if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(called) || called.length > LONGEST_NAME) return null;
    const ofSource = known.get(source) ?? new Map<string, boolean>();
    known.set(source, ofSource);
    const key = `${line} ${called}`;
    let isDeclared = ofSource.get(key);
    if (isDeclared === undefined) {
      const end = endOfLine(source.text, line);
      budget -= end;
      isDeclared = budget > 0 && declares(source.text, end, called);
      ofSource.set(key, isDeclared);
    }
    return isDeclared ? how + called : null;
  };
}

/** Of sources that are searched for a stack's names. Real stacks need a hundredth; a hostile one could ask for a large source's every line. */
const MOST_CHARACTERS = 1e8;

const LONGEST_NAME = 200;
const BEFORE = 40;
const BEHIND = 240;
const DECLARED_BEFORE = /\b(?:function\s*\*?|class)\s*$/;
const CALLED_BEFORE = /(?:\.|\bnew\s+)$/;
/** Parameters may hold a type with parameters of its own. */
const PARAMETERS = String.raw`\((?:[^()]|\([^()]*\))*\)`;
const TYPE_PARAMETERS = String.raw`(?:<[^<>()]{0,80}>\s*)?`;
const RESULT = String.raw`(?::[^{};()=]{0,80})?`;
const VALUE_BEHIND = new RegExp(
  String.raw`^\s*[=:]\s*(?:async\b\s*)?(?:function\b|class\b|${TYPE_PARAMETERS}${PARAMETERS}\s*${RESULT}=>|[\w$]+\s*=>)`,
);
const METHOD_BEHIND = new RegExp(String.raw`^\s*${TYPE_PARAMETERS}${PARAMETERS}\s*${RESULT}\{`);

function declares(source: string, end: number, name: string): boolean {
  for (let at = source.indexOf(name); at >= 0 && at < end; at = source.indexOf(name, at + name.length)) {
    const before = source.slice(Math.max(0, at - BEFORE), at);
    const behind = source.slice(at + name.length, at + name.length + BEHIND);
    if (/[\w$]$/.test(before) || /^[\w$]/.test(behind)) continue;
    if (DECLARED_BEFORE.test(before) || VALUE_BEHIND.test(behind)) return true;
    if (METHOD_BEHIND.test(behind) && !CALLED_BEFORE.test(before)) return true;
  }
  return false;
}

function endOfLine(text: string, line: number): number {
  let end = -1;
  for (let passed = 0; passed < line; passed++) {
    const feed = text.indexOf('\n', end + 1);
    if (feed < 0) return text.length;
    end = feed;
  }
  return end;
}
