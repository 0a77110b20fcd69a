import { normalisedDebugId } from './debug-id.ts';
import {
  article,
  Damage,
  jsonObject,
  type JsonObject,
  listField,
  malformedMap,
  objectField,
  offsetField,
  optionalStringsField,
  sourceNumbersField,
  stringField,
  stringsField,
} from './fields.ts';
import { sourcePath } from './source-path.ts';
import { type MapSection, type MapSource, SourceMap } from './source-map.ts';

export interface ParseSourceMapOptions {
  /** Path or URL of the map: for messages, and a URL for resolving its sources. */
  readonly name?: string | null | undefined;
}

/** Sections of an index map, and how deep they may be nested: the standard forbids nesting, some bundlers do it. */
const SECTION_LIMIT = 100_000;
const NESTING_LIMIT = 32;

/** Written by `exportSourceMap`. */
const EXACT_FIELD = 'x_wasm_symbolicate_exact';

/** A mark in front of JSON that was served to scripts (ECMA-426): up to the end of its line. */
const SCRIPT_GUARD = /^\uFEFF?\)\]\}'?[^\n]*\n?/;

/**
 * Parses a source map (ECMA-426): a flat one or an index map, whose sections become one list. Mappings stay text until an index is built.
 *
 * Fields that are absent or `null` are empty, unknown ones are ignored; so is a `version`, for only 3 has ever been in use. A damaged field, entry of a list or section loses
 * only itself and is counted (`malformed`).
 * @throws SymbolicationError `malformed-source-map`, naming the map and the field, for what is no JSON, and where there are no `mappings`, neither its own nor a section's
 */
export function parseSourceMap(
  input: string | ArrayBufferView | ArrayBuffer,
  { name = null }: ParseSourceMapOptions = {},
): SourceMap {
  const text = typeof input === 'string' ? input : decoded(input, name);
  const { json, mappings } = withoutMappings(text);
  const value = parseJson(json, name);
  const damage = new Damage();
  const map = jsonObject(value, '', damage);
  if (map === null) malformedMap(name, `it is ${article(value)}, not an object`);
  const flat = new Flattening(name, mappings);
  flat.add(map, { line: 0, column: 0 }, 0);
  if (flat.sections.length === 0 && damage.first !== null) malformedMap(name, damage.first);
  const file = stringField(map, 'file');
  const debugId = debugIdOf(map);
  return new SourceMap({
    name,
    file,
    debugId,
    sections: flat.sections.sort((a, b) => a.line - b.line || a.column - b.column),
    sources: flat.sources,
    names: flat.names,
    missingSections: flat.missingSections,
    malformed: { count: damage.count, first: damage.first },
  });
}

/** In the standard's field, else in Sentry's. */
function debugIdOf(map: JsonObject): string | null {
  for (const field of ['debugId', 'debug_id']) {
    const id = stringField(map, field);
    const normalised = id === null ? null : normalisedDebugId(id);
    if (normalised !== null) return normalised;
    if (id !== null) map.damage.add(`"${field}" is no id in hexadecimal digits`);
  }
  return null;
}

function decoded(bytes: ArrayBufferView | ArrayBuffer, name: string | null): string {
  try {
    return new TextDecoder().decode(bytes);
  } catch (error) {
    // Hosts' strings end at 512 MiB or later.
    malformedMap(name, `${bytes.byteLength} bytes are more than fit into a string`, error);
  }
}

/** Below this length nothing is gained. */
const LARGE = 1024 * 1024;

const MAPPINGS_KEY = '"mappings":"';

/**
 * Takes mappings out of the text of a large map and puts numbers there: parsing would look at every character of what needs no unescaping, and copy it, which takes a
 * third of the time to the first answer. Quotes within strings are escaped, so that the key with its own quotes cannot stand in one. With a backslash or a line end in
 * them, nothing is taken out: JSON says what these are.
 */
function withoutMappings(text: string): { readonly json: string; readonly mappings: readonly string[] } {
  const asIs = { json: text, mappings: [] };
  if (text.length < LARGE) return asIs;
  const mappings: string[] = [];
  const parts: string[] = [];
  let behind = 0;
  for (let key = text.indexOf(MAPPINGS_KEY); key >= 0; key = text.indexOf(MAPPINGS_KEY, behind)) {
    const start = key + MAPPINGS_KEY.length;
    const end = text.indexOf('"', start);
    const value = text.slice(start, end);
    if (end < 0 || value.includes('\\') || value.includes('\n')) return asIs;
    parts.push(text.slice(behind, start - 1), String(mappings.length));
    mappings.push(value);
    behind = end + 1;
  }
  parts.push(text.slice(behind));
  return { json: parts.join(''), mappings };
}

