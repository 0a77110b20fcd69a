/** Entries of hardly a byte that become records of dozens, nest without end, refer in circles, or are visited again and again. */
import { below, once, pick } from '../random.ts';
import type { Random } from '../random.ts';
import { FORM } from '../dwarf/forms.ts';
import {
  AT,
  LANGUAGE,
  TAG,
  TrapModule,
  UNIT_HEADER,
  abbreviation,
  endSequence,
  lineProgram,
  plainTables,
  setAddress,
  unit,
} from './dwarf-writer.ts';
import type { Specification } from './dwarf-writer.ts';
import { bodyStarts } from '../module-bytes.ts';

const BODY = 3;

const RANGE: readonly Specification[] = [
  [AT.lowPc, FORM.addr],
  [AT.highPc, FORM.data4],
];

function root(trap: TrapModule): void {
  abbreviation(trap.abbrev, 1, TAG.compileUnit, true, [
    [AT.stmtList, FORM.secOffset],
    [AT.language, FORM.data1],
    ...RANGE,
  ]);
  lineProgram(trap.line, plainTables, (line) => {
    setAddress(line, BODY);
    for (let n = 0; n < 200; n += 1) line.bytes([13 + 19 + (n % 5) * 14, 3, 1]);
    endSequence(line, 1);
  });
}

function rootEntry(info: TrapModule['info'], language: number): void {
  info.uleb(1);
  info.number(0, 4);
  info.number(language, 1);
  info.number(BODY, 4);
  info.number(1000, 4);
}

/** Nothing but entries of one byte, with or without children. */
export function tinyEntries(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  root(trap);
  const tags = [TAG.subprogram, TAG.inlined, TAG.namespace, TAG.lexicalBlock, TAG.classType] as const;
  abbreviation(trap.abbrev, 2, TAG.subprogram, true, [[AT.name, FORM.string], ...RANGE]);
  const forms = pick<readonly Specification[]>(random, [
    [],
    [],
    [[AT.name, FORM.string]],
    [[AT.abstractOrigin, FORM.ref1]],
  ]);
  const hasChildren = once(random, 2);
  abbreviation(trap.abbrev, 3, pick(random, tags), hasChildren, forms);
  trap.abbrev.number(0, 1);
  const isWithin = once(random, 2);
  const nulls = once(random, 2) && hasChildren;
  unit(trap.info, 0, (info) => {
    rootEntry(info, LANGUAGE.cpp);
    if (isWithin) {
      info.uleb(2);
      info.string('f');
      info.number(BODY, 4);
      info.number(1000, 4);
    }
    while (info.length < bytes) {
      info.uleb(3);
      info.fill(0, forms.length);
      if (nulls) info.number(0, 1);
    }
  });
  return trap;
}

/** Inlined calls within inlined calls, each with a range, sound or torn. */
export function inlineChain(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const length = Math.max(1000, bytes / 14) | 0;
  trap.bodySizes = [length];
  const [body = 0] = bodyStarts(trap.bodySizes);
  root(trap);
  abbreviation(trap.abbrev, 2, TAG.subprogram, true, [[AT.name, FORM.string], ...RANGE]);
  abbreviation(trap.abbrev, 3, TAG.inlined, true, [
    [AT.abstractOrigin, FORM.ref4],
    [AT.callLine, FORM.data1],
    ...RANGE,
  ]);
  trap.abbrev.number(0, 1);
  const isTorn = once(random, 2);
  unit(trap.info, 0, (info) => {
    rootEntry(info, LANGUAGE.c);
    const origin = info.length;
    info.uleb(2);
    info.string('f');
    info.number(body, 4);
    info.number(length, 4);
    for (let n = 0; info.length < bytes; n += 1) {
      info.uleb(3);
      info.number(origin, 4);
      info.number(n, 1);
      info.number(body + (n % length), 4);
      info.number(isTorn ? 1 + below(random, length) : Math.max(1, length - (n % length)), 4);
    }
  });
  return trap;
}

