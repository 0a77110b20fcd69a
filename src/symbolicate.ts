import { answered, type AnswerOptions } from './answers/answered.ts';
import { identityIn, identityInIndex, isIndex, type KnownModule, knownOutlineOf } from './answers/known-module.ts';
import { offsetsOf, type Questions, questionsOf } from './answers/questions.ts';
import type { SymbolicatedStack } from './answers/symbolicated-stack.ts';
import { v8HashIn } from './identity/stack-identities.ts';
import type { ScriptAnswer } from './javascript/answer-scripts.ts';
import type { ScriptSources } from './javascript/script-sources.ts';
import { stopOf } from './meaning/stop.ts';
import { NO_CODE } from './modules/code-reader.ts';
import type { FrameMatch } from './modules/frame-match.ts';
import { type Inference, inferPlaces } from './modules/inference.ts';
import { type KnownModules, matchFrames } from './modules/match.ts';
import { matchWithCode } from './modules/match-with-code.ts';
import { indexFor } from './modules/module.ts';
import { sourceTextsOf } from './modules/source-texts.ts';
import { indexesCovering, type IndexSource } from './modules/union.ts';
import { pathMapping } from './paths/path-options.ts';
import { embeddedSources } from './source-context/embedded-sources.ts';
import { sourceContexts, type SourceContextOptions, type SourceReader } from './source-context/source-context.ts';
import type { ParsedStack } from './stack/frame.ts';
import { parseStack } from './stack/parse.ts';
import { parseStructured } from './stack/structured/parse-structured.ts';
import type { SymbolIndex } from './symbol-index/index.ts';

export { withMappedPaths } from './answers/answer.ts';
export type {
  Mention,
  RoledFrame,
  StackModule,
  SymbolicatedFrame,
  SymbolicatedStack,
} from './answers/symbolicated-stack.ts';

/**
 * What a stack can be given as: a text, a text that was parsed before, an error with its causes or anything else that was thrown, or what {@link parseStructured}
 * takes: events, call sites, messages of a debugger.
 */
export type StackInput = string | Error | ParsedStack | object;

/** How answers are to be written. */
export interface SymbolicateOptions extends AnswerOptions {
  /** Answers the scripts' frames from their source maps, too. Left out, they say `not-wasm`. */
  readonly javascript?: ScriptSources | undefined;
  /** Puts the lines of the source around its place into each frame: of the texts that an index holds, else of those that `read` gives. */
  readonly context?: SourceContextOptions | undefined;
  /** `false` leaves all roles `null`: finding them out takes a tenth of the time of a process that answers one stack. */
  readonly roles?: boolean | undefined;
  /**
   * Answers frames whose module is another build, too: with what stands there in this one, which is mostly wrong. Such an answer is never `resolved`, and keeps its reason
   * `wrong-build` or `wrong-function`.
   */
  readonly guess?: boolean | undefined;
}

/**
 * Names what the Wasm frames of a stack mean. A {@link Module} whose full index was not asked for yet gets one that covers
 * this stack's frames only, which takes milliseconds where the full one takes hundreds; for many stacks, build the full one first
 * (`indexOf`). A frame without an answer has a reason.
 * @throws SymbolicationError where a module's file or index cannot be read
 */
export function symbolicate(
  stack: StackInput,
  modules: readonly KnownModule[],
  options: SymbolicateOptions = {},
): Promise<SymbolicatedStack> {
  return symbolicateWith(stack, modules, options, indexFor);
}

/** As {@link symbolicate}, with indexes, and the modules of frames, from elsewhere. */
export async function symbolicateWith(
  stack: StackInput,
  modules: readonly KnownModule[],
  options: SymbolicateOptions,
  indexSource: IndexSource,
  assigned?: KnownModules['assigned'],
): Promise<SymbolicatedStack> {
  const questions = await questionsFor(parsedOf(stack), modules, options.guess === true, assigned);
  const inferences = await inferencesOf(questions, modules);
  const offsets = offsetsOf(questions, inferences);
  const indexes = modules.map((module, i) => indexesOf(module, offsets[i] ?? [], indexSource));
  const scripts =
    options.javascript === undefined ? NO_SCRIPTS : await scriptAnswers(questions.stack, options.javascript);
  const found = await Promise.all(indexes);
  const stackWithNames = answered(questions, inferences, found, modules, scripts, options);
  const { context } = options;
  if (context === undefined) return stackWithNames;
  const texts = await Promise.all(
    modules.flatMap((module, i) =>
      (found[i] ?? []).map((index) => sourceTextsOf(isIndex(module) ? null : module, index)),
    ),
  );
  const read = embeddedSources(texts, pathMapping(options), context.read);
  return withContext(stackWithNames, context.lines, read);
}

