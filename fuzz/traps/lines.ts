/** Line tables that announce, list or say more than the code has room for. */
import { below, oddNumber, once, pick } from '../random.ts';
import type { Random } from '../random.ts';
import { ByteWriter } from '../bytes.ts';
import { FORM } from '../dwarf/forms.ts';
import {
  AT,
  TAG,
  TrapModule,
  abbreviation,
  endSequence,
  lineProgram,
  plainTables,
  setAddress,
  unit,
} from './dwarf-writer.ts';

const BODY = 3;

function withUnit(trap: TrapModule, units: number): TrapModule {
  abbreviation(trap.abbrev, 1, TAG.compileUnit, false, [
    [AT.stmtList, FORM.secOffset],
    [AT.lowPc, FORM.addr],
    [AT.highPc, FORM.data4],
  ]);
  trap.abbrev.number(0, 1);
  for (let n = 0; n < units; n += 1) {
    unit(trap.info, 0, (info) => {
      info.uleb(1);
      info.number(0, 4);
      info.number(BODY, 4);
      info.number(1000, 4);
    });
  }
  return trap;
}

/** Directories and files of a byte or two each, in the tables of DWARF 4. */
export function tinyFiles(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const share = pick(random, [0, 0.5, 1]);
  lineProgram(
    trap.line,
    (line) => {
      while (line.length < bytes * share) line.string('d');
      line.number(0, 1);
      while (line.length < bytes) {
        line.string('f');
        line.bytes([below(random, 128), 0, 0]);
      }
      line.number(0, 1);
    },
    (line) => {
      setAddress(line, BODY);
      for (let n = 1; n < 900; n += 1) {
        line.number(4, 1);
        line.uleb(n * 7);
        line.number(32, 1);
      }
      endSequence(line, 1);
    },
  );
  return withUnit(trap, pick(random, [0, 1, 50]));
}

/** The tables of DWARF 5, whose entries have the form that the header says, at the smallest a byte, and whose counts may be any. */
export function formattedFiles(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const { line } = trap;
  line.number(0, 4);
  line.number(5, 2);
  line.bytes([4, 0]);
  const headerAt = line.length;
  line.number(0, 4);
  line.bytes([1, 1, 1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]);
  for (const limit of [pick(random, [100, bytes / 2]), bytes]) {
    const formats = pick(random, [1, 1, 2, 5, 255]);
    line.number(formats, 1);
    for (let n = 0; n < formats; n += 1) {
      line.uleb(n === 0 ? 1 : pick(random, [1, 2, 3, 4, 5, 0x2001]));
      line.uleb(
        pick(random, [FORM.string, FORM.string, FORM.udata, FORM.data1, FORM.block, FORM.strx, oddNumber(random)]),
      );
    }
    const size = Math.max(0, limit - line.length) | 0;
    line.uleb(once(random, 3) ? oddNumber(random) : Math.floor(size / formats));
    line.fill(0, size);
  }
  line.patch(headerAt, line.length - headerAt - 4);
  setAddress(line, BODY);
  line.bytes([32, 32, 32]);
  endSequence(line, 1);
  line.patch(0, line.length - 4);
  return withUnit(trap, pick(random, [0, 1, 50]));
}

/** Rows of a byte each: in one sequence, or in many that all cover one body, with columns that take five bytes in the index. */
export function manyRows(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const size = pick(random, [100, 10_000, Math.max(10, bytes / 2)]) | 0;
  trap.bodySizes = [size];
  const perSequence = pick(random, [1, 50, size, bytes]);
  const hasColumn = once(random, 2);
  lineProgram(trap.line, plainTables, (line) => {
    while (line.length < bytes / 2) {
      setAddress(line, BODY + (once(random, 3) ? below(random, size) : 0));
      if (hasColumn) line.bytes([5, 0xff, 0xff, 0xff, 0xff, 0x0f]);
      for (let n = 0; n < perSequence && line.length < bytes / 2; n += 1) line.number(13 + 14 + (n % 3) * 2, 1);
      endSequence(line, pick(random, [0, 1, size]));
    }
  });
  return withUnit(trap, pick(random, [0, 1, 1, 20]));
}

/** Programs of a few bytes, one behind the other, which no unit leads to. */
export function manyPrograms(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const isEmpty = once(random, 2);
  while (trap.line.length < bytes) {
    if (isEmpty) {
      trap.line.number(0, 4);
      continue;
    }
    lineProgram(trap.line, plainTables, (line) => {
      setAddress(line, BODY + below(random, 900));
      line.bytes([32, 33]);
      endSequence(line, 1);
    });
  }
  return once(random, 2) ? withUnit(trap, 3) : trap;
}

/** Bodies of a few bytes, so many that what is kept of each is what counts. */
export function manyBodies(random: Random, bytes: number): TrapModule {
  const trap = new TrapModule();
  const size = pick(random, [0, 1, 2, 4]);
  trap.bodySizes = Array.from({ length: Math.max(1, bytes / (size + 3)) | 0 }, () => size);
  if (once(random, 2)) lineProgram(trap.line, plainTables, rowsOver(trap.bodySizes.length, size));
  return once(random, 2) ? withUnit(trap, 1) : trap;
}

function rowsOver(count: number, size: number): (line: ByteWriter) => void {
  return (line) => {
    for (let n = 0; n < Math.min(count, 20_000); n += 1) {
      setAddress(line, BODY + n * (size + 1));
      line.number(32, 1);
      endSequence(line, 1);
    }
  };
}
