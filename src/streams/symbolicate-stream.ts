import type { Module } from '../modules/module.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import type { SymbolicatedStack } from '../symbolicate.ts';
import { BYTES, TEXT } from './chunk-kind.ts';
import { TextSymbolicator, wrongChunk } from './text-symbolicator.ts';

export interface SymbolicateStreamOptions {
  /** Ends the stream with the signal's reason, also while an index is being built. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with each stack that has frames, in order, before its text is given. `text` is the stack's own with up to 2,000 characters of what stands in front of it, `line` of the
   * frames counts from the start of the stream.
   */
  readonly onStack?: ((stack: SymbolicatedStack) => void) | undefined;
  /**
   * Milliseconds without input after which a stack counts as ended (default 200). A stack that a line follows that is no part of it ends at once.
   */
  readonly pauseAfter?: number | undefined;
}

/** Whoever writes a stack in two halves seldom waits longer in between, and whoever watches a log does not notice. */
const PAUSE = 200;

/**
 * A transform stream that puts names into the stacks of an endless text, such as a log while it is written: what {@link symbolicate} and `formatText` do for a whole text, stack by stack. All that is no
 * frame stays as it is, byte for byte, also bytes that are no UTF-8. Strings in, strings out; bytes in, bytes out.
 *
 * Lines of no stack are given at once, stacks when a line follows that is no part of them, or nothing. Each stack is answered by itself: a frame's module is looked for by the names in its own stack, and no
 * place is inferred from another's frames. Of a stack longer than 64 KiB each part is one. Memory is bounded by that, by the longest line (one of more than 16 MiB
 * passes unread) and by the indexes: the first three stacks of a module get a small one each, then the full one is built and kept.
 *
 * The stream fails with a SymbolicationError where a module's file or index cannot be read, with `invalid-argument` for a chunk that is neither string nor
 * Uint8Array, or of another kind than the first.
 */
export function symbolicateStream<T extends string | Uint8Array = string | Uint8Array>(
  modules: readonly (Module | SymbolIndex)[],
  options: SymbolicateStreamOptions = {},
): TransformStream<T, T> {
  const { signal, pauseAfter = PAUSE } = options;
  let text: Symbolicating | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working = Promise.resolve();
  /** One after the other: a pause may end while a chunk comes. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = working.then(work);
    working = done.catch(() => undefined);
    return done;
  };
  const pass = async (to: Controller, parts: AsyncIterable<Chunk>): Promise<void> => {
    for await (const part of parts) to.enqueue(part);
  };
  let onAbort = (): void => undefined;

  const stream = new TransformStream<unknown, Chunk>({
    start(controller) {
      onAbort = () => {
        clearTimeout(timer);
        controller.error(signal?.reason);
      };
      if (signal?.aborted === true) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    },
    transform(chunk, controller) {
      clearTimeout(timer);
      return inTurn(async () => {
        const own = (text ??= symbolicating(chunk, modules, options));
        await pass(controller, own.add(chunk));
        if (!own.isWaiting()) return;
        timer = setTimeout(() => {
          inTurn(() => pass(controller, own.pause())).catch((error: unknown) => {
            controller.error(error);
          });
        }, pauseAfter);
      });
    },
    async flush(controller) {
      clearTimeout(timer);
      await inTurn(async () => {
        if (text !== null) await pass(controller, text.end());
      });
      signal?.removeEventListener('abort', onAbort);
    },
  });
  // What comes out is of the kind that went in; a chunk of another kind ends the stream.
  return stream as TransformStream<T, T>;
}

type Chunk = string | Uint8Array;
type Controller = TransformStreamDefaultController<Chunk>;

/** A {@link TextSymbolicator} of either kind, which says itself what chunks it takes. */
interface Symbolicating {
  readonly add: (chunk: unknown) => AsyncIterable<Chunk>;
  readonly isWaiting: () => boolean;
  readonly pause: () => AsyncIterable<Chunk>;
  readonly end: () => AsyncIterable<Chunk>;
}

/** For chunks of the first one's kind. */
function symbolicating(
  first: unknown,
  modules: readonly (Module | SymbolIndex)[],
  options: SymbolicateStreamOptions,
): Symbolicating {
  if (typeof first === 'string') {
    return takingOnly(
      (chunk): chunk is string => typeof chunk === 'string',
      new TextSymbolicator(TEXT, modules, options),
    );
  }
  if (!isBytes(first)) throw wrongChunk(first);
  return takingOnly(isBytes, new TextSymbolicator(BYTES, modules, options));
}

function takingOnly<T extends Chunk>(
  isTaken: (chunk: unknown) => chunk is T,
  symbolicator: TextSymbolicator<T>,
): Symbolicating {
  return {
    add(chunk) {
      if (!isTaken(chunk)) throw wrongChunk(chunk);
      return symbolicator.add(chunk);
    },
    isWaiting: () => symbolicator.isWaiting,
    pause: () => symbolicator.pause(),
    end: () => symbolicator.end(),
  };
}

function isBytes(chunk: unknown): chunk is Uint8Array {
  return chunk instanceof Uint8Array;
}
