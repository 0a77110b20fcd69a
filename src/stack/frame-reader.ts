import { framesOn } from './dialects.ts';
import type { RelativeOffset, StackFrame } from './frame.ts';
import type { TextLine } from './text-line.ts';
import { type OpenLine, v8OpenLine } from './v8.ts';
import { isWasmtimeDetail } from './wasmtime.ts';
import { wazeroDetail } from './wazero.ts';

/**
 * Reads frames line by line. What is known of a line may wait for the next ones: a V8 frame whose name holds line breaks ends on a later line, and wasmtime
 * and wazero tell more of a frame below it.
 */
export class FrameReader {
  /** Those that no later line can change. */
  readonly frames: StackFrame[] = [];
  #open: OpenLine | null = null;
  #last: DetailedFrame | null = null;

  /**
   * Takes the next line of `text`, which must hold all lines that were taken since the one that {@link unsettledFrom} tells. Returns whether the line is a part of a stack: a
   * frame, or what tells of one.
   */
  add(text: string, line: TextLine): boolean {
    const last = this.#last;
    if (last !== null && addDetail(last, line)) return true;
    if (last !== null) this.frames.push(withDetails(text, last));
    const open = this.#open === null || hasLapsed(this.#open, line) ? null : this.#open;
    const found = framesOn(text, line, open, last?.frame.url ?? null);
    const newest = found.at(-1);
    if (newest === undefined) {
      this.#open = open ?? v8OpenLine(line, last !== null);
      this.#last = null;
      return false;
    }
    for (let i = 0; i + 1 < found.length; i++) this.frames.push(found[i] ?? newest);
    this.#open = null;
    this.#last = { frame: newest, end: null, relativeOffset: null };
    return true;
  }

  /** To be called when no line follows, or when those that follow are to be read as if nothing stood in front of them. */
  end(text: string): void {
    if (this.#last !== null) this.frames.push(withDetails(text, this.#last));
    this.#last = null;
    this.#open = null;
  }

  /** Whether a line may have begun a frame that ends on one of the next lines. */
  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Index in the text from which on later lines can change what the lines are; `null`: nothing waits. */
  get unsettledFrom(): number | null {
    return this.#open?.line.start ?? this.#last?.frame.spans.frame.start ?? null;
  }
}

/**
 * Names with line breaks are rare, and prose that begins with `at ` is not. Without a bound such a line would wait for a frame to the end of a log, and
 * whoever reads the log as it is written would wait with it.
 */
const MOST_LINES_OF_NAME = 64;
const LONGEST_NAME = 65_536;

function hasLapsed({ line: first }: OpenLine, line: TextLine): boolean {
  return line.number - first.number >= MOST_LINES_OF_NAME || line.start - first.start > LONGEST_NAME;
}

/** The last frame found, with what the engine wrote about it in the lines below. */
interface DetailedFrame {
  readonly frame: StackFrame;
  /** Where the last of these lines ends; `null` as long as there is none. */
  end: number | null;
  relativeOffset: RelativeOffset | null;
}

/** Takes a line that tells of the frame above it; false for one that does not. */
function addDetail(detailed: DetailedFrame, line: TextLine): boolean {
  const { dialect } = detailed.frame;
  if (dialect === 'wasmtime' ? !isWasmtimeDetail(line) : dialect !== 'wazero') return false;
  if (dialect === 'wazero') {
    const detail = wazeroDetail(line);
    if (detail === null) return false;
    detailed.relativeOffset ??= detail.relativeOffset;
  }
  detailed.end = line.start + line.content.length;
  return true;
}

function withDetails(text: string, { frame, end, relativeOffset }: DetailedFrame): StackFrame {
  if (end === null) return frame;
  const whole = { start: frame.spans.frame.start, end };
  return { ...frame, raw: text.slice(whole.start, end), relativeOffset, spans: { ...frame.spans, frame: whole } };
}
