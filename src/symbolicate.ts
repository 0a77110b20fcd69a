import type { ScriptAnswer } from './javascript/answer-scripts.ts';
import type { ScriptSources } from './javascript/script-sources.ts';
import { type Mentioned, mentionedIn } from './meaning/mentions.ts';
import type { Panic } from './meaning/panic.ts';
import { type Role, roleOf } from './meaning/role.ts';
import { type Stop, stopOf } from './meaning/stop.ts';
import { type Inference, inferPlaces } from './modules/inference.ts';
import { matchFrames, type FrameMatch } from './modules/match.ts';
import { indexFor, type Module } from './modules/module.ts';
import { outlineOf } from './modules/index-outline.ts';
import { importInIndex, importInModule } from './modules/imported-function.ts';
import { bodyOf, type ModuleOutline } from './modules/outline.ts';
import { type Placement, placeIn } from './modules/placement.ts';
import { pathMapping, type PathOptions } from './paths/path-options.ts';
import { embeddedSources } from './source-context/embedded-sources.ts';
import { sourceContexts, type SourceContextOptions, type SourceReader } from './source-context/source-context.ts';
import type { ParsedStack, StackFrame } from './stack/frame.ts';
import { parseStack } from './stack/parse.ts';
import { parseStructured } from './stack/structured/parse-structured.ts';
import type { TrapKind } from './stack/trap.ts';
import { lookupAll, type SymbolIndex } from './symbol-index/index.ts';
import type { Lookup, Reason, Status, SymbolFrame } from './types.ts';

/** A function at a place, and what it is for. */
export interface RoledFrame extends SymbolFrame {
  /** `null` where neither its name nor its file is known. */
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
  /** Whether the instruction at the offset can be the frame's. Always `null` in this version, which does not test it. */
  readonly fit: null;
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
}

/**
 * What a stack can be given as: a text, a text that was parsed before, an error with its causes or anything else that was thrown, or what {@link parseStructured}
 * takes: events, call sites, messages of a debugger.
 */
export type StackInput = string | Error | ParsedStack | object;

/** How answers are to be written. */
export interface SymbolicateOptions extends PathOptions {
  /** Answers the scripts' frames from their source maps, too. Left out, they say `not-wasm`. */
  readonly javascript?: ScriptSources | undefined;
  /** Puts the lines of the source around its place into each frame: of the texts that an index holds, else of those that `read` gives. */
  readonly context?: SourceContextOptions | undefined;
}

/**
 * Names what the Wasm frames of a stack mean. A {@link Module} whose full index was not asked for yet gets one that covers
 * this stack's frames only, which takes milliseconds where the full one takes hundreds; for many stacks, build the full one first
 * (`indexOf`). A frame without an answer has a reason.
 * @throws SymbolicationError where a module's file or index cannot be read
 */
export function symbolicate(
  stack: StackInput,
  modules: readonly (Module | SymbolIndex)[],
  options: SymbolicateOptions = {},
): Promise<SymbolicatedStack> {
  return symbolicateWith(stack, modules, options, indexFor);
}

/** Gives an index of a module that covers these module-file offsets at least. */
export type IndexSource = (module: Module, offsets: readonly number[]) => Promise<SymbolIndex>;

/** Finds each frame's module. */
export type FrameMatcher = typeof matchFrames;

/** As {@link symbolicate}, with indexes and the modules of frames from elsewhere. */
export async function symbolicateWith(
  stack: StackInput,
  modules: readonly (Module | SymbolIndex)[],
  options: SymbolicateOptions,
  indexSource: IndexSource,
  match: FrameMatcher = matchFrames,
): Promise<SymbolicatedStack> {
  const questions = questionsOf(stack, outlinesOf(modules), match);
  const inferences = await inferencesOf(questions, modules);
  const offsets = withCandidates(questions, inferences);
  const indexes = modules.map((module, i) => indexCovering(module, offsets[i] ?? [], indexSource));
  const scripts =
    options.javascript === undefined ? NO_SCRIPTS : await scriptAnswers(questions.stack, options.javascript);
  const found = await Promise.all(indexes);
  const stackWithNames = answered({ ...questions, offsets }, inferences, found, modules, scripts, options);
  const { context } = options;
  if (context === undefined) return stackWithNames;
  const read = embeddedSources(
    found.filter((index) => index !== null),
    pathMapping(options),
    context.read,
  );
  return withContext(stackWithNames, context.lines, read);
}

