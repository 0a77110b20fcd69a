/** What is read once for each unit or entry that points to it, and costs the square of the file if that is not bounded. */
import { once, pick, below } from '../random.ts';
import type { Random } from '../random.ts';
import { FORM } from '../dwarf/forms.ts';
import { bodyStarts } from '../module-bytes.ts';
import {
  AT,
  LANGUAGE,
  TAG,
  TrapModule,
  abbreviation,
  endSequence,
  lineProgram,
  plainTables,
  setAddress,
  unit,
} from './dwarf-writer.ts';

/** The first body of {@link TrapModule} when it has one alone. */
const BODY = 3;

/** Units that all read one abbreviation table, at one offset or each at its own. */
export function sharedAbbreviations(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const isStaggered = once(random, 2);
  const offsets: number[] = [];
  while (trap.abbrev.length < bytes / 2) {
    offsets.push(trap.abbrev.length);
    const code = isStaggered ? offsets.length + 1 : below(random, 1_000_000) + 2;
    abbreviation(trap.abbrev, code, TAG.variable, false, once(random, 4) ? [[AT.name, FORM.strp]] : []);
  }
  abbreviation(trap.abbrev, 1, TAG.compileUnit, true, [[AT.stmtList, FORM.secOffset]]);
  trap.abbrev.number(0, 1);
  for (let n = 0; trap.info.length < bytes / 2; n += 1) {
    unit(trap.info, isStaggered ? (offsets[n % offsets.length] ?? 0) : 0, (info) => {
      info.uleb(1);
      info.number(0, 4);
    });
  }
  lineProgram(trap.line, plainTables, (line) => {
    rows(line, 100);
  });
  return trap;
}

/** Units that all run one line program, or each another end of it. */
export function sharedLineProgram(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  trap.bodySizes = [Math.max(10, Math.min(100_000, bytes / 8)) | 0];
  abbreviation(trap.abbrev, 1, TAG.compileUnit, false, [
    [AT.stmtList, FORM.secOffset],
    [AT.lowPc, FORM.addr],
    [AT.highPc, FORM.data4],
  ]);
  trap.abbrev.number(0, 1);
  const nested = once(random, 2) ? nestedPrograms(trap, bytes) : [0];
  if (nested.length === 1) {
    lineProgram(trap.line, plainTables, (line) => {
      rows(line, bytes / 2);
    });
  }
  for (let n = 0; trap.info.length < bytes / 2; n += 1) {
    unit(trap.info, 0, (info) => {
      info.uleb(1);
      info.number(nested[n % nested.length] ?? 0, 4);
      info.number(BODY, 4);
      info.number(100, 4);
    });
  }
  return trap;
}

/** Program headers within each other's programs, all reaching to the section's end. */
function nestedPrograms(trap: TrapModule, bytes: number): number[] {
  const { line } = trap;
  const starts: number[] = [];
  while (line.length < bytes / 2) {
    // The next header stands in an extended opcode's operands, which a program skips.
    if (starts.length > 0) line.bytes([0, 60, 0x80]);
    starts.push(line.length);
    lineProgram(line, plainTables, () => undefined);
  }
  for (const start of starts) line.patch(start, line.length - start - 4);
  return starts;
}

function rows(line: TrapModule['line'], count: number): void {
  setAddress(line, BODY);
  for (let n = 0; n < count; n += 1) line.number(13 + 19 + (n % 3) * 14, 1);
  endSequence(line, 1);
}

/** Entries that all have one long range list. */
export function sharedRanges(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  trap.bodySizes = Array.from({ length: Math.max(1, Math.min(2000, bytes / 40)) | 0 }, () => 20);
  const tag = pick(random, [TAG.inlined, TAG.subprogram, TAG.compileUnit]);
  abbreviation(trap.abbrev, 1, TAG.compileUnit, true, [[AT.stmtList, FORM.secOffset]]);
  abbreviation(trap.abbrev, 2, TAG.subprogram, true, [
    [AT.lowPc, FORM.addr],
    [AT.highPc, FORM.data4],
  ]);
  abbreviation(trap.abbrev, 3, tag, false, [[AT.ranges, FORM.secOffset]]);
  trap.abbrev.number(0, 1);
  const isReversed = once(random, 2);
  const starts = bodyStarts(trap.bodySizes);
  const first = starts[0] ?? 0;
  for (let n = 0; trap.ranges.length < bytes / 2; n += 1) {
    const start = starts.at((isReversed ? -1 - n : n) % starts.length) ?? first;
    trap.ranges.number(start, 4);
    trap.ranges.number(start + 5, 4);
  }
  trap.ranges.number(0, 8);
  const list = once(random, 2) ? 8 : 0;
  unit(trap.info, 0, (info) => {
    info.uleb(1);
    info.number(0, 4);
    info.uleb(2);
    info.number(first, 4);
    info.number(20, 4);
    while (info.length < bytes / 2) {
      info.uleb(3);
      info.number((list * (info.length % 64)) % Math.max(8, trap.ranges.length - 8), 4);
    }
  });
  lineProgram(trap.line, plainTables, (line) => {
    rows(line, 10);
  });
  return trap;
}

/** Inlined calls whose origins lie in other units, each of which leads to one large line table header or to many scopes. */
export function foreignUnits(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  abbreviation(trap.abbrev, 1, TAG.compileUnit, true, [
    [AT.stmtList, FORM.secOffset],
    [AT.language, FORM.data1],
  ]);
  abbreviation(trap.abbrev, 2, TAG.subprogram, true, [
    [AT.lowPc, FORM.addr],
    [AT.highPc, FORM.data4],
  ]);
  abbreviation(trap.abbrev, 3, TAG.inlined, false, [
    [AT.abstractOrigin, FORM.refAddr],
    [AT.lowPc, FORM.addr],
    [AT.highPc, FORM.data1],
  ]);
  abbreviation(trap.abbrev, 4, TAG.subprogram, false, [
    [AT.name, FORM.strp],
    [AT.declFile, FORM.data1],
    [AT.declLine, FORM.data1],
  ]);
  abbreviation(trap.abbrev, 5, TAG.namespace, true, []);
  trap.abbrev.number(0, 1);
  trap.str.string('origin');
  const language = pick(random, [LANGUAGE.cpp, LANGUAGE.c]);
  const scopes = once(random, 2) ? below(random, 50) : 0;
  const entries: number[] = [];
  const units: number[] = [];
  while (trap.info.length < bytes / 3) {
    const start = unit(trap.info, 0, (info) => {
      info.uleb(1);
      info.number(0, 4);
      info.number(language, 1);
      for (let n = 0; n < scopes; n += 1) info.uleb(5);
      entries.push(info.length);
      info.uleb(4);
      info.number(0, 4);
      info.number(1 + (units.length % 200), 1);
      info.number(1 + (units.length % 200), 1);
    });
    units.push(start);
  }
  unit(trap.info, 0, (info) => {
    info.uleb(1);
    info.number(0, 4);
    info.number(language, 1);
    info.uleb(2);
    info.number(BODY, 4);
    info.number(1000, 4);
    entries.forEach((entry, n) => {
      info.uleb(3);
      info.number(entry, 4);
      info.number(BODY + (n % 900), 4);
      info.number(1, 1);
    });
  });
  lineProgram(
    trap.line,
    (line) => {
      line.number(0, 1);
      for (let n = 0; line.length < bytes / 3; n += 1) {
        line.string(`f${n}`);
        line.bytes([0, 0, 0]);
      }
      line.number(0, 1);
    },
    (line) => {
      rows(line, 900);
    },
  );
  return trap;
}