function parseJson(text: string, name: string | null): unknown {
  const guard = text.charCodeAt(0) === 0x7b ? null : SCRIPT_GUARD.exec(text);
  const json = text.slice(guard?.[0].length ?? (text.startsWith('\uFEFF') ? 1 : 0));
  try {
    return JSON.parse(json);
  } catch (error) {
    // The engine's message quotes the text, which may be any file that a module's link names.
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    malformedMap(name, position === undefined ? 'it is no JSON' : `it is no JSON from character ${position} on`);
  }
}

interface Start {
  readonly line: number;
  readonly column: number;
}

/** The maps of all sections, their lists behind each other. */
class Flattening {
  readonly sections: MapSection[] = [];
  readonly sources: MapSource[] = [];
  readonly names: string[] = [];
  missingSections = 0;
  readonly #name: string | null;
  readonly #mappings: readonly string[];

  constructor(name: string | null, mappings: readonly string[]) {
    this.#name = name;
    this.#mappings = mappings;
  }

  add(map: JsonObject, start: Start, depth: number): void {
    const sections = listField(map, 'sections');
    if (sections === null) this.#addFlat(map, start);
    else if (depth === NESTING_LIMIT)
      malformedMap(this.#name, `its sections are nested more than ${NESTING_LIMIT} deep`);
    else
      sections.forEach((value, at) => {
        const where = `${map.where}sections[${at}]`;
        const section = jsonObject(value, `${where}.`, map.damage);
        if (section === null) map.damage.addValue(where, value, 'an object');
        else this.#addSection(section, start, depth);
      });
  }

  /** A section whose place is damaged is lost, for it is not known of what code it is. */
  #addSection(section: JsonObject, start: Start, depth: number): void {
    const offset = objectField(section, 'offset');
    if (offset === null) return;
    const [line, column] = [offsetField(offset, 'line'), offsetField(offset, 'column')];
    if (line === null || column === null) return;
    const begin = { line: start.line + line, column: line === 0 ? start.column + column : column };
    if (section.fields['map'] === undefined && stringField(section, 'url') !== null) {
      this.missingSections += 1;
      return;
    }
    const map = objectField(section, 'map');
    if (map !== null) this.add(map, begin, depth + 1);
  }

  /** A number stands for mappings that were taken out. */
  #mappingsOf(map: JsonObject): string | null {
    const value = map.fields['mappings'];
    const takenOut = typeof value === 'number' ? this.#mappings[value] : undefined;
    return takenOut ?? stringField(map, 'mappings');
  }

  #addFlat(map: JsonObject, { line, column }: Start): void {
    const mappings = this.#mappingsOf(map);
    if (mappings === null) {
      if ((map.fields['mappings'] ?? null) === null)
        map.damage.add(`it has neither "${map.where}mappings" nor "${map.where}sections"`);
      return;
    }
    if (this.sections.length === SECTION_LIMIT) malformedMap(this.#name, `it has more than ${SECTION_LIMIT} sections`);
    const sources = sourcesOf(map, this.#name);
    const names = stringsField(map, 'names');
    this.sections.push({
      line,
      column,
      mappings,
      scopes: stringField(map, 'scopes'),
      rangeMappings: stringField(map, 'rangeMappings'),
      firstSource: this.sources.length,
      sourceCount: sources.length,
      firstName: this.names.length,
      nameCount: names.length,
      isExact: map.fields[EXACT_FIELD] === true,
    });
    // Not as arguments of one call: a list of a million does not fit there.
    for (const source of sources) this.sources.push(source);
    for (const name of names) this.names.push(name);
  }
}

function sourcesOf(map: JsonObject, location: string | null): readonly MapSource[] {
  const root = stringField(map, 'sourceRoot');
  const contents = optionalStringsField(map, 'sourcesContent');
  const sources = optionalStringsField(map, 'sources');
  // The older field counts where there is no other: tools write both.
  const field = (map.fields['ignoreList'] ?? null) === null ? 'x_google_ignoreList' : 'ignoreList';
  const ignored = sourceNumbersField(map, field, sources.length);
  return sources.map((source, at) => ({
    path: source === null ? null : sourcePath(source, root, location),
    content: contents[at] ?? null,
    ignored: ignored.has(at),
  }));
}
