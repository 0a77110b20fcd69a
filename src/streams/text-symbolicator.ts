import { SymbolicationError } from '../errors.ts';
import type { Paint } from '../format/paint.ts';
import { textParts } from '../format/text.ts';
import { GrowingIndexes } from '../modules/growing-index.ts';
import type { IndexOptions, Module } from '../modules/module.ts';
import type { ParsedStack } from '../stack/frame.ts';
import { type SplitText, StackSplitter } from '../stack/stack-splitter.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import type { IndexSource } from '../modules/union.ts';
import { type SymbolicatedStack, type SymbolicateOptions, symbolicateWith } from '../symbolicate.ts';
import type { ChunkKind } from './chunk-kind.ts';
import { ChunkLines } from './chunk-lines.ts';

export interface TextSymbolicatorOptions extends IndexOptions {
  /** Called with each stack, once it is answered and before its text is given. */
  readonly onStack?: ((stack: SymbolicatedStack) => void) | undefined;
  /** Answers each stack instead of the modules. `indexFor` gives those of modules that were given to it. */
  readonly answer?: StackAnswerer | undefined;
  readonly paint?: Paint | undefined;
}

/** Answers a stack of a stream. */
export type StackAnswerer = (
  stack: ParsedStack,
  options: SymbolicateOptions & { readonly indexFor: IndexSource; readonly signal?: AbortSignal | undefined },
) => Promise<SymbolicatedStack>;

/** Names the frames of an endless text, chunk by chunk. Calls must not overlap. */
export class TextSymbolicator<T> {
  readonly #kind: ChunkKind<T>;
  readonly #modules: readonly (Module | SymbolIndex)[];
  readonly #options: TextSymbolicatorOptions;
  readonly #indexes: GrowingIndexes;
  readonly #lines: ChunkLines<T>;
  readonly #splitter = new StackSplitter();

  constructor(kind: ChunkKind<T>, modules: readonly (Module | SymbolIndex)[], options: TextSymbolicatorOptions = {}) {
    this.#kind = kind;
    this.#modules = modules;
    this.#options = options;
    this.#indexes = new GrowingIndexes(options);
    this.#lines = new ChunkLines(kind);
  }

  /** Gives what is done with this chunk. */
  async *add(chunk: T): AsyncGenerator<T, void, undefined> {
    const { passing, lines } = this.#lines.add(chunk);
    if (passing.length > 0) {
      yield* this.#answer(this.#splitter.flush());
      yield* passing;
    }
    if (lines.length > 0) yield* this.#answer(this.#splitter.add(this.#textOf(lines)));
  }

  /** Whether something waits that {@link pause} would give. */
  get isWaiting(): boolean {
    return this.#splitter.isHolding && !this.#lines.isWithinLine;
  }

  /** Gives the stack that waits for what may follow, because nothing does. A line that has no end yet goes on waiting, and with it the stack above it. */
  async *pause(): AsyncGenerator<T, void, undefined> {
    if (this.isWaiting) yield* this.#answer(this.#splitter.flush());
  }

  /** Gives all the rest. */
  async *end(): AsyncGenerator<T, void, undefined> {
    const last = this.#lines.end();
    if (last.length > 0) yield* this.#answer(this.#splitter.add(this.#textOf(last)));
    yield* this.#answer(this.#splitter.flush());
  }

  #textOf(chunks: readonly T[]): string {
    return this.#kind.textOf(this.#kind.join(chunks));
  }

  async *#answer(pieces: Iterable<SplitText>): AsyncGenerator<T, void, undefined> {
    let batch = '';
    for (const { stack, from } of pieces) {
      if (stack.frames.length === 0) {
        batch += stack.text;
      } else {
        const { onStack, paint, signal, answer } = this.#options;
        signal?.throwIfAborted();
        const roles = onStack !== undefined || paint !== undefined;
        const { indexFor } = this.#indexes;
        const answered =
          answer === undefined
            ? await symbolicateWith(stack, this.#modules, { roles }, indexFor)
            : await answer(stack, { roles, indexFor, signal });
        onStack?.(answered);
        for (const part of textParts(answered, from, paint)) {
          batch += part;
          if (batch.length < BATCH_LENGTH) continue;
          yield this.#kind.ofText(batch);
          batch = '';
        }
      }
      if (batch.length < BATCH_LENGTH) continue;
      yield this.#kind.ofText(batch);
      batch = '';
    }
    if (batch !== '') yield this.#kind.ofText(batch);
  }
}

/** UTF-16 code units that are given together. */
const BATCH_LENGTH = 65_536;

/** A chunk of neither kind, or of another one than those before it. */
export function wrongChunk(chunk: unknown): SymbolicationError {
  const kind = chunk instanceof Uint8Array ? 'bytes' : typeof chunk;
  return new SymbolicationError(
    'invalid-argument',
    `A stream takes strings or Uint8Arrays, not both; this chunk is ${kind}.`,
  );
}
