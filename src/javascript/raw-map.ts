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

/**
 * `null` for what is none, and for what would make a reader ask for memory without reason: `source-map` believes each `length` that it is given. A damaged entry of a list, or a field that no place
 * needs, loses only itself. A damaged section makes the map none, for its code would get the places in front of it.
 */
export function parsedMap(text: string): RawMap | RawIndexMap | null {
  // What servers put in front, so that no page can run the map as a script.
  const json = text.replace(/^\)\]\}'[^\n]*\n/, '');
  try {
    const map: unknown = JSON.parse(json);
    return flatMap(map) ?? indexMap(map);
  } catch {
    return null;
  }
}

function flatMap(map: unknown): RawMap | null {
  if (!isVersion3(map) || typeof map['mappings'] !== 'string') return null;
  const { mappings, sources, names, sourcesContent, sourceRoot } = map;
  if (!isList(sources)) return null;
  return {
    ...map,
    version: map['version'],
    mappings,
    sources: sources.map((source) => (typeof source === 'string' ? source : null)),
    names: isList(names) ? names.map((name) => (typeof name === 'string' ? name : '')) : [],
    sourcesContent: isList(sourcesContent) ? sourcesContent : null,
    sourceRoot: typeof sourceRoot === 'string' ? sourceRoot : null,
  };
}

function indexMap(map: unknown): RawIndexMap | null {
  if (!isVersion3(map) || !isList(map['sections'])) return null;
  const sections: RawIndexMap['sections'][number][] = [];
  for (const section of map['sections']) {
    if (!isObject(section) || 'url' in section) return null;
    const { offset } = section;
    const part = flatMap(section['map']);
    if (!isPlace(offset) || part === null) return null;
    sections.push({ offset, map: part });
  }
  return { ...map, version: map['version'], sections };
}

function isVersion3(map: unknown): map is Record<string, unknown> {
  // Sass has written it as a text.
  return isObject(map) && Number(map['version']) === 3;
}

function isPlace(offset: unknown): offset is { line: number; column: number } {
  return isObject(offset) && Number.isSafeInteger(offset['line']) && Number.isSafeInteger(offset['column']);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
