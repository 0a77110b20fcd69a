import type { OpenMap } from './original-place.ts';
import { parsedMap, type RawIndexMap, type RawMap } from './raw-map.ts';
import { scanMap } from './scan-map.ts';

/**
 * Reads a source map (also one of sections) with the package `source-map`, or where the host has none, as browsers, with a reader of our own. `null` where the map is
 * malformed. Nothing of a map is read but what is asked, and an answer may still be missing for damage in it.
 */
export async function openMap(text: string): Promise<OpenMap | null> {
  const map = parsedMap(text);
  if (map === null) return null;
  const library = await libraryOnce();
  return library === null ? scanMap(map) : consumed(library, map);
}

async function consumed(library: Library, map: RawMap | RawIndexMap): Promise<OpenMap | null> {
  try {
    const consumer = await new library.SourceMapConsumer(withoutNulls(map));
    // The mappings are read at the first question.
    consumer.originalPositionFor({ line: 1, column: 0 });
    return opened(consumer);
  } catch {
    return null;
  }
}

type Consumer = import('source-map').BasicSourceMapConsumer | import('source-map').IndexedSourceMapConsumer;

/** `source-map` makes a file named `null` of a source that has no name. */
const UNKNOWN = 'unknown-source:';

function withoutNulls(map: RawMap | RawIndexMap): RawMap | RawIndexMap {
  if ('sections' in map) {
    return { ...map, sections: map.sections.map((part) => ({ ...part, map: namedSources(part.map) })) };
  }
  return namedSources(map);
}

function namedSources(map: RawMap): RawMap {
  return { ...map, sources: map.sources.map((source, i) => source ?? `${UNKNOWN}//${i}/`) };
}

/** What is used of `source-map`. Its own types want fields that maps need not have. */
interface Library {
  readonly SourceMapConsumer: new (map: RawMap | RawIndexMap) => PromiseLike<Consumer>;
}

function opened(consumer: Consumer): OpenMap {
  return {
    originalPlace(line, column) {
      // It throws for damage at this place, such as an unknown number of a source, which other places need not have.
      const found = orNull(() => consumer.originalPositionFor({ line, column: column - 1 }));
      if (found?.source == null || found.source.startsWith(UNKNOWN) || found.line === null || found.column === null)
        return null;
      return {
        source: found.source,
        line: found.line,
        column: found.column + 1,
        name: found.name === '' ? null : found.name,
      };
    },
    contentOf: (source) => textOr(orNull(() => consumer.sourceContentFor(source, true))),
    close: () => {
      consumer.destroy();
    },
  };
}

function textOr(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function orNull<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch {
    return null;
  }
}

let library: Promise<Library | null> | null = null;

function libraryOnce(): Promise<Library | null> {
  library ??= loadLibrary();
  return library;
}

/**
 * Not by a literal: bundlers for browsers would take `source-map` in, and fail at its imports of Node's modules.
 */
async function loadLibrary(): Promise<Library | null> {
  const name = ['source', 'map'].join('-');
  try {
    const loaded: unknown = await import(/* webpackIgnore: true */ /* @vite-ignore */ name);
    return isLibrary(loaded) ? loaded : null;
  } catch {
    return null;
  }
}

function isLibrary(value: unknown): value is Library {
  return typeof value === 'object' && value !== null && 'SourceMapConsumer' in value;
}
