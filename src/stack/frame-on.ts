import type { Dialect, FrameKind, RelativeOffset, StackFrame } from './frame.ts';
import type { TextLine } from './text-line.ts';

/** What a dialect knows of a frame on one line. Positions are indexes in the line's content; what is left out is not known. */
export interface FrameParts {
  readonly kind: FrameKind;
  readonly dialect: Dialect;
  /** Name and location, end exclusive. */
  readonly body: readonly [start: number, end: number];
  /** The location; left out: it is empty and stands at the end of the body. */
  readonly location?: readonly [start: number, end: number];
  /** Where the name is; what stands there is `printedName`. */
  readonly printedName?: string | null;
  readonly moduleName?: string | null;
  /** Left out: as `printedName`. */
  readonly functionName?: string | null;
  readonly url?: string | null;
  readonly functionIndex?: number | null;
  readonly indexIsSure?: boolean;
  readonly offset?: number | null;
  readonly offsetIsSure?: boolean;
  readonly relativeOffset?: RelativeOffset | null;
  readonly lineNumber?: number | null;
  readonly columnNumber?: number | null;
}

/** The frame on `line`. */
export function frameOn(line: TextLine, parts: FrameParts): StackFrame {
  const { start: base, content } = line;
  const [bodyStart, bodyEnd] = parts.body;
  const [locationStart, locationEnd] = parts.location ?? [bodyEnd, bodyEnd];
  const printedName = unescaped(parts.printedName ?? null, line.escapes);
  return {
    raw: content,
    line: line.number,
    kind: parts.kind,
    dialect: parts.dialect,
    printedName,
    moduleName: unescaped(parts.moduleName ?? null, line.escapes),
    functionName: parts.functionName === undefined ? printedName : unescaped(parts.functionName, line.escapes),
    url: parts.url ?? null,
    functionIndex: parts.functionIndex ?? null,
    indexIsSure: parts.indexIsSure ?? true,
    offset: parts.offset ?? null,
    offsetIsSure: parts.offsetIsSure ?? true,
    relativeOffset: parts.relativeOffset ?? null,
    lineNumber: parts.lineNumber ?? null,
    columnNumber: parts.columnNumber ?? null,
    escapes: line.escapes,
    spans: {
      frame: { start: base, end: base + content.length },
      body: { start: base + bodyStart, end: base + bodyEnd },
      location: { start: base + locationStart, end: base + locationEnd },
    },
  };
}

/** What was put into string literals, taken out again; as it is where it is none. */
function unescaped(text: string | null, escapes: number): string | null {
  let plain = text;
  for (let level = 0; level < escapes && plain?.includes('\\') === true; level++) {
    try {
      const value: unknown = JSON.parse(`"${plain}"`);
      if (typeof value === 'string') plain = value;
    } catch {
      return plain;
    }
  }
  return plain;
}
