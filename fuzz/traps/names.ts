/** Names that overlap, nest, are as long as the file, or grow when they are demangled. */
import { below, next, once, pick } from '../random.ts';
import type { Random } from '../random.ts';
import { uleb } from '../bytes.ts';
import type { ByteWriter } from '../bytes.ts';
import { FORM } from '../dwarf/forms.ts';
import { AT, LANGUAGE, TAG, TrapModule, abbreviation, unit } from './dwarf-writer.ts';
import { bodyStarts } from '../module-bytes.ts';

const BODY_SIZE = 3;

/** Functions whose names are the ends of one long string, as linkage names or as plain ones in scopes. */
export function overlappingNames(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const count = Math.max(1, Math.min(20_000, bytes / 40)) | 0;
  const isSame = once(random, 3);
  const starts = functionsOf(trap, count, pick(random, [AT.name, AT.linkageName]));
  const prefix = pick(random, ['', '_Z', '_ZN', '_R', 'a::', '::']);
  const letters = pick(random, ['a', '1a', '::', 'IlE', 'S_', '\u00e9']);
  trap.str.string(prefix + filled(letters, Math.floor(bytes / 2)));
  unit(trap.info, 0, (info) => {
    rootEntry(info, pick(random, [LANGUAGE.cpp, LANGUAGE.c]));
    starts.forEach((start, n) => {
      info.uleb(2);
      info.number(isSame ? 0 : n, 4);
      info.number(start, 4);
      info.number(BODY_SIZE, 4);
    });
  });
  return trap;
}

/** The same name for every body, in the name section and in DWARF, near enough that they are compared. */
export function comparedNames(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const count = Math.max(1, Math.min(200, bytes / 40)) | 0;
  const starts = functionsOf(trap, count, AT.name);
  const length = Math.floor(bytes / 3);
  const given = filled(pick(random, ['::', 'a::', ':', 'f(', '_ZN1aE']), length);
  trap.str.string(filled(pick(random, ['::', ':', 'a', given]), Math.floor(length / 2)));
  trap.bodySizes = starts.map(() => BODY_SIZE);
  const name = new TextEncoder().encode(given);
  const map = [1, 1, ...uleb(0), ...uleb(name.length)];
  trap.names.number(1, 1);
  trap.names.uleb(map.length - 1 + name.length);
  trap.names.bytes(map.slice(1));
  trap.names.bytes(name);
  unit(trap.info, 0, (info) => {
    rootEntry(info, LANGUAGE.c);
    for (let n = 0; n < count; n += 1) {
      info.uleb(2);
      info.number(below(random, 3), 4);
      info.number(starts[0] ?? 0, 4);
      info.number(BODY_SIZE, 4);
    }
  });
  return trap;
}

/** Functions in nested scopes with long names, each of which is written out in full. */
export function nestedScopes(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const depth = 1 + below(random, 200);
  const count = Math.max(1, Math.min(5000, bytes / 60)) | 0;
  const starts = functionsOf(trap, count, AT.name);
  trap.str.string('s'.repeat(Math.max(1, bytes / 3)));
  unit(trap.info, 0, (info) => {
    rootEntry(info, LANGUAGE.cpp);
    starts.forEach((start, n) => {
      if (n % 16 === 0) {
        if (n > 0) info.fill(0, depth);
        for (let scope = 0; scope < depth; scope += 1) {
          info.uleb(3);
          info.number(once(random, 2) ? n : 0, 4);
        }
      }
      info.uleb(2);
      info.number(n, 4);
      info.number(start, 4);
      info.number(BODY_SIZE, 4);
    });
  });
  return trap;
}

/** Mangled names made to grow: substitutions of substitutions, back references, deep nesting, or letters at random. */
export function mangledNames(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const names: string[] = [];
  const longest = pick(random, [30, 300, 3000, 30_000]);
  for (let written = 0; written < bytes / 2 && names.length < 50_000; written += names.at(-1)?.length ?? 1) {
    names.push(mangledName(random, Math.min(longest, bytes)));
  }
  const starts = functionsOf(trap, names.length, AT.linkageName);
  const offsets = names.map((name) => {
    const at = trap.str.length;
    trap.str.string(name);
    return at;
  });
  unit(trap.info, 0, (info) => {
    rootEntry(info, LANGUAGE.cpp);
    starts.forEach((start, n) => {
      info.uleb(2);
      info.number(offsets[n] ?? 0, 4);
      info.number(start, 4);
      info.number(BODY_SIZE, 4);
    });
  });
  return trap;
}

const OPENING: readonly [string, ...string[]] = [
  '_Z',
  '_ZN',
  '_Z1f',
  '_ZN1aI',
  '_RNvC',
  '_RI',
  '_ZN3foo17h0123456789abcdefE',
];

/** Parts of both manglings, by blanks. */
const PARTS = (
  '1a 3foo I E J N K P R O F A M S_ S0_ S1_ St T_ T0_ Tn Dp Dt DT X L Li1E i v cv sr on pl cl dn gs sZ fp_ fL Ul Ut Z B C1 D0 ' +
  '__ _ 0 9 99 .llvm.1 B0_ B1_ C Nt Nv G D p u Kj1_ U1a st ad nw il'
).split(' ');

