import type { OpenMap, OriginalPlace } from './original-place.ts';
import type { RawIndexMap, RawMap } from './raw-map.ts';

/**
 * Reads a source map where there is no `source-map`, as in browsers, whose builds of it fail. `null` where the mappings are malformed.
 */
export function scanMap(map: RawMap | RawIndexMap): OpenMap | null {
  const parts = 'mappings' in map ? [{ offset: { line: 0, column: 0 }, map }] : map.sections;
  const scanned: Part[] = [];
  for (const part of parts) {
    const segments = decoded(part.map.mappings);
    if (segments === null) return null;
    scanned.push({ ...part.offset, map: part.map, ...segments });
  }
  return {
    originalPlace(line, column) {
      const place = { line: line - 1, column: column - 1 };
      const part = scanned.findLast(
        (each) => each.line < place.line || (each.line === place.line && each.column <= place.column),
      );
      return part === undefined
        ? null
        : placeIn(part, place.line - part.line, place.column - (place.line === part.line ? part.column : 0));
    },
    contentOf(source) {
      for (const { map: each } of scanned) {
        const content = each.sourcesContent?.[each.sources.findIndex((_, i) => sourceName(each, i) === source)];
        if (typeof content === 'string') return content;
      }
      return null;
    },
    close: () => undefined,
  };
}

interface Segments {
  /** Of each line: index of its first segment; one more at the end. */
  readonly lines: readonly number[];
  /** Of each segment: column, source, line, column, name; −1 for what it has not. */
  readonly fields: readonly number[];
}

interface Part extends Segments {
  readonly line: number;
  readonly column: number;
  readonly map: RawMap;
}

const WIDTH = 5;

function placeIn({ map, lines, fields }: Part, line: number, column: number): OriginalPlace | null {
  let [low, high] = [lines[line] ?? 0, lines[line + 1] ?? 0];
  const first = low;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((fields[middle * WIDTH] ?? 0) <= column) low = middle + 1;
    else high = middle;
  }
  if (low === first) return null;
  const [, source = -1, originalLine = 0, originalColumn = 0, name = -1] = fields.slice((low - 1) * WIDTH, low * WIDTH);
  const file = sourceName(map, source);
  return file === null
    ? null
    : { source: file, line: originalLine + 1, column: originalColumn + 1, name: nameOf(map, name) };
}

/** An empty name is none: it may be a damaged one. */
function nameOf({ names }: RawMap, index: number): string | null {
  const name = names?.[index] ?? '';
  return name === '' ? null : name;
}

/** With `sourceRoot` in front, as `source-map` gives it. */
function sourceName({ sources, sourceRoot }: RawMap, index: number): string | null {
  const source = sources[index] ?? null;
  if (source === null || !sourceRoot || /^(?:\/|[a-z][a-z0-9+.-]*:)/i.test(source)) return source;
  return `${sourceRoot.replace(/\/$/, '')}/${source}`;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map(Array.from(DIGITS, (digit, value) => [digit.charCodeAt(0), value]));
const COMMA = 0x2c;
const SEMICOLON = 0x3b;

/** Base64 VLQ: five bits a digit, the lowest first, the number's lowest bit is its sign; each field counts from the last one of its kind. */
function decoded(mappings: string): Segments | null {
  const lines = [0];
  const fields: number[] = [];
  const state = [0, 0, 0, 0, 0];
  let count = 0;
  for (let at = 0; at <= mappings.length;) {
    const code = at === mappings.length ? SEMICOLON : mappings.charCodeAt(at);
    if (code === COMMA || code === SEMICOLON) {
      if (count !== 0 && count !== 1 && count !== 4 && count !== 5) return null;
      if (count > 0) fields.push(...state.map((field, i) => (i < count ? field : -1)));
      count = 0;
      at += 1;
      if (code === SEMICOLON) {
        lines.push(fields.length / WIDTH);
        state[0] = 0;
      }
      continue;
    }
    let [value, shift, digit] = [0, 0, 0x20];
    while ((digit & 0x20) !== 0) {
      const found = VALUES.get(mappings.charCodeAt(at));
      if (found === undefined || shift > 30) return null;
      digit = found;
      value += (digit & 0x1f) * 2 ** shift;
      shift += 5;
      at += 1;
    }
    if (count === WIDTH) return null;
    const sum = (state[count] ?? 0) + ((value & 1) === 1 ? -Math.floor(value / 2) : Math.floor(value / 2));
    if (sum < 0) return null;
    state[count] = sum;
    count += 1;
  }
  return { lines, fields };
}
