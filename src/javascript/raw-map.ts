/** A source map of ECMA-426 as far as it is used, and as far as its shape was looked at. */
export interface RawMap {
  readonly version: unknown;
  readonly mappings: string;
  readonly sources: readonly (string | null)[];
  readonly names?: readonly string[];
  readonly sourcesContent?: readonly unknown[] | null;
  readonly sourceRoot?: string | null;
}

/** A map of parts, each for the text from its place on. */
export interface RawIndexMap {
  readonly version: unknown;
  readonly sections: readonly {
    readonly offset: { readonly line: number; readonly column: number };
    readonly map: RawMap;
  }[];
}

/** `null` for what is none, and for what would make a reader ask for memory without reason: `source-map` believes each `length` that it is given. */
export function parsedMap(text: string): RawMap | RawIndexMap | null {
  // What servers put in front, so that no page can run the map as a script.
  const json = text.replace(/^\)\]\}'[^\n]*\n/, '');
  try {
    const map: unknown = JSON.parse(json);
    return isMap(map) || isIndexMap(map) ? map : null;
  } catch {
    return null;
  }
}

function isMap(map: unknown): map is RawMap {
  return (
    isVersion3(map) &&
    typeof map['mappings'] === 'string' &&
    isListOf(map['sources'], (source) => typeof source === 'string' || source === null) &&
    (map['names'] === undefined || isListOf(map['names'], (name) => typeof name === 'string')) &&
    (map['sourcesContent'] == null || Array.isArray(map['sourcesContent'])) &&
    (map['sourceRoot'] == null || typeof map['sourceRoot'] === 'string')
  );
}

function isIndexMap(map: unknown): map is RawIndexMap {
  return (
    isVersion3(map) &&
    isListOf(
      map['sections'],
      (section) => isObject(section) && isPlace(section['offset']) && isMap(section['map']) && !('url' in section),
    )
  );
}

function isVersion3(map: unknown): map is Record<string, unknown> {
  // Sass has written it as a text.
  return isObject(map) && Number(map['version']) === 3;
}

function isPlace(offset: unknown): boolean {
  return isObject(offset) && Number.isSafeInteger(offset['line']) && Number.isSafeInteger(offset['column']);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, holds: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(holds);
}
