import type { FitReason } from '../fit/frame-fit.ts';
import type { Certainty } from '../identity/identify.ts';
import type { MatchEvidence } from '../modules/match.ts';
import type { StackModule, SymbolicatedFrame, SymbolicatedStack } from '../symbolicate.ts';
import { printable } from './printable.ts';
import { REASON_TEXT } from './reason-text.ts';

/** Each reason of a fit in words, as a sentence about the frame. */
export const FIT_TEXT: Readonly<Record<FitReason, string>> = {
  call: 'it waits at a call',
  trap: 'the program can have stopped so at its instruction',
  entry: 'the stack was exhausted where its function begins',
  'no-offset': 'its text carries no offset, so that there is nothing to test',
  'no-code': 'its offset lies in its function; there is no code to test it against',
  'unknown-code': 'its offset lies in its function, which has instructions that are not known',
  'unsure-offset': 'what its number means is not sure',
  instruction: 'an instruction begins at its offset; the text does not say what stopped the program',
  'call-at-top': 'it is at a call, whose callee left no frame',
  'other-callee': 'it waits at a call of another function than that of the frame above',
  'no-function': 'the module has no function of its index',
  'outside-function': 'its offset does not lie in the function that it names',
  'within-instruction': 'no instruction begins at its offset',
  'no-call': 'a frame stands above it, but its instruction calls nothing',
  'no-trap': 'its instruction cannot stop the program in the way that the message tells',
  'other-name': 'its function has another name, and the one that is printed belongs to another function',
};

const EVIDENCE_TEXT: Readonly<
  Record<Exclude<MatchEvidence['kind'], 'fit'>, readonly [agrees: string, differs: string]>
> = {
  'build-id': ['the build id is the same', 'the build id is another'],
  'code-hash': ['the code is the same', 'the code is another'],
  'v8-hash': ["V8's hash in the URL is the module's", "V8's hash in the URL is another"],
  'byte-length': ['the size is the same', 'the size is another'],
  url: ['the URL is the same', 'the URL is another'],
  'file-name': ["the URL ends in the module's file name", 'the file name is another'],
  'module-name': ["the frames print the module's name", "the module's name is another"],
  'function-names': ['the names of functions are the same', 'the names of functions are others'],
  'function-count': ['the module has as many functions', 'the module has fewer functions'],
  'only-module': ['no other module was given', 'other modules were given'],
};

const CERTAINTY_TEXT: Readonly<Record<Certainty, string>> = {
  proven: 'certainly',
  likely: 'likely',
  possible: 'possibly',
};

/** Why frames were taken for a module's, and how each fits it: a paragraph for each module of the stack. Lines of the text count from 1. */
export function* explainText(stack: SymbolicatedStack): Generator<string, void, undefined> {
  for (const module of stack.modules) {
    yield `${headOf(stack, module)}\n`;
    for (const { line, fit, fitReason } of framesOf(stack, module)) {
      if (fit !== null && fitReason !== null) yield `  line ${line + 1}: ${fit}: ${FIT_TEXT[fitReason]}\n`;
    }
  }
}

function headOf(stack: SymbolicatedStack, module: StackModule): string {
  const { certainty, isWrongBuild, evidence } = module;
  const frames = framesOf(stack, module);
  const lines = `line${frames.length === 1 ? '' : 's'} ${rangeOf(frames)}`;
  const evidenceText = evidence.map(evidenceOf).join(', ');
  if (certainty === null) return `${lines}: ${REASON_TEXT[frames[0]?.reason ?? 'no-module']}`;
  const name = module.module === null ? 'several modules' : printable(module.module);
  return isWrongBuild
    ? `${lines}: another build of ${name}: ${evidenceText}`
    : `${lines}: ${CERTAINTY_TEXT[certainty]} ${name}: ${evidenceText}`;
}

function framesOf({ frames }: SymbolicatedStack, module: StackModule): readonly SymbolicatedFrame[] {
  return module.frames.flatMap((i) => frames[i] ?? []);
}

function rangeOf(frames: readonly SymbolicatedFrame[]): string {
  const [first, last] = [(frames[0]?.line ?? 0) + 1, (frames.at(-1)?.line ?? 0) + 1];
  return first === last ? `${first}` : `${first} to ${last}`;
}

function evidenceOf(evidence: MatchEvidence): string {
  if (evidence.kind !== 'fit') return EVIDENCE_TEXT[evidence.kind][evidence.agrees ? 0 : 1];
  const counts = (['exact', 'plausible', 'impossible'] as const)
    .filter((fit) => evidence[fit] > 0)
    .map((fit) => `${evidence[fit]} ${fit}`);
  return `fit of frames: ${counts.join(', ')}`;
}