const NO_SCRIPTS: ReadonlyMap<number, ScriptAnswer> = new Map();

/** Loaded only here: most stacks are named without any script. */
async function scriptAnswers(stack: ParsedStack, sources: ScriptSources): Promise<ReadonlyMap<number, ScriptAnswer>> {
  const { answerScripts } = await import('./javascript/answer-scripts.ts');
  return answerScripts(stack, sources);
}

/** As {@link symbolicate}, for symbol indexes alone, at once. Nothing is inferred, for an index holds no code. */
export function symbolicateSync(
  stack: StackInput,
  indexes: readonly SymbolIndex[],
  options: PathOptions = {},
): SymbolicatedStack {
  return answered(questionsOf(stack, indexes.map(knownOutlineOf)), [], indexes, indexes, NO_SCRIPTS, options);
}

/** A stack, and what is to be asked of which module. */
interface Questions {
  readonly stack: ParsedStack;
  readonly stop: Stop;
  readonly modules: readonly ModuleOutline[];
  /** By frame. */
  readonly matches: readonly FrameMatch[];
  /** By frame; `null` where it has no module. */
  readonly placements: readonly (Placement | null)[];
  /** By module: ascending, each once. */
  readonly offsets: readonly (readonly number[])[];
  readonly mentioned: MentionedIn | null;
}

/** What a message mentions, and the module in which that is to be looked up. */
interface MentionedIn {
  readonly module: number;
  readonly functions: readonly (Mentioned & { readonly offset: number })[];
}

function questionsOf(
  input: StackInput,
  modules: readonly ModuleOutline[],
  match: FrameMatcher = matchFrames,
): Questions {
  const stack = parsedOf(input);
  const matches = match(stack.frames, modules);
  const offsets = modules.map(() => new Set<number>());
  const placements = stack.frames.map((frame, i) => {
    const { module: number = null, reason = null } = matches[i] ?? {};
    const module = number === null ? undefined : modules[number];
    if (module === undefined || number === null || reason !== null) return null;
    const placement = placeIn(module, frame);
    const offset = offsetToAsk(placement, module);
    if (offset !== null) offsets[number]?.add(offset);
    return placement;
  });
  const mentioned = mentionedFunctions(stack, modules, matches);
  for (const { offset } of mentioned?.functions ?? []) offsets[mentioned?.module ?? -1]?.add(offset);
  const sorted = offsets.map((each) => [...each].sort((a, b) => a - b));
  return { stack, stop: stopOf(stack), modules, matches, placements, offsets: sorted, mentioned };
}

/** A number alone does not tell its module, so that it counts only where all frames are of one. */
function mentionedFunctions(
  { message }: ParsedStack,
  modules: readonly ModuleOutline[],
  matches: readonly FrameMatch[],
): MentionedIn | null {
  const functions = message === null ? [] : mentionedIn(message);
  if (functions.length === 0) return null;
  const used = new Set(
    matches.filter(({ reason }) => reason !== 'not-wasm').map(({ reason, module }) => reason ?? module),
  );
  const [module] = used;
  const outline = used.size === 1 && typeof module === 'number' ? modules[module] : undefined;
  if (outline === undefined || typeof module !== 'number') return null;
  const known = functions.flatMap((each) => {
    const body = bodyOf(outline, each.functionIndex);
    return body === null ? [] : [{ ...each, offset: body.start }];
  });
  return { module, functions: known };
}

/** The stack that an input is or holds. */
export function parsedOf(stack: StackInput): ParsedStack {
  return typeof stack === 'string' ? parseStack(stack) : parseStructured(stack);
}

/** The frame's own offset, else that of its function's body, which gives the name. */
function offsetToAsk({ functionIndex, offset }: Placement, module: ModuleOutline): number | null {
  if (offset !== null || functionIndex === null) return offset;
  return bodyOf(module, functionIndex)?.start ?? null;
}

/** By structure, so that an index of another copy of this package is one too. */
function isIndex(module: Module | SymbolIndex): module is SymbolIndex {
  return 'callSites' in module;
}