function pickPart(random: Random): string {
  return PARTS[below(random, PARTS.length)] ?? '';
}

function mangledName(random: Random, longest: number): string {
  let name: string = pick(random, OPENING);
  // Few different parts repeat themselves into depth, many do not.
  const parts = Array.from({ length: 1 + below(random, 6) }, () => pickPart(random));
  const length = 10 + below(random, longest);
  const isNested = once(random, 3);
  while (name.length < length) name += isNested ? (parts[below(random, parts.length)] ?? '') : pickPart(random);
  return isNested && once(random, 2) ? name + 'E'.repeat(below(random, length)) : name;
}

/** Sound names of some hundred bytes that double with every few of them: pairs of pairs, each written as a reference to the last. */
export function growingNames(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const isRust = once(random, 2);
  const levels = 3 + below(random, 25);
  const name = (n: number): string => (isRust ? rustPairs(levels, n) : cppPairs(levels, n));
  const count = Math.max(1, Math.floor(bytes / (name(0).length + 30)));
  const starts = functionsOf(trap, count, AT.linkageName);
  unit(trap.info, 0, (info) => {
    rootEntry(info, LANGUAGE.cpp);
    starts.forEach((start, n) => {
      info.uleb(2);
      info.number(trap.str.length, 4);
      info.number(start, 4);
      info.number(BODY_SIZE, 4);
      trap.str.string(name(n));
    });
  });
  return trap;
}

/** `f(std::pair<std::pair<…>, std::pair<…>>)`: each `S_` names the pair before it. */
function cppPairs(levels: number, n: number): string {
  const function_ = `f${n}`;
  const pairs = Array.from({ length: levels }, (_, level) => {
    const last = level === 0 ? 'S' : `S${(level - 1).toString(36).toUpperCase()}`;
    return `S_I${last}_${last}_E`;
  });
  return `_Z${function_.length}${function_}St4pairIiiE${pairs.join('')}`;
}

/** `f<((…, …), (…, …))>`: each `B…_` goes back to the tuple before it. */
function rustPairs(levels: number, n: number): string {
  const function_ = `f${n}`;
  let name = `_RIC${function_.length}${function_}`;
  let last = 'm';
  for (let level = 0; level < levels; level += 1) {
    const at = name.length - 2;
    name += `T${last}${last}E`;
    last = `B${base62(at)}_`;
  }
  return `${name}E`;
}

/** Rust's number 0 is the empty one, 1 is `0`. */
function base62(value: number): string {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  let text = '';
  for (let rest = value - 1; text === '' || rest > 0; rest = Math.floor(rest / 62))
    text = (digits[rest % 62] ?? '') + text;
  return text;
}

/** A name section whose names overlap nothing but are as long or as many as they can be. */
export function nameSection(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const count = pick(random, [1, 3, Math.max(1, bytes / 4) | 0, Math.max(1, bytes / 100) | 0]);
  trap.bodySizes = Array.from({ length: count }, () => BODY_SIZE);
  const length = Math.max(1, Math.floor(bytes / 2 / count) - 4);
  const names: number[] = [...uleb(count)];
  for (let n = 0; n < count; n += 1) {
    names.push(...uleb(n), ...uleb(length));
    for (let at = 0; at < length; at += 1)
      names.push(at === 0 ? 97 : once(random, 50) ? 0xc0 | (next(random) % 64) : 97 + (n % 26));
  }
  trap.names.number(1, 1);
  trap.names.uleb(names.length);
  trap.names.bytes(names);
  return trap;
}

/** The unit's entry, which says that it covers all code. */
function rootEntry(info: ByteWriter, language: number): void {
  info.uleb(1);
  info.number(language, 1);
  info.number(1, 4);
  info.number(0x7fff_ffff, 4);
}

/** As many copies of the piece as fill the length. */
function filled(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / Math.max(1, piece.length))).slice(0, length);
}

/** So many bodies, and abbreviations: 1 the unit, 2 a function with a name, 3 a scope. Returns where the bodies start. */
function functionsOf(trap: TrapModule, count: number, name: number): number[] {
  trap.bodySizes = Array.from({ length: count }, () => BODY_SIZE);
  abbreviation(trap.abbrev, 1, TAG.compileUnit, true, [
    [AT.language, FORM.data1],
    [AT.lowPc, FORM.addr],
    [AT.highPc, FORM.data4],
  ]);
  abbreviation(trap.abbrev, 2, TAG.subprogram, false, [
    [name, FORM.strp],
    [AT.lowPc, FORM.addr],
    [AT.highPc, FORM.data4],
  ]);
  abbreviation(trap.abbrev, 3, TAG.namespace, true, [[AT.name, FORM.strp]]);
  trap.abbrev.number(0, 1);
  return bodyStarts(trap.bodySizes);
}
