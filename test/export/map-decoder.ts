/**
 * A decoder of source maps with scopes for tests, written from the standard (ECMA-426) and its draft of scopes (tc39/ecma426 pull request 196)
 * alone: it shares nothing with the encoder. It is strict: what the grammar does not allow fails.
 */

export interface Place {
  readonly source: string | null;
  /** As in maps: both count from 0. */
  readonly line: number;
  readonly column: number;
}

export interface OriginalScope {
  readonly source: number;
  readonly name: string | null;
  readonly kind: string | null;
  readonly isStackFrame: boolean;
  readonly start: Omit<Place, 'source'>;
  end: Omit<Place, 'source'>;
  readonly children: OriginalScope[];
}

export interface GeneratedRange {
  readonly start: number;
  end: number;
  readonly definition: OriginalScope | null;
  readonly isStackFrame: boolean;
  callSite: Place | null;
  readonly children: GeneratedRange[];
}

export interface DecodedScopes {
  /** By source. */
  readonly trees: readonly OriginalScope[];
  readonly ranges: readonly GeneratedRange[];
}

interface MapWithScopes {
  readonly sources: readonly (string | null)[];
  readonly names: readonly string[];
  readonly scopes: string;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The unsigned VLQs of an item. */
function numbers(item: string): number[] {
  const found: number[] = [];
  let value = 0;
  let factor = 1;
  for (const character of item) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0) throw new Error(`'${character}' is no base64 digit`);
    value += (digit % 32) * factor;
    factor *= 32;
    if (digit >= 32) continue;
    if (value >= 2 ** 32) throw new Error(`${value} has more than 32 bits`);
    found.push(value);
    value = 0;
    factor = 1;
  }
  if (factor > 1) throw new Error(`'${item}' ends in the middle of a number`);
  return found;
}

function signed(value: number): number {
  return value % 2 === 1 ? -Math.floor(value / 2) : value / 2;
}

/** One item's numbers, taken one after the other; nothing may be left. */
class Item {
  readonly tag: number;
  readonly #numbers: number[];

  constructor(text: string) {
    this.#numbers = numbers(text);
    this.tag = this.unsigned();
  }

  unsigned(): number {
    const value = this.#numbers.shift();
    if (value === undefined) throw new Error('an item is too short');
    return value;
  }

  signed(): number {
    return signed(this.unsigned());
  }

