import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { below, next, oddNumber, once, pick, scaled } from '../random.ts';
import type { Random } from '../random.ts';

/** Modules that have a map, and their maps; a run's input names its module by the number in its first byte. */
const MODULES = ['emcc.wasm', 'opt.wasm', 'asc.wasm'] as const;
const MAPS = [['emcc.wasm.map', 'index.wasm.map'], ['opt.wasm.map'], ['asc.wasm.map']] as const;

/** Characters of a map at most. */
const LIMIT = 1_000_000;

function read(file: string): Uint8Array<ArrayBuffer> {
  const fixtures = process.env['FUZZ_FIXTURES'] ?? join(process.cwd(), 'fixtures');
  return new Uint8Array(readFileSync(join(fixtures, 'source-maps', file)));
}

/** A map whose numbers, lists, sections or scopes lie, behind the number of its module. */
export function mutateSourceMap(random: Random): { readonly label: string; readonly bytes: Uint8Array } {
  const module = below(random, MODULES.length);
  const file = pick(random, MAPS[module] ?? MAPS[0]);
  let map: unknown = JSON.parse(new TextDecoder().decode(read(file)));
  if (isObject(map) && once(random, 2)) map['scopes'] = madeScopes(random);
  if (isObject(map) && once(random, 3)) map['x_wasm_symbolicate_exact'] = true;
  if (isObject(map) && once(random, 3)) map = inSections(random, map);
  for (let left = scaled(random, 8); left > 0; left -= 1) mutateValue(random, map);
  let text = JSON.stringify(map);
  if (once(random, 6)) text = cutOrGlued(random, text);
  return { label: file, bytes: Uint8Array.from([module, ...new TextEncoder().encode(text.slice(0, LIMIT))]) };
}

/** The module and the map of an input. */
export function partsOf(bytes: Uint8Array): { readonly module: Uint8Array; readonly map: Uint8Array } {
  return { module: read(MODULES[(bytes[0] ?? 0) % MODULES.length] ?? MODULES[0]), map: bytes.subarray(1) };
}

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Goes down to some field and changes it. */
function mutateValue(random: Random, value: unknown): void {
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    const at = below(random, list.length + 1);
    if (once(random, 3) || list.length === 0) list.splice(at, below(random, 3), oddValue(random));
    else if (typeof list[at] === 'object') mutateValue(random, list[at]);
    else list[at % list.length] = oddValue(random);
  } else if (isObject(value)) {
    const [first = 'mappings', ...keys] = Object.keys(value);
    const key = once(random, 2) && 'mappings' in value ? 'mappings' : pick(random, [first, ...keys]);
    const field = value[key];
    if (once(random, 12)) value[key] = oddValue(random);
    else if (typeof field === 'string') value[key] = mutateVlq(random, field);
    else if (typeof field === 'number') value[key] = oddNumber(random);
    else mutateValue(random, field);
  }
}

function oddValue(random: Random): unknown {
  return pick(random, [
    null,
    0,
    -1,
    1.5,
    '',
    'a.c',
    '\ud800',
    [],
    {},
    true,
    oddNumber(random),
    'x'.repeat(scaled(random, 100_000)),
  ]);
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function mutateVlq(random: Random, text: string): string {
  const at = below(random, text.length + 1);
  const to = Math.min(text.length, at + scaled(random, 100));
  const insert = (piece: string): string => text.slice(0, at) + piece + text.slice(at);
  switch (below(random, 7)) {
    case 0:
      return text.slice(0, at) + text.slice(to);
    case 1:
      return insert(vlq(pick(random, [0, 1, 2, 3, oddNumber(random), next(random)])));
    case 2:
      return insert(pick(random, [',', ';', ',,,', ';;', 'AAAA,', 'A,', 'ggggggggg', '!', 'é', 'D', 'AAA']));
    case 3:
      return insert(text.slice(at, to).repeat(scaled(random, Math.floor(LIMIT / (to - at + 1)))));
    case 4:
      return insert(DIGITS.charAt(below(random, 64)));
    case 5:
      return text.split(',').reverse().join(',');
    default:
      return insert(
        ',' + pick(random, ['C', 'A', 'AAAA', 'CCCC', 'AADA', 'EAAAA']).concat(',').repeat(scaled(random, 50_000)),
      );
  }
}

function vlq(number: number): string {
  let text = '';
  let rest = number >>> 0;
  do {
    text += DIGITS.charAt((rest & 31) | (rest > 31 ? 32 : 0));
    rest >>>= 5;
  } while (rest > 0);
  return text;
}

/** Scopes that are mostly nested soundly, some of them very deep. */
function madeScopes(random: Random): string {
  const items: string[] = [];
  const small = (): string => vlq(below(random, 40));
  for (let left = scaled(random, 20); left > 0; left -= 1) {
    items.push(`B${vlq(below(random, 8))}${small()}${small()}${small()}${small()}`);
    if (once(random, 2)) items.push(`C${small()}${small()}`);
  }
  let open = 0;
  for (let left = scaled(random, once(random, 50) ? 100_000 : 500); left > 0; left -= 1) {
    switch (below(random, 5)) {
      case 0:
      case 1:
        items.push(`E${vlq(pick(random, [2, 6, 6, 10, 7]))}${small()}${small()}${small()}`);
        open += 1;
        break;
      case 2:
        items.push(`I${small()}${small()}${small()}`);
        break;
      case 3:
        if (open > 0) items.push(`F${small()}`);
        open = Math.max(0, open - 1);
        break;
      default:
        items.push(pick(random, ['', 'A', 'G', 'HA', 'Z', '/A', 'D', 'F', 'C', small()]));
    }
  }
  return items.join(',');
}

function inSections(random: Random, map: Json): Json {
  const count = once(random, 30) ? scaled(random, 5_000) : 1 + below(random, 4);
  const line = once(random, 5) ? 1 : 0;
  const sections = Array.from(
    { length: Math.min(count, Math.floor(LIMIT / JSON.stringify(map).length) + 1) },
    (_, at) => ({
      offset: { line, column: at * below(random, 200) },
      map: once(random, 3) ? { ...map } : map,
    }),
  );
  return once(random, 4) ? inSections(random, { version: 3, sections }) : { version: 3, sections };
}

function cutOrGlued(random: Random, text: string): string {
  const at = below(random, text.length);
  return pick(random, [
    text.slice(0, at),
    text + text,
    `)]}'\n${text}`,
    `\uFEFF${text}`,
    text.slice(at),
    text.replace('"', "'"),
  ]);
}
