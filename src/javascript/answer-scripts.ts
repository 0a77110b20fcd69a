import type { ParsedStack, StackFrame } from '../stack/frame.ts';
import type { Lookup, SymbolFrame } from '../types.ts';
import { allowedFiles, type AllowedFiles } from './allowed-files.ts';
import { findMap } from './find-map.ts';
import { openMap } from './open-map.ts';
import type { OriginalPlace } from './original-place.ts';
import { isDirectCall, type NameOf, originalNames, type SourceText } from './original-name.ts';
import { sourcePath } from './script-path.ts';
import type { ScriptSources } from './script-sources.ts';

/** What is known of a script's frame: one function at one place, or a reason. */
export type ScriptAnswer = Pick<Lookup, 'status' | 'reason' | 'frames'>;

/** A frame whose place a map knows. */
interface PlacedFrame extends OriginalPlace {
  readonly file: string;
  readonly content: SourceText | null;
}

type ScriptReason = 'no-source-map' | 'unreadable-source-map' | 'not-mapped';

/**
 * Answers the scripts' frames of a stack from their source maps, by index in `stack.frames`. One map is open at a time, and each is read once. A column of a stack is 1-based, of a map 0-based.
 */
export async function answerScripts(
  stack: ParsedStack,
  sources: ScriptSources,
): Promise<ReadonlyMap<number, ScriptAnswer>> {
  const byScript = new Map<string, number[]>();
  stack.frames.forEach(({ kind, url, lineNumber, columnNumber }, i) => {
    if (kind !== 'javascript' || url === null || lineNumber === null || columnNumber === null) return;
    const own = byScript.get(url);
    if (own === undefined) byScript.set(url, [i]);
    else own.push(i);
  });
  const files = byScript.size === 0 ? null : await allowedFiles(sources.roots ?? []);
  const found = new Map<number, PlacedFrame | ScriptReason>();
  for (const [url, indexes] of byScript) await placeScript(url, indexes, stack.frames, sources, files, found);
  const nameOf = originalNames();
  return new Map([...found].map(([i, place]) => [i, answerOf(stack, i, place, found, nameOf)]));
}

async function placeScript(
  url: string,
  indexes: readonly number[],
  frames: readonly StackFrame[],
  sources: ScriptSources,
  files: AllowedFiles | null,
  found: Map<number, PlacedFrame | ScriptReason>,
): Promise<void> {
  const places = indexes.map((i) => ({ line: frames[i]?.lineNumber ?? 0, column: frames[i]?.columnNumber ?? 0 }));
  const all = (reason: ScriptReason): void => {
    for (const i of indexes) found.set(i, reason);
  };
  const file = await findMap(url, places, sources, files).catch(() => 'unreadable-source-map' as const);
  if (file === null || typeof file === 'string') {
    all(file ?? 'no-source-map');
    return;
  }
  const map = await openMap(file.text);
  if (map === null) {
    all('unreadable-source-map');
    return;
  }
  const contents = new Map<string, SourceText | null>();
  const contentOf = (source: string): SourceText | null => {
    const known = contents.get(source);
    if (known !== undefined) return known;
    const text = map.contentOf(source);
    const content = text === null ? null : { text };
    contents.set(source, content);
    return content;
  };
  try {
    indexes.forEach((i, nth) => {
      const { line = 0, column = 0 } = places[nth] ?? {};
      const place = line > 0 && column > 0 ? map.originalPlace(line, column) : null;
      const placed = place && {
        ...place,
        file: sourcePath(place.source, file.base),
        content: contentOf(place.source),
      };
      found.set(i, placed ?? 'not-mapped');
    });
  } finally {
    map.close();
  }
}

function answerOf(
  { text, frames }: ParsedStack,
  i: number,
  place: PlacedFrame | ScriptReason,
  found: ReadonlyMap<number, PlacedFrame | ScriptReason>,
  nameOf: NameOf,
): ScriptAnswer {
  if (typeof place === 'string') return { status: 'unresolved', reason: place, frames: [] };
  const [frame, caller, call] = [frames[i], frames[i + 1], found.get(i + 1)];
  const isCalled =
    frame !== undefined && caller !== undefined && typeof call === 'object' && isDirectCall(text, frame, caller);
  const printed = frame?.functionName ?? null;
  const restored = nameOf(printed, isCalled ? call.name : null, place.content, place.line);
  const symbol: SymbolFrame = {
    function: restored ?? printed,
    symbol: null,
    file: place.file,
    line: place.line,
    column: place.column,
    inlined: false,
    origin: { name: restored === null ? null : 'source-map', location: 'source-map' },
  };
  const isNamed = symbol.function !== null;
  return { status: isNamed ? 'resolved' : 'partial', reason: isNamed ? null : 'no-name', frames: [symbol] };
}
