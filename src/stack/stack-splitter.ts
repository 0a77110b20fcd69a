import type { ParsedStack } from './frame.ts';
import { FrameReader } from './frame-reader.ts';
import { lineAt, piecesOf } from './lines.ts';
import { messageBefore } from './parse.ts';
import type { TextLine } from './text-line.ts';

/** Text that is done, in the order of the stream. */
export interface SplitText {
  /** With the stack's own text; what stands in front of `from` was given before, and is here because it may tell why the program stopped. */
  readonly stack: ParsedStack;
  /** Index in `stack.text` of the first character that was not given before. */
  readonly from: number;
}

/**
 * Cuts an endless text into stacks and what stands between them. Lines of no stack are given at once. A stack is given as a whole, when a line follows that is no part of it: an
 * answer may need all of its frames. So what is held is one stack, and of a longer one a part of {@link MOST_HELD}.
 *
 * `line` of the frames counts from the start of the stream.
 */
export class StackSplitter {
  /** Lines that are held, and in front of them what was given and may matter. */
  #text = '';
  /** Where the frames' text starts: that of the stack in `#reader`. */
  #base = 0;
  /** Where the text in front of the next stack starts at the earliest: behind the last one. */
  #floor = 0;
  /** Where what was not given yet starts. */
  #from = 0;
  /** Where the next line starts. */
  #next = 0;
  #number = 0;
  #reader = new FrameReader();
  #isHolding = false;

  /** Whether a stack waits for what follows. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** Takes whole lines; the very last one may go without its line break. */
  *add(lines: string): Generator<SplitText, void, undefined> {
    this.#forget();
    this.#text += lines;
    while (this.#next < this.#text.length) {
      const start = this.#next;
      if (!this.#isHolding) this.#base = Math.max(this.#floor, start - MOST_IN_FRONT);
      const feed = this.#text.indexOf('\n', start);
      const end = feed < 0 ? this.#text.length : feed;
      const line = lineAt(this.#text, start, end, this.#number);
      const pieces = piecesOf(line);
      if (pieces !== null && this.#isHolding) {
        // A record with a stack in it is one of its own.
        yield* this.#giveAll(start);
        continue;
      }
      const isPart = this.#read(pieces ?? [line]);
      this.#number += 1;
      this.#next = Math.min(end + 1, this.#text.length);
      const mayGoOn = isPart || this.#reader.isOpen;
      const isStack = mayGoOn || this.#reader.frames.length > 0;
      if (isStack && !this.#isHolding) yield* this.#givePlain(start);
      this.#isHolding = isStack;
      if (isStack && (pieces !== null || !mayGoOn)) yield* this.#giveAll(this.#next);
      else if (isStack && this.#next - this.#from > MOST_HELD) yield* this.#giveSettled();
    }
    if (!this.#isHolding) yield* this.#givePlain(this.#next);
  }

  /** Gives what is held, as if the stack had ended. */
  *flush(): Generator<SplitText, void, undefined> {
    yield* this.#giveAll(this.#next);
    yield* this.#givePlain(this.#next);
  }

  #read(lines: readonly TextLine[]): boolean {
    const text = this.#text.slice(this.#base);
    let isPart = false;
    for (const line of lines) {
      const own = { ...line, start: line.start - this.#base };
      isPart = this.#reader.add(text, own) || isPart;
    }
    return isPart;
  }

  *#givePlain(end: number): Generator<SplitText, void, undefined> {
    const text = this.#text.slice(this.#from, end);
    this.#from = end;
    if (text !== '') yield { stack: { text, message: null, frames: [] }, from: 0 };
  }

  *#giveAll(end: number): Generator<SplitText, void, undefined> {
    this.#reader.end(this.#text.slice(this.#base, end));
    yield* this.#give(end);
  }

  /** Gives the frames that are settled, with all text up to `end`, and begins anew. */
  *#give(end: number): Generator<SplitText, void, undefined> {
    const { frames } = this.#reader;
    const last = frames.at(-1);
    this.#reader = new FrameReader();
    this.#isHolding = false;
    if (last === undefined) return;
    const text = this.#text.slice(this.#base, end);
    const from = this.#from - this.#base;
    this.#from = end;
    this.#floor = this.#base + last.spans.frame.end;
    yield { stack: { text, message: messageBefore(text, frames[0]), frames }, from };
  }

  /** Of a stack that is too long to be held, gives what is in front of the frame that further lines may tell more of. */
  *#giveSettled(): Generator<SplitText, void, undefined> {
    const unsettled = this.#base + (this.#reader.unsettledFrom ?? 0);
    const cut = this.#text.lastIndexOf('\n', unsettled - 1) + 1;
    if (cut <= this.#from || this.#reader.frames.length === 0) {
      yield* this.#giveAll(this.#next);
      return;
    }
    this.#number -= this.#text.slice(cut, this.#next).split('\n').length - 1;
    this.#next = cut;
    yield* this.#give(cut);
  }

  /** Lets go of what was given and cannot stand in front of the next stack. */
  #forget(): void {
    const drop = this.#isHolding ? this.#base : Math.max(this.#floor, this.#next - MOST_IN_FRONT);
    this.#text = this.#text.slice(drop);
    this.#base = Math.max(0, this.#base - drop);
    this.#floor = Math.max(0, this.#floor - drop);
    this.#from -= drop;
    this.#next -= drop;
  }
}

/** UTF-16 code units of one stack: a thousand frames. */
const MOST_HELD = 65_536;

/** UTF-16 code units in front of a stack in which its message is looked for. */
const MOST_IN_FRONT = 2000;