/** Origins and specifications that lead to each other, to themselves and to entries of other kinds, across units. */
export function circles(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  root(trap);
  const attribute = pick(random, [AT.abstractOrigin, AT.specification]);
  abbreviation(trap.abbrev, 2, TAG.subprogram, true, [[attribute, FORM.refAddr], ...RANGE]);
  abbreviation(trap.abbrev, 3, TAG.inlined, false, [[AT.abstractOrigin, FORM.refAddr], ...RANGE]);
  abbreviation(trap.abbrev, 4, TAG.classType, true, [[AT.signature, FORM.refSig8]]);
  trap.abbrev.number(0, 1);
  const places: number[] = [];
  const anywhere = (): number => (once(random, 8) ? below(random, bytes) : (places[below(random, places.length)] ?? 0));
  while (trap.info.length < bytes) {
    unit(trap.info, 0, (info) => {
      rootEntry(info, once(random, 2) ? LANGUAGE.cpp : LANGUAGE.c);
      for (let n = below(random, 400); n > 0; n -= 1) {
        places.push(info.length);
        const code = pick(random, [2, 3, 3, 4, 0]);
        info.uleb(code);
        if (code === 0) continue;
        if (code === 4) {
          info.number(below(random, 8), 8);
          continue;
        }
        info.number(once(random, 4) ? info.length - 1 : anywhere(), 4);
        info.number(code === 2 ? BODY : BODY + below(random, 900), 4);
        info.number(below(random, 200), 4);
      }
    });
  }
  for (let signature = 0; signature < 8; signature += 1) {
    const start = trap.types.length;
    trap.types.number(0, 4);
    trap.types.number(4, 2);
    trap.types.number(0, 4);
    trap.types.number(4, 1);
    trap.types.number(signature, 8);
    trap.types.number(UNIT_HEADER + 12 + 14, 4);
    rootEntry(trap.types, LANGUAGE.cpp);
    for (let n = 0; n < 40; n += 1) {
      trap.types.uleb(4);
      trap.types.number((signature + n) % 8, 8);
    }
    trap.types.patch(start, trap.types.length - start - 4);
  }
  return trap;
}

/** A function that claims all bodies and has many inlined calls, each of which is weighed for every body. */
export function manyClaims(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const size = 20;
  const count = Math.max(1, bytes / 80) | 0;
  trap.bodySizes = Array.from({ length: count }, () => size);
  const starts = bodyStarts(trap.bodySizes);
  const first = starts[0] ?? 0;
  root(trap);
  const isOne = once(random, 2);
  abbreviation(trap.abbrev, 2, TAG.subprogram, true, [
    [AT.name, FORM.string],
    ...(isOne ? ([[AT.ranges, FORM.secOffset]] as const) : RANGE),
  ]);
  abbreviation(trap.abbrev, 3, TAG.inlined, false, [
    [AT.abstractOrigin, FORM.ref4],
    [AT.callLine, FORM.data1],
    ...RANGE,
  ]);
  trap.abbrev.number(0, 1);
  for (const start of starts) {
    trap.ranges.number(start, 4);
    trap.ranges.number(start + size, 4);
  }
  trap.ranges.number(0, 8);
  const reach = once(random, 2) ? count * (size + 1) : size;
  unit(trap.info, 0, (info) => {
    rootEntry(info, LANGUAGE.c);
    const origin = info.length;
    const inlined = (n: number): void => {
      info.uleb(3);
      info.number(origin, 4);
      info.number(n, 1);
      info.number(first + below(random, reach), 4);
      info.number(1 + below(random, reach), 4);
    };
    for (let n = 0; n < (isOne ? 1 : count); n += 1) {
      info.uleb(2);
      info.string('f');
      if (isOne) {
        info.number(0, 4);
      } else {
        info.number(starts[n] ?? 0, 4);
        info.number(size, 4);
        inlined(n);
        inlined(n);
        info.number(0, 1);
      }
    }
    for (let n = 0; isOne && info.length < bytes / 2; n += 1) inlined(n);
  });
  return trap;
}
