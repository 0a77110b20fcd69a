/** A place in an original source. */
export interface OriginalPlace {
  /** As the map writes it, with its `sourceRoot` in front. */
  readonly source: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** The original identifier that stands at the place, where the map knows one. */
  readonly name: string | null;
}

/** A source map ready to be asked. */
export interface OpenMap {
  /** Line and column of the script, 1-based. `null` where no source belongs to the place. */
  originalPlace(line: number, column: number): OriginalPlace | null;
  /** Text of a source, where the map carries it. */
  contentOf(source: string): string | null;
  /** Frees the map's memory, which no garbage collector would. */
  close(): void;
}

/**
 * Reads a source map (also one of sections) with the package `source-map`. `null` where the map is malformed, or the host has no `source-map`, as browsers. Nothing of a
 * map is read but what is asked, and an answer may still be missing for damage in it.
 */
export async function openMap(text: string): Promise<OpenMap | null> {
  const map = parsedMap(text);
  const library = map === null ? null : await libraryOnce();
  if (map === null || library === null) return null;
  try {
    const consumer = await new library.SourceMapConsumer(map);
    // The mappings are read at the first question.
    consumer.originalPositionFor({ line: 1, column: 0 });
    return opened(consumer);
  } catch {
    return null;
  }
}

type Library = Pick<typeof import('source-map'), 'SourceMapConsumer'>;
type Consumer = import('source-map').BasicSourceMapConsumer | import('source-map').IndexedSourceMapConsumer;

function opened(consumer: Consumer): OpenMap {
  return {
    originalPlace(line, column) {
      // It throws for damage at this place, such as an unknown number of a source, which other places need not have.
      const found = orNull(() => consumer.originalPositionFor({ line, column: column - 1 }));
      if (found?.source == null || found.line === null || found.column === null) return null;
      return { source: found.source, line: found.line, column: found.column + 1, name: found.name };
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

type RawMap = import('source-map').RawSourceMap | import('source-map').RawIndexMap;

/** `null` for what would make `source-map` ask for memory without reason: it believes each `length` that it is given. */
function parsedMap(text: string): RawMap | null {
  // What servers put in front, so that no page can run the map as a script.
  const json = text.replace(/^\)\]\}'[^\n]*\n/, '');
  const map = orNull((): unknown => JSON.parse(json));
  return isMap(map) || isIndexMap(map) ? map : null;
}

function isMap(map: unknown): map is import('source-map').RawSourceMap {
  return (
    isObject(map) &&
    typeof map['mappings'] === 'string' &&
    isListOf(map['sources'], (source) => typeof source === 'string' || source === null) &&
    (map['names'] === undefined || isListOf(map['names'], (name) => typeof name === 'string')) &&
    (map['sourcesContent'] == null || Array.isArray(map['sourcesContent'])) &&
    (map['sourceRoot'] == null || typeof map['sourceRoot'] === 'string')
  );
}

function isIndexMap(map: unknown): map is import('source-map').RawIndexMap {
  return (
    isObject(map) &&
    isListOf(
      map['sections'],
      (section) => isObject(section) && isObject(section['offset']) && isMap(section['map']) && !('url' in section),
    )
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, holds: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(holds);
}
