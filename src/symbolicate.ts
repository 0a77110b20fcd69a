import { matchFrames, type FrameMatch } from './modules/match.ts';
import { indexFor, type Module } from './modules/module.ts';
import { outlineOf } from './modules/index-outline.ts';
import { bodyOf, type ModuleOutline } from './modules/outline.ts';
import type { ParsedStack, StackFrame } from './stack/frame.ts';
import { parseStack } from './stack/parse.ts';
import { lookup, SymbolIndex } from './symbol-index/index.ts';
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

/**
 * Names what the Wasm frames of a stack mean. A {@link Module} whose full index was not asked for yet gets one that covers
 * this stack's frames only, which takes milliseconds where the full one takes hundreds; for many stacks, build the full one first
 * (`indexOf`). A frame without an answer has a reason.
 * @throws SymbolicationError where a module's file or index cannot be read
 */
export async function symbolicate(
  stack: StackInput,
  modules: readonly (Module | SymbolIndex)[],
): Promise<SymbolicatedStack> {
  const parsed = parsedOf(stack);
  const outlines = modules.map(outlineOfEither);
  const matches = matchFrames(parsed.frames, outlines);
  const offsets = offsetsByModule(parsed.frames, matches, outlines);
  const indexes = await Promise.all(modules.map((module, i) => indexCovering(module, offsets[i] ?? [])));
  return answered(parsed, matches, outlines, indexes);
}

/** As {@link symbolicate}, for symbol indexes alone, at once. */
export function symbolicateSync(stack: StackInput, indexes: readonly SymbolIndex[]): SymbolicatedStack {
  const parsed = parsedOf(stack);
  const outlines = indexes.map(outlineOf);
  return answered(parsed, matchFrames(parsed.frames, outlines), outlines, indexes);
}

/** `null` where nothing is asked of the module, so that its debug information is not touched. */
async function indexCovering(module: Module | SymbolIndex, offsets: readonly number[]): Promise<SymbolIndex | null> {
  if (module instanceof SymbolIndex) return module;
  return offsets.length === 0 ? null : indexFor(module, offsets);
}

function parsedOf(stack: StackInput): ParsedStack {
  if (typeof stack === 'string') return parseStack(stack);
  // Errors of other realms (a page's frame, a Worker's message) are no instances of this one's Error.
  if ('frames' in stack) return stack;
  return parseStack(stack.stack ?? `${stack.name}: ${stack.message}`);
}

function outlineOfEither(module: Module | SymbolIndex): ModuleOutline {
  return module instanceof SymbolIndex ? outlineOf(module) : module.outline;
}

/** The offsets that each module's index must cover. */
function offsetsByModule(
  frames: readonly StackFrame[],
  matches: readonly FrameMatch[],
  outlines: readonly ModuleOutline[],
): number[][] {
  const offsets = outlines.map(() => new Set<number>());
  frames.forEach((frame, i) => {
    const match = matches[i];
    if (match?.module == null || match.reason !== null) return;
    const offset = offsetToAsk(frame, outlines[match.module]);
    if (offset !== null) offsets[match.module]?.add(offset);
  });
  return offsets.map((each) => [...each].sort((a, b) => a - b));
}

/** The frame's own offset, else that of its function's body, which gives the name. */
function offsetToAsk(frame: StackFrame, outline: ModuleOutline | undefined): number | null {
  if (frame.offset !== null || frame.functionIndex === null || outline === undefined) return frame.offset;
  return bodyOf(outline, frame.functionIndex)?.start ?? null;
}

function answered(
  { text, message, frames }: ParsedStack,
  matches: readonly FrameMatch[],
  outlines: readonly ModuleOutline[],
  indexes: readonly (SymbolIndex | null)[],
): SymbolicatedStack {
  return {
    text,
    message,
    frames: frames.map((frame, i): SymbolicatedFrame => {
      const { module, reason } = matches[i] ?? { module: null, reason: 'no-module' };
      const outline = module === null ? undefined : outlines[module];
      const index = module === null ? null : (indexes[module] ?? null);
      const answer = reason === null ? answerOf(frame, outline, index) : unresolved(reason);
      return { ...frame, module: outline?.name ?? outline?.moduleName ?? null, inferred: null, fit: null, ...answer };
    }),
  };
}

type Answer = Pick<Lookup, 'status' | 'reason' | 'frames'>;

function answerOf(frame: StackFrame, outline: ModuleOutline | undefined, index: SymbolIndex | null): Answer {
  const offset = offsetToAsk(frame, outline);
  if (index === null || offset === null) return unresolved('no-offset');
  const { status, reason, frames } = lookup(index, offset);
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
