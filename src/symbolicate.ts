import { matchFrames, type FrameMatch } from './modules/match.ts';
import { indexFor, type Module } from './modules/module.ts';
import { outlineOf } from './modules/index-outline.ts';
import { bodyOf, type ModuleOutline } from './modules/outline.ts';
import { pathMapping, type PathOptions } from './paths/path-options.ts';
import { embeddedSources } from './source-context/embedded-sources.ts';
import { sourceContexts, type SourceContextOptions, type SourceReader } from './source-context/source-context.ts';
import type { ParsedStack, StackFrame } from './stack/frame.ts';
import { parseStack } from './stack/parse.ts';
import { lookupAll, type SymbolIndex } from './symbol-index/index.ts';
import type { Lookup, Reason, Status, SymbolFrame } from './types.ts';

/** A frame of the text with what is known of it. */
export interface SymbolicatedFrame extends StackFrame {
  /** File or URL of the module that the frame was matched to, else that module's own name; `null` where none was. */
  readonly module: string | null;
  /** How the offset was inferred where the text has none. Always `null` in this version, which infers none. */
  readonly inferred: null;
  /** Whether the instruction at the offset can be the frame's. Always `null` in this version, which does not test it. */
  readonly fit: null;
  readonly status: Status;
  readonly reason: Reason | null;
  /** Innermost first; empty where nothing is known beyond the text. */
  readonly frames: readonly SymbolFrame[];
}

/** A text, its frames in text order, and what is known of each. */
export interface SymbolicatedStack {
  readonly text: string;
  /** As {@link ParsedStack.message}. */
  readonly message: string | null;
  readonly frames: readonly SymbolicatedFrame[];
}

/** What a stack can be given as: a text, an error (its `stack`), or a text that was parsed before. */
export type StackInput = string | Error | ParsedStack;

/** How answers are to be written. */
export interface SymbolicateOptions extends PathOptions {
  /** Puts the lines of the source around its place into each frame: of the texts that an index holds, else of those that `read` gives. */
  readonly context?: SourceContextOptions | undefined;
}

/**
 * Names what the Wasm frames of a stack mean. A {@link Module} whose full index was not asked for yet gets one that covers
 * this stack's frames only, which takes milliseconds where the full one takes hundreds; for many stacks, build the full one first
 * (`indexOf`). A frame without an answer has a reason.
 * @throws SymbolicationError where a module's file or index cannot be read
 */
export async function symbolicate(
  stack: StackInput,
  modules: readonly (Module | SymbolIndex)[],
  options: SymbolicateOptions = {},
): Promise<SymbolicatedStack> {
  const questions = questionsOf(
    stack,
    modules.map((module) => (isIndex(module) ? outlineOf(module) : module.outline)),
  );
  const indexes = modules.map((module, i) => indexCovering(module, questions.offsets[i] ?? []));
  const found = await Promise.all(indexes);
  const stackWithNames = answered(questions, found, options);
  const { context } = options;
  if (context === undefined) return stackWithNames;
  const read = embeddedSources(
    found.filter((index) => index !== null),
    pathMapping(options),
    context.read,
  );
  return withContext(stackWithNames, context.lines, read);
}

/** As {@link symbolicate}, for symbol indexes alone, at once. */
export function symbolicateSync(
  stack: StackInput,
  indexes: readonly SymbolIndex[],
  options: PathOptions = {},
): SymbolicatedStack {
  return answered(questionsOf(stack, indexes.map(outlineOf)), indexes, options);
}

/** A stack, and what is to be asked of which module. */
interface Questions {
  readonly stack: ParsedStack;
  readonly modules: readonly ModuleOutline[];
  /** By frame. */
  readonly matches: readonly FrameMatch[];
  /** By module: ascending, each once. */
  readonly offsets: readonly (readonly number[])[];
}

function questionsOf(input: StackInput, modules: readonly ModuleOutline[]): Questions {
  const stack = parsedOf(input);
  const matches = matchFrames(stack.frames, modules);
  const offsets = modules.map(() => new Set<number>());
  stack.frames.forEach((frame, i) => {
    const { module = null, reason = null } = matches[i] ?? {};
    if (module === null || reason !== null) return;
    const offset = offsetToAsk(frame, modules[module]);
    if (offset !== null) offsets[module]?.add(offset);
  });
  return { stack, modules, matches, offsets: offsets.map((each) => [...each].sort((a, b) => a - b)) };
}

