import { type Inference, inferPlaces } from './modules/inference.ts';
import { matchFrames, type FrameMatch } from './modules/match.ts';
import { indexFor, type Module } from './modules/module.ts';
import { outlineOf } from './modules/index-outline.ts';
import { bodyOf, type ModuleOutline } from './modules/outline.ts';
import { type Placement, placeIn } from './modules/placement.ts';
import type { ParsedStack, StackFrame } from './stack/frame.ts';
import { parseStack } from './stack/parse.ts';
import { parseStructured } from './stack/structured/parse-structured.ts';
import { type TrapKind, trapOf } from './stack/trap.ts';
import { lookupAll, type SymbolIndex } from './symbol-index/index.ts';
import type { Lookup, Reason, Status, SymbolFrame } from './types.ts';

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
  readonly frames: readonly SymbolFrame[];
}

/** A text, its frames in text order, and what is known of each. */
export interface SymbolicatedStack {
  readonly text: string;
  /** As {@link ParsedStack.message}. */
  readonly message: string | null;
  readonly frames: readonly SymbolicatedFrame[];
}

/**
 * What a stack can be given as: a text, a text that was parsed before, an error with its causes or anything else that was thrown, or what {@link parseStructured}
 * takes: events, call sites, messages of a debugger.
 */
export type StackInput = string | Error | ParsedStack | object;

/**
 * Names what the Wasm frames of a stack mean. A {@link Module} whose full index was not asked for yet gets one that covers
 * this stack's frames only, which takes milliseconds where the full one takes hundreds; for many stacks, build the full one first
 * (`indexOf`). A frame without an answer has a reason.
 * @throws SymbolicationError where a module's file or index cannot be read
 */
export function symbolicate(stack: StackInput, modules: readonly (Module | SymbolIndex)[]): Promise<SymbolicatedStack> {
  return symbolicateWith(stack, modules, indexFor);
}

/** Gives an index of a module that covers these module-file offsets at least. */
export type IndexSource = (module: Module, offsets: readonly number[]) => Promise<SymbolIndex>;

/** As {@link symbolicate}, with indexes from elsewhere. */
export async function symbolicateWith(
  stack: StackInput,
  modules: readonly (Module | SymbolIndex)[],
  indexSource: IndexSource,
): Promise<SymbolicatedStack> {
  const questions = questionsOf(
    stack,
    modules.map((module) => (isIndex(module) ? knownOutlineOf(module) : module.outline)),
  );
  const inferences = await inferencesOf(questions, modules);
  const offsets = withCandidates(questions, inferences);
  const indexes = modules.map((module, i) => indexCovering(module, offsets[i] ?? [], indexSource));
  return answered({ ...questions, offsets }, inferences, await Promise.all(indexes));
}

/** As {@link symbolicate}, for symbol indexes alone, at once. Nothing is inferred, for an index holds no code. */
export function symbolicateSync(stack: StackInput, indexes: readonly SymbolIndex[]): SymbolicatedStack {
  return answered(questionsOf(stack, indexes.map(knownOutlineOf)), [], indexes);
}

/** A stack, and what is to be asked of which module. */
interface Questions {
  readonly stack: ParsedStack;
  readonly modules: readonly ModuleOutline[];
  /** By frame. */
  readonly matches: readonly FrameMatch[];
  /** By frame; `null` where it has no module. */
  readonly placements: readonly (Placement | null)[];
  /** By module: ascending, each once. */
  readonly offsets: readonly (readonly number[])[];
}

function questionsOf(input: StackInput, modules: readonly ModuleOutline[]): Questions {
  const stack = parsedOf(input);
  const matches = matchFrames(stack.frames, modules);
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
  return { stack, modules, matches, placements, offsets: offsets.map((each) => [...each].sort((a, b) => a - b)) };
}

function parsedOf(stack: StackInput): ParsedStack {
  return typeof stack === 'string' ? parseStack(stack) : parseStructured(stack);
}

/** What stopped the program, by the message; else by what stands around the frames, as in a log. */
function trapOfStack({ text, message, frames }: ParsedStack): TrapKind | null {
  if (message !== null) return trapOf(message);
  const [first, last] = [frames[0], frames.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    trapOf(text.slice(Math.max(0, first.spans.frame.start - AROUND), first.spans.frame.start)) ??
    trapOf(text.slice(last.spans.frame.end, last.spans.frame.end + AROUND))
  );
}

