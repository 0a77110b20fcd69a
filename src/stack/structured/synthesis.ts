import type { FrameKind, ParsedStack, Span, StackFrame } from '../frame.ts';

/** A frame that came as data. */
export interface FrameData {
  readonly kind: FrameKind;
  readonly name: string | null;
  readonly url: string | null;
  readonly moduleName?: string | null;
  readonly functionIndex?: number | null;
  /** False where the index is a guess. */
  readonly indexIsSure?: boolean;
  /** Module-file offset. */
  readonly offset?: number | null;
  /** 1-based. */
  readonly lineNumber?: number | null;
  /** 1-based. */
  readonly columnNumber?: number | null;
}

/** Writes the text that a stack that came as data would have had in V8, so that all that is done with texts can be done with it. */
export class Synthesis {
  #text = '';
  #lines = 0;
  readonly #frames: StackFrame[] = [];

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  /** Lines that are no frame, without their last line break. */
  addText(text: string): void {
    if (this.#isFull) return;
    this.#startLine();
    this.#text += text;
    this.#lines += countFeeds(text);
  }

  addFrame(data: FrameData): void {
    if (this.#isFull) return;
    this.#startLine();
    const { kind, url, name } = data;
    const location = oneLine(locationOf(data));
    const printed = name === null ? '' : `${oneLine(name)} (`;
    const start = this.#text.length;
    const bodyStart = start + INDENT.length;
    const locationStart = bodyStart + printed.length;
    const raw = `${INDENT}${printed}${location}${name === null ? '' : ')'}`;
    this.#text += raw;
    const end = start + raw.length;
    this.#frames.push({
      raw,
      line: this.#lines,
      kind,
      dialect: 'v8',
      printedName: name,
      moduleName: data.moduleName ?? null,
      functionName: name,
      url,
      functionIndex: data.functionIndex ?? null,
      indexIsSure: data.indexIsSure ?? true,
      offset: data.offset ?? null,
      offsetIsSure: true,
      relativeOffset: null,
      lineNumber: kind === 'wasm' ? null : (data.lineNumber ?? null),
      columnNumber: kind === 'wasm' ? null : (data.columnNumber ?? null),
      escapes: 0,
      spans: {
        frame: { start, end },
        body: { start: bodyStart, end },
        location: { start: locationStart, end: locationStart + location.length },
      },
    });
  }

  /** A text with its frames, behind `lead`. */
  addParsed({ text, frames }: ParsedStack, lead = ''): void {
    if (this.#isFull) return;
    this.#startLine();
    const by = this.#text.length + lead.length;
    for (const frame of frames) {
      const { frame: whole, body, location } = frame.spans;
      this.#frames.push({
        ...frame,
        line: frame.line + this.#lines,
        spans: { frame: shifted(whole, by), body: shifted(body, by), location: shifted(location, by) },
      });
    }
    this.#text += lead + text;
    this.#lines += countFeeds(text);
  }

  stack(message: string | null): ParsedStack {
    return { text: this.#text, message, frames: this.#frames };
  }

  /** A long text that many errors share would be written for each. */
  get #isFull(): boolean {
    return this.#text.length > MOST_TEXT;
  }

  #startLine(): void {
    if (this.#text === '' || this.#text.endsWith('\n')) return;
    this.#text += '\n';
    this.#lines += 1;
  }
}

/** UTF-16 code units. */
const MOST_TEXT = 1 << 26;

const INDENT = '    at ';

/** As V8 prints it; an offset without index as Deno does. */
function locationOf({ kind, url, functionIndex, offset, lineNumber, columnNumber }: FrameData): string {
  const where = url ?? '<anonymous>';
  if (kind === 'native') return url ?? 'native';
  if (kind !== 'wasm')
    return [where, lineNumber ?? null, columnNumber ?? null].filter((part) => part !== null).join(':');
  const place = offset == null ? null : `0x${offset.toString(16)}`;
  if (functionIndex != null)
    return [where, `wasm-function[${functionIndex}]`, place].filter((part) => part !== null).join(':');
  return offset == null ? where : `${where}:1:${offset + 1}`;
}

/** A name with line breaks would put what looks like frames into the text. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]/g, ' ');
}

function shifted({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

function countFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