  end(): void {
    if (this.#numbers.length > 0) throw new Error('an item is too long');
  }
}

export function decodeScopes({ sources, names, scopes }: MapWithScopes): DecodedScopes {
  const trees: OriginalScope[] = [];
  const ranges: GeneratedRange[] = [];
  const flat: OriginalScope[] = [];
  const openScopes: OriginalScope[] = [];
  const openRanges: GeneratedRange[] = [];
  let [line, column, name, kind, offset, definition] = [0, 0, 0, 0, 0, 0];

  const position = (item: Item): { line: number; column: number } => {
    const lines = item.unsigned();
    column = lines === 0 ? column + item.unsigned() : item.unsigned();
    line += lines;
    return { line, column };
  };
  const nameAt = (at: number): string => {
    const text = names[at];
    if (text === undefined) throw new Error(`no name ${at}`);
    return text;
  };

  for (const text of scopes === '' ? [] : scopes.split(',')) {
    const item = new Item(text);
    if (item.tag === 1) {
      if (ranges.length > 0 || openRanges.length > 0) throw new Error('an original scope behind a range');
      const flags = item.unsigned();
      if (openScopes.length === 0) [line, column] = [0, 0];
      const start = position(item);
      const scope: OriginalScope = {
        source: trees.length,
        name: flags & 1 ? nameAt((name += item.signed())) : null,
        kind: flags & 2 ? nameAt((kind += item.signed())) : null,
        isStackFrame: (flags & 4) !== 0,
        start,
        end: start,
        children: [],
      };
      flat.push(scope);
      openScopes.at(-1)?.children.push(scope);
      openScopes.push(scope);
    } else if (item.tag === 2) {
      const scope = openScopes.pop();
      if (scope === undefined) throw new Error('an end without its scope');
      scope.end = position(item);
      if (openScopes.length === 0) trees.push(scope);
    } else if (item.tag === 4) {
      if (openScopes.length > 0) throw new Error('a range within an original scope');
      const flags = item.unsigned();
      if (flags & 1) throw new Error('a module has one line');
      offset += item.unsigned();
      if (flags & 2) definition += item.signed();
      const scope = flags & 2 ? flat[definition] : null;
      if (scope === undefined) throw new Error(`no original scope ${definition}`);
      const range: GeneratedRange = {
        start: offset,
        end: offset,
        definition: scope,
        isStackFrame: (flags & 4) !== 0,
        callSite: null,
        children: [],
      };
      (openRanges.at(-1)?.children ?? ranges).push(range);
      openRanges.push(range);
    } else if (item.tag === 5) {
      const range = openRanges.pop();
      if (range === undefined) throw new Error('an end without its range');
      offset += item.unsigned();
      range.end = offset;
    } else if (item.tag === 8) {
      const range = openRanges.at(-1);
      if (range === undefined) throw new Error('a call site without its range');
      const source = sources[item.unsigned()];
      if (source === undefined) throw new Error('a call site in no source');
      range.callSite = { source, line: item.unsigned(), column: item.unsigned() };
      // "If the [[CallSite]] field of a generated range is not null, then:"
      if (range.definition?.isStackFrame !== true || range.isStackFrame) throw new Error('a call site of no function');
    } else {
      throw new Error(`unknown tag ${item.tag}`);
    }
    item.end();
  }
  if (openScopes.length > 0 || openRanges.length > 0) throw new Error('scopes or ranges are not ended');
  if (trees.length !== sources.length) throw new Error(`${trees.length} trees for ${sources.length} sources`);
  return { trees, ranges };
}

/** A segment of the map's only line. */
export interface Segment {
  readonly offset: number;
  readonly place: Place | null;
}

export function decodeMappings(map: {
  readonly sources: readonly (string | null)[];
  readonly mappings: string;
}): Segment[] {
  let [offset, source, line, column] = [0, 0, 0, 0];
  return (map.mappings === '' ? [] : map.mappings.split(',')).map((text) => {
    const fields = numbers(text).map(signed);
    const [offsetStep = 0, sourceStep = 0, lineStep = 0, columnStep = 0] = fields;
    offset += offsetStep;
    if (fields.length === 1) return { offset, place: null };
    if (fields.length !== 4) throw new Error(`a segment of ${fields.length} fields`);
    source += sourceStep;
    line += lineStep;
    column += columnStep;
    const path = map.sources[source];
    if (path === undefined || line < 0 || column < 0) throw new Error('a segment of no place');
    return { offset, place: { source: path, line, column } };
  });
}

/** What a tool that knows only maps makes of an offset: functions and places, innermost first. */
export function framesAt(
  offset: number,
  segments: readonly Segment[],
  ranges: readonly GeneratedRange[],
): { function: string | null; place: Place | null }[] {
  const chain: GeneratedRange[] = [];
  for (let within = ranges; ;) {
    const range = within[lastAtOrBefore(within, offset, ({ start }) => start)];
    if (range === undefined || offset >= range.end) break;
    chain.unshift(range);
    within = range.children;
  }
  let place = segments[lastAtOrBefore(segments, offset, (segment) => segment.offset)]?.place ?? null;
  return chain.map(({ definition, callSite }) => {
    const frame = { function: definition?.name ?? null, place };
    place = callSite;
    return frame;
  });
}

function lastAtOrBefore<T>(list: readonly T[], offset: number, at: (element: T) => number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const element = list[middle];
    if (element !== undefined && at(element) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