function parsedOf(stack: StackInput): ParsedStack {
  if (typeof stack === 'string') return parseStack(stack);
  // Not `instanceof`: errors of other realms (a page's frame, a Worker's message) are no instances of this one's Error.
  if ('text' in stack) return stack;
  return parseStack(stack.stack ?? `${stack.name}: ${stack.message}`);
}

/** The frame's own offset, else that of its function's body, which gives the name. */
function offsetToAsk(frame: StackFrame, module: ModuleOutline | undefined): number | null {
  if (frame.offset !== null || frame.functionIndex === null || module === undefined) return frame.offset;
  return bodyOf(module, frame.functionIndex)?.start ?? null;
}

/** By structure, so that an index of another copy of this package is one too. */
function isIndex(module: Module | SymbolIndex): module is SymbolIndex {
  return 'callSites' in module;
}

/** `null` where nothing is asked of the module, so that its debug information is not touched. */
async function indexCovering(module: Module | SymbolIndex, offsets: readonly number[]): Promise<SymbolIndex | null> {
  if (isIndex(module)) return module;
  return offsets.length === 0 ? null : indexFor(module, offsets);
}

function answered(
  { stack, modules, matches, offsets }: Questions,
  indexes: readonly (SymbolIndex | null)[],
  options: PathOptions,
): SymbolicatedStack {
  const mapPath = pathMapping(options);
  // Recursion prints one offset many times; each is looked up once.
  const lookups = indexes.map((index, i) => {
    const answers = index === null ? [] : lookupAll(index, offsets[i] ?? []);
    return new Map(
      answers.map((answer) => [answer.offset, mapPath === null ? answer : withMappedPaths(answer, mapPath)]),
    );
  });
  const frames = stack.frames.map((frame, i): SymbolicatedFrame => {
    const { module, reason } = matches[i] ?? { module: null, reason: 'no-module' };
    const outline = module === null ? undefined : modules[module];
    const offset = offsetToAsk(frame, outline);
    const found = module === null || offset === null ? undefined : lookups[module]?.get(offset);
    const answer = reason === null ? answerOf(frame, found) : unresolved(reason);
    return symbolicated(frame, outline?.name ?? outline?.moduleName ?? null, answer);
  });
  return { text: stack.text, message: stack.message, frames };
}

async function withContext(stack: SymbolicatedStack, lines: number, read: SourceReader): Promise<SymbolicatedStack> {
  const addContext = await sourceContexts(
    stack.frames.flatMap((frame) => frame.frames),
    lines,
    read,
  );
  return { ...stack, frames: stack.frames.map((frame) => ({ ...frame, frames: frame.frames.map(addContext) })) };
}

/** The answer with the paths of its frames mapped. */
export function withMappedPaths(answer: Lookup, mapPath: (path: string) => string): Lookup {
  const frames = answer.frames.map((frame) => (frame.file === null ? frame : { ...frame, file: mapPath(frame.file) }));
  return { ...answer, frames };
}

/** Field by field: spreads of as many fields take five times as long, which a log of a million frames feels. */
function symbolicated(frame: StackFrame, module: string | null, { status, reason, frames }: Answer): SymbolicatedFrame {
  return {
    raw: frame.raw,
    line: frame.line,
    kind: frame.kind,
    dialect: frame.dialect,
    printedName: frame.printedName,
    moduleName: frame.moduleName,
    functionName: frame.functionName,
    url: frame.url,
    functionIndex: frame.functionIndex,
    offset: frame.offset,
    lineNumber: frame.lineNumber,
    columnNumber: frame.columnNumber,
    spans: frame.spans,
    module,
    inferred: null,
    fit: null,
    status,
    reason,
    frames,
  };
}

type Answer = Pick<Lookup, 'status' | 'reason' | 'frames'>;

function answerOf(frame: StackFrame, found: Lookup | undefined): Answer {
  if (found === undefined) return unresolved('no-offset');
  const { status, reason, frames } = found;
  if (frame.offset !== null) return { status, reason, frames };
  const body = frames.at(-1);
  if (body?.function == null) return unresolved('no-offset');
  const { name } = body.origin;
  const named: SymbolFrame = { ...body, file: null, line: null, column: null, origin: { name, location: null } };
  return { status: 'partial', reason: 'no-offset', frames: [named] };
}

function unresolved(reason: Reason): Answer {
  return { status: 'unresolved', reason, frames: [] };
}