const NO_SCRIPTS: ReadonlyMap<number, ScriptAnswer> = new Map();

/** Loaded only here: most stacks are named without any script. */
async function scriptAnswers(stack: ParsedStack, sources: ScriptSources): Promise<ReadonlyMap<number, ScriptAnswer>> {
  const { answerScripts } = await import('./javascript/answer-scripts.ts');
  return answerScripts(stack, sources);
}

async function questionsFor(
  stack: ParsedStack,
  modules: readonly KnownModule[],
  guess: boolean,
  assigned?: KnownModules['assigned'],
): Promise<Questions> {
  const namesAlone = !namesV8Hash(stack);
  const identities = await Promise.all(modules.map((module) => identityIn(module, namesAlone)));
  const outlines = modules.map(knownOutlineOf);
  const stop = stopOf(stack);
  const files = modules.map((module) => (isIndex(module) ? null : module.file));
  const match = await matchWithCode(stack, stop.trap, { outlines, identities, assigned }, files);
  return questionsOf(stack, stop, outlines, match, guess);
}

/** Which modules the frames of a stack mean, without asking these anything else. */
export async function matchStack(stack: ParsedStack, modules: readonly KnownModule[]): Promise<readonly FrameMatch[]> {
  return (await questionsFor(stack, modules, false)).matches;
}

/** Only these frames tell more of a module than its names, so that more has to be read of it. */
function namesV8Hash({ frames }: ParsedStack): boolean {
  return frames.some(({ kind, url }) => kind === 'wasm' && url !== null && v8HashIn(url) !== null);
}

/**
 * As {@link symbolicate}, for symbol indexes alone, at once. An index holds no code: nothing is inferred, and of a frame only its function can be tested.
 */
export function symbolicateSync(
  input: StackInput,
  indexes: readonly SymbolIndex[],
  options: Pick<SymbolicateOptions, keyof AnswerOptions | 'guess'> = {},
): SymbolicatedStack {
  const stack = parsedOf(input);
  const stop = stopOf(stack);
  const outlines = indexes.map(knownOutlineOf);
  const match = matchFrames(stack, stop.trap, { outlines, identities: indexes.map(identityInIndex), code: NO_CODE });
  const questions = questionsOf(stack, stop, outlines, match, options.guess === true);
  const own = indexes.map((index) => [index]);
  return answered(questions, [], own, indexes, NO_SCRIPTS, options);
}

/** The stack that an input is or holds. */
export function parsedOf(stack: StackInput): ParsedStack {
  return typeof stack === 'string' ? parseStack(stack) : parseStructured(stack);
}

/** None where nothing is asked of the module, so that its debug information is not touched. */
async function indexesOf(
  module: KnownModule,
  offsets: readonly number[],
  indexSource: IndexSource,
): Promise<readonly SymbolIndex[]> {
  if (isIndex(module)) return [module];
  return offsets.length === 0 ? [] : indexesCovering(module, offsets, indexSource);
}

function inferencesOf(
  { stack, stop, matches, placements }: Questions,
  modules: readonly KnownModule[],
): Promise<readonly (Inference | null)[]> {
  const frames = stack.frames.map((frame, i) => {
    const module = modules[matches[i]?.module ?? -1];
    const file = module === undefined || isIndex(module) ? null : module.file;
    return { frame, module: file, placement: placements[i] ?? null };
  });
  return inferPlaces(stack.text, frames, stop.trap);
}

async function withContext(stack: SymbolicatedStack, lines: number, read: SourceReader): Promise<SymbolicatedStack> {
  const addContext = await sourceContexts(
    stack.frames.flatMap((frame) => frame.frames),
    lines,
    read,
  );
  return {
    ...stack,
    frames: stack.frames.map((frame) => ({ ...frame, frames: frame.frames.map((each) => addContext(each)) })),
  };
}