const AROUND = 2000;

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

/** Of an index that answers many stacks, the outline with its table of names is made once. */
function knownOutlineOf(index: SymbolIndex): ModuleOutline {
  const outline = outlines.get(index) ?? outlineOf(index);
  outlines.set(index, outline);
  return outline;
}

const outlines = new WeakMap<SymbolIndex, ModuleOutline>();

function inferencesOf(
  { stack, matches, placements }: Questions,
  modules: readonly (Module | SymbolIndex)[],
): Promise<readonly (Inference | null)[]> {
  const frames = stack.frames.map((frame, i) => {
    const module = modules[matches[i]?.module ?? -1];
    const file = module === undefined || isIndex(module) ? null : module.file;
    return { frame, module: file, placement: placements[i] ?? null };
  });
  return inferPlaces(frames, trapOfStack(stack));
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
  { stack, modules, matches, placements, offsets }: Questions,
  inferences: readonly (Inference | null)[],
  indexes: readonly (SymbolIndex | null)[],
): SymbolicatedStack {
  // Recursion prints one offset many times; each is looked up once.
  const lookups = indexes.map((index, i) => {
    const answers = index === null ? [] : lookupAll(index, offsets[i] ?? []);
    return new Map(answers.map((answer) => [answer.offset, answer]));
  });
  const frames = stack.frames.map((frame, i): SymbolicatedFrame => {
    const { module, reason } = matches[i] ?? { module: null, reason: 'no-module' };
    const outline = module === null ? undefined : modules[module];
    const placement = placements[i] ?? null;
    const name = outline?.name ?? outline?.moduleName ?? null;
    const inference = inferences[i] ?? null;
    if (outline === undefined || placement === null || module === null) {
      const { functionIndex, offset } = frame;
      return symbolicated(frame, name, { functionIndex, offset, inferred: null }, unresolved(reason ?? 'no-module'));
    }
    const own = lookups[module];
    const certain = inference?.candidates.length === 1 ? (inference.candidates[0] ?? null) : null;
    const { functionIndex, fits } = placement;
    const place = { functionIndex, fits, offset: placement.offset ?? certain, inferred: inference };
    const likely =
      certain === null && inference !== null ? inLineOf(inference.candidates.map((each) => own?.get(each))) : null;
    const asked = offsetToAsk(place, outline);
    const answer = likely ?? answerOf(place, asked === null ? undefined : own?.get(asked));
    return symbolicated(frame, name, place, answer);
  });
  return { text: stack.text, message: stack.message, frames };
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

type Answer = Pick<Lookup, 'status' | 'reason' | 'frames'>;

/** What candidates have in common that all lie on one line, in the same calls; `null` where they do not. */
function inLineOf(candidates: readonly (Lookup | undefined)[]): Answer | null {
  const [first, ...others] = candidates;
  if (first?.status !== 'resolved' || !others.every((other) => other !== undefined && isSameLine(first, other)))
    return null;
  const frames = first.frames.map((frame, depth) => {
    const columns = new Set(candidates.map((each) => each?.frames[depth]?.column));
    return columns.size === 1 ? frame : { ...frame, column: null };
  });
  return { status: first.status, reason: first.reason, frames };
}

function isSameLine(a: Lookup, b: Lookup): boolean {
  return (
    a.frames.length === b.frames.length &&
    a.frames.every((frame, depth) => {
      const other = b.frames[depth];
      return frame.function === other?.function && frame.file === other.file && frame.line === other.line;
    })
  );
}

function answerOf(placement: Pick<Placement, 'offset'>, found: Lookup | undefined): Answer {
  if (found === undefined) return unresolved('no-offset');
  const { frames } = found;
  if (placement.offset !== null) return found;
  const body = frames.at(-1);
  if (body?.function == null) return unresolved('no-offset');
  const { name } = body.origin;
  const named: SymbolFrame = { ...body, file: null, line: null, column: null, origin: { name, location: null } };
  return { status: 'partial', reason: 'no-offset', frames: [named] };
}

function unresolved(reason: Reason): Answer {
  return { status: 'unresolved', reason, frames: [] };
}