/** `null` where nothing is asked of the module, so that its debug information is not touched. */
async function indexCovering(
  module: Module | SymbolIndex,
  offsets: readonly number[],
  indexSource: IndexSource,
): Promise<SymbolIndex | null> {
  if (isIndex(module)) return module;
  return offsets.length === 0 ? null : indexSource(module, offsets);
}

/** By which the modules of frames are told. */
export function outlinesOf(modules: readonly (Module | SymbolIndex)[]): readonly ModuleOutline[] {
  return modules.map((module) => (isIndex(module) ? knownOutlineOf(module) : module.outline));
}

/** Of an index that answers many stacks, the outline with its table of names is made once. */
function knownOutlineOf(index: SymbolIndex): ModuleOutline {
  const outline = outlines.get(index) ?? outlineOf(index);
  outlines.set(index, outline);
  return outline;
}

const outlines = new WeakMap<SymbolIndex, ModuleOutline>();

function inferencesOf(
  { stack, stop, matches, placements }: Questions,
  modules: readonly (Module | SymbolIndex)[],
): Promise<readonly (Inference | null)[]> {
  const frames = stack.frames.map((frame, i) => {
    const module = modules[matches[i]?.module ?? -1];
    const file = module === undefined || isIndex(module) ? null : module.file;
    return { frame, module: file, placement: placements[i] ?? null };
  });
  return inferPlaces(frames, stop.trap);
}

/** With the offsets at which frames without a place may be. */
function withCandidates(
  { matches, offsets }: Questions,
  inferences: readonly (Inference | null)[],
): readonly (readonly number[])[] {
  const all = offsets.map((each) => new Set(each));
  inferences.forEach((inference, i) => {
    const own = all[matches[i]?.module ?? -1];
    for (const candidate of inference?.candidates ?? []) own?.add(candidate);
  });
  return all.map((each) => [...each].sort((a, b) => a - b));
}

function answered(
  { stack, stop, modules, matches, placements, offsets, mentioned }: Questions,
  inferences: readonly (Inference | null)[],
  indexes: readonly (SymbolIndex | null)[],
  sources: readonly (Module | SymbolIndex)[],
  scripts: ReadonlyMap<number, ScriptAnswer>,
  options: PathOptions,
): SymbolicatedStack {
  const mapPath = pathMapping(options);
  // Recursion prints one offset many times; each is looked up once.
  const lookups = indexes.map((index, i) => {
    const answers = index === null ? [] : lookupAll(index, offsets[i] ?? []);
    return new Map(
      answers.map((answer) => [answer.offset, withRoles(mapPath === null ? answer : withMappedPaths(answer, mapPath))]),
    );
  });
  const frames = stack.frames.map((frame, i): SymbolicatedFrame => {
    const { module, reason } = matches[i] ?? { module: null, reason: 'no-module' };
    const outline = module === null ? undefined : modules[module];
    const placement = placements[i] ?? null;
    const name = outline?.name ?? outline?.moduleName ?? null;
    const inference = inferences[i] ?? null;
    if (outline === undefined || placement === null || module === null) {
      const { functionIndex, offset } = frame;
      const answer = scriptAnswer(scripts.get(i)) ?? unresolved(reason ?? 'no-module');
      return symbolicated(frame, name, { functionIndex, offset, inferred: null }, answer);
    }
    const own = lookups[module];
    const certain = inference?.candidates.length === 1 ? (inference.candidates[0] ?? null) : null;
    const { functionIndex, fits } = placement;
    const place = { functionIndex, fits, offset: placement.offset ?? certain, inferred: inference };
    const likely =
      certain === null && inference !== null ? inLineOf(inference.candidates.map((each) => own?.get(each))) : null;
    const asked = offsetToAsk(place, outline);
    const imported = importAnswer(placement, outline, sources[module]);
    const answer = imported ?? likely ?? answerOf(place, asked === null ? undefined : own?.get(asked));
    return symbolicated(frame, name, place, answer);
  });
  const mentions = (mentioned?.functions ?? []).flatMap(({ text, functionIndex, offset }): Mention[] => {
    const name = lookups[mentioned?.module ?? -1]?.get(offset)?.frames.at(-1)?.function ?? null;
    const { name: file = null, moduleName = null } = modules[mentioned?.module ?? -1] ?? {};
    return name === null ? [] : [{ text, functionIndex, module: file ?? moduleName, function: name }];
  });
  return { text: stack.text, message: stack.message, trap: stop.trap, panic: stop.panic, mentions, frames };
}

