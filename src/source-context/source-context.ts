import { SymbolicationError } from '../errors.ts';
import type { SymbolFrame } from '../types.ts';
import { CONTEXT_LIMIT, SourceText } from './source-text.ts';

/** The text of a source by the path that a frame has, `null` where it has none. What is readable is for the caller to decide. */
export type SourceReader = (path: string) => Promise<string | null>;

export interface SourceContextOptions {
  /** Lines on each side of a frame's line, at most 100. */
  readonly lines: number;
  /** For texts that the index does not hold, for example `sourcesUnder` folders. Asked by mapped path. */
  readonly read?: SourceReader | undefined;
}

/** Sources that one call reads; a stack has fewer files by far. */
const SOURCES_LIMIT = 512;
/** UTF-16 units of all of them. */
const TEXTS_LIMIT = 2 ** 26;

/** Reads the sources of frames once, and gives what puts the lines around its place into a frame. */
export async function sourceContexts(
  frames: Iterable<SymbolFrame>,
  lines: number,
  read: SourceReader,
): Promise<<F extends SymbolFrame>(frame: F) => F> {
  if (!Number.isSafeInteger(lines) || lines < 0 || lines > CONTEXT_LIMIT) {
    throw new SymbolicationError('invalid-argument', `source context is 0 to ${CONTEXT_LIMIT} lines, not ${lines}`);
  }
  const sources = await readSources(frames, read);
  return (frame) => {
    if (frame.file === null || frame.line === null) return frame;
    const context = sources.get(frame.file)?.context(frame.line, lines) ?? null;
    return context === null ? frame : { ...frame, context };
  };
}

async function readSources(frames: Iterable<SymbolFrame>, read: SourceReader): Promise<Map<string, SourceText>> {
  const paths = new Set<string>();
  for (const { file, line } of frames) {
    if (file !== null && line !== null && paths.size < SOURCES_LIMIT) paths.add(file);
  }
  const sources = new Map<string, SourceText>();
  let length = 0;
  for (const path of paths) {
    const text = await read(path);
    if (text === null) continue;
    length += text.length;
    if (length > TEXTS_LIMIT) break;
    sources.set(path, new SourceText(text));
  }
  return sources;
}
