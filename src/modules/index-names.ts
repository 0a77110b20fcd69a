import type { SymbolIndex } from '../symbol-index/index.ts';
import { placeOfString } from '../symbol-index/strings.ts';
import type { Column } from '../symbol-index/symbol-index.ts';
import { SEVERAL } from './name-search.ts';
import type { NameEntries } from './names-table.ts';
import type { Names } from './functions-by-name.ts';

/** All that an engine may have printed: the name section's name, the linkage name, the name for people. */
export function namesInIndex(index: SymbolIndex): Names {
  const { bodies, functions, strings, identity } = index;
  const [, , functionIds, wasmNames] = bodies;
  const [linkageNames, displayNames] = functions;
  return {
    bytes: strings,
    mayBePadded: false,
    functionAt: (offset, length) => {
      const string = offset - lengthOfVarint(length);
      if (string <= 0) return null;
      // The last byte of a length is that of others, too: a name may be the beginning of a longer one.
      const place = placeOfString(index, string);
      if (place.offset !== offset || place.length !== length) return null;
      const found = new Set(firstPlaces(wasmNames, string));
      for (const column of [linkageNames, displayNames]) {
        const named = firstPlaces(column, string);
        // Many functions have no body, as they were inlined wherever they are called; behind so many of one name there may be more.
        if (named.length === MOST_PLACES) return undefined;
        for (const functionId of named) for (const body of firstPlaces(functionIds, functionId)) found.add(body);
      }
      const [body] = found;
      return body === undefined ? null : found.size > 1 ? SEVERAL : identity.importedFunctions + body;
    },
    entries: () => entriesOf(index),
  };
}

/** Records that are looked up of one value: each costs a walk over the next column. */
const MOST_PLACES = 8;

/** The first records of a column that have a value. */
function firstPlaces(column: Column | undefined, value: number): readonly number[] {
  const places: number[] = [];
  for (let at = -1; places.length < MOST_PLACES && (at = column?.indexOf(value, at + 1) ?? -1) !== -1;) places.push(at);
  return places;
}

function lengthOfVarint(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 0x7f; rest >>>= 7) bytes += 1;
  return bytes;
}

/** Of a damaged index, what is whole. */
function entriesOf(index: SymbolIndex): NameEntries {
  const { bodies, functions, strings, identity } = index;
  const [, , functionIds, wasmNames] = bodies;
  const [linkageNames, displayNames] = functions;
  const room = KINDS_OF_NAMES * functionIds.length;
  const offsets = new Uint32Array(room);
  const lengths = new Uint32Array(room);
  const functionIndexes = new Uint32Array(room);
  let count = 0;
  const add = (string: number, body: number): void => {
    if (string === 0) return;
    const { offset, length } = placeOfString(index, string);
    offsets[count] = offset;
    lengths[count] = length;
    functionIndexes[count++] = identity.importedFunctions + body;
  };
  for (let body = 0; body < functionIds.length; body++) {
    const functionId = functionIds[body] ?? 0;
    const wasmName = wasmNames[body] ?? 0;
    const linkageName = linkageNames?.[functionId] ?? 0;
    const displayName = displayNames?.[functionId] ?? 0;
    add(wasmName, body);
    if (linkageName !== wasmName) add(linkageName, body);
    if (displayName !== linkageName) add(displayName, body);
  }
  const used = (column: Uint32Array): Uint32Array => column.slice(0, count);
  return {
    bytes: strings,
    offsets: used(offsets),
    lengths: used(lengths),
    functionIndexes: used(functionIndexes),
    first: 0,
  };
}

const KINDS_OF_NAMES = 3;