/** What a lookup gives, with roles. */
type RoledLookup = Omit<Lookup, 'frames'> & { readonly frames: readonly RoledFrame[] };

function withRoles<T extends ScriptAnswer>(answer: T): Omit<T, 'frames'> & { readonly frames: readonly RoledFrame[] } {
  return { ...answer, frames: answer.frames.map(withRole) };
}

/** Field by field, as in {@link symbolicated}. */
function withRole(frame: SymbolFrame): RoledFrame {
  const { function: name, symbol, file, line, column, inlined, origin } = frame;
  return { function: name, symbol, file, line, column, inlined, origin, role: roleOf(frame) };
}

function scriptAnswer(answer: ScriptAnswer | undefined): Answer | null {
  return answer === undefined ? null : withRoles(answer);
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

/** The answer with the paths of its frames mapped. */
export function withMappedPaths(answer: Lookup, mapPath: (path: string) => string): Lookup {
  const frames = answer.frames.map((frame) => (frame.file === null ? frame : { ...frame, file: mapPath(frame.file) }));
  return { ...answer, frames };
}

/** Field by field: spreads of as many fields take five times as long, which a log of a million frames feels. */
function symbolicated(
  frame: StackFrame,
  module: string | null,
  { functionIndex, offset, inferred }: Pick<SymbolicatedFrame, 'functionIndex' | 'offset' | 'inferred'>,
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
    fit: null,
    status,
    reason,
    frames,
  };
}

type Answer = Pick<RoledLookup, 'status' | 'reason' | 'frames'>;

/** What candidates have in common that all lie on one line, in the same calls; `null` where they do not. */
function inLineOf(candidates: readonly (RoledLookup | undefined)[]): Answer | null {
  const [first, ...others] = candidates;
  if (first?.status !== 'resolved' || !others.every((other) => other !== undefined && isSameLine(first, other)))
    return null;
  const frames = first.frames.map((frame, depth) => {
    const columns = new Set(candidates.map((each) => each?.frames[depth]?.column));
    return columns.size === 1 ? frame : { ...frame, column: null };
  });
  return { status: first.status, reason: first.reason, frames };
}

function isSameLine(a: RoledLookup, b: RoledLookup): boolean {
  return (
    a.frames.length === b.frames.length &&
    a.frames.every((frame, depth) => {
      const other = b.frames[depth];
      return frame.function === other?.function && frame.file === other.file && frame.line === other.line;
    })
  );
}

function answerOf(placement: Pick<Placement, 'offset'>, found: RoledLookup | undefined): Answer {
  if (found === undefined) return unresolved('no-offset');
  const { frames } = found;
  if (placement.offset !== null) return found;
  const body = frames.at(-1);
  if (body?.function == null) return unresolved('no-offset');
  const { name } = body.origin;
  const named: RoledFrame = { ...body, file: null, line: null, column: null, origin: { name, location: null } };
  return { status: 'partial', reason: 'no-offset', frames: [named] };
}

/** Of a frame in a function that the module imports; `null` for all others. */
function importAnswer(
  { functionIndex }: Placement,
  outline: ModuleOutline,
  source: Module | SymbolIndex | undefined,
): Answer | null {
  if (functionIndex === null || source === undefined) return null;
  if (functionIndex >= outline.importedFunctions) return null;
  const found = isIndex(source) ? importInIndex(source, functionIndex) : importInModule(source, functionIndex);
  if (found === null) return unresolved('imported-function');
  const { name, origin } = found;
  const frame: SymbolFrame = {
    function: name,
    symbol: name,
    file: null,
    line: null,
    column: null,
    inlined: false,
    origin: { name: origin, location: null },
  };
  return { status: 'partial', reason: 'imported-function', frames: [withRole(frame)] };
}

function unresolved(reason: Reason): Answer {
  return { status: 'unresolved', reason, frames: [] };
}
