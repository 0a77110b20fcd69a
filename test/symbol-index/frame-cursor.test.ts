import { describe, expect, it } from 'vitest';
import { filePath, FrameCursor, functionName, language, linkageName, openIndex } from '../../src/symbol-index/index.ts';
import { errorOf } from '../support/errors.ts';
import { indexOf } from './module.ts';

const index = openIndex(indexOf());

describe('FrameCursor', () => {
  it('gives the frames of an address as ids, innermost first', () => {
    const cursor = new FrameCursor(index);
    expect(cursor.seek(14)).toBe(true);
    const frames: unknown[] = [];
    do {
      const { functionId, fileId, line, column, inlined, depth } = cursor;
      frames.push({ functionId, fileId, line, column, inlined, depth });
    } while (cursor.next());
    expect(frames).toEqual([
      { functionId: 3, fileId: 3, line: 3, column: 1, inlined: true, depth: 0 },
      { functionId: 3, fileId: 3, line: 0, column: 0, inlined: true, depth: 1 },
      { functionId: 2, fileId: 3, line: 8, column: 0, inlined: true, depth: 2 },
      { functionId: 1, fileId: 1, line: 14, column: 9, inlined: false, depth: 3 },
    ]);
  });

  it('tells its range, and whether a row covers it', () => {
    const cursor = new FrameCursor(index);
    const range = (address: number): unknown => {
      const found = cursor.seek(address);
      const { hasRow, ranges } = cursor;
      return { found, hasRow, body: ranges.body, start: ranges.start, end: ranges.end, origin: ranges.origin };
    };
    expect(range(12)).toEqual({ found: true, hasRow: true, body: 0, start: 10, end: 14, origin: 1 });
    expect(range(4)).toMatchObject({ found: true, hasRow: false, body: 0 });
    expect(range(46)).toMatchObject({ found: true, hasRow: false, body: 1, origin: 0 });
    expect(range(44)).toMatchObject({ found: false });
    expect(range(41)).toEqual({ found: true, hasRow: true, body: 0, start: 30, end: 43, origin: 1 });
  });

  it('has names, paths and languages by id', () => {
    const functionIds = [0, 1, 2, 3, 4, 5, 6];
    expect(functionIds.map((id) => [functionName(index, id), linkageName(index, id), language(index, id)])).toEqual([
      [null, null, 0],
      ['total()', '_Z5totalv', 0x21],
      ['tax(int)', '_Z3taxi', 0],
      ['round', 'round', 0],
      ['long', 'long', 0],
      ['exported', 'exported', 0],
      ['declared', 'declared', 0],
    ]);
    expect(errorOf(() => functionName(index, 7))).toMatchObject({ code: 'malformed-index' });
  });
});

describe('filePath', () => {
  it.each([
    [{ compDir: '/build', directory: 'src', name: 'a.c' }, '/build/src/a.c'],
    [{ compDir: '/build/', directory: 'src/', name: 'a.c' }, '/build/src/a.c'],
    [{ compDir: '/build', name: 'a.c' }, '/build/a.c'],
    [{ directory: 'src', name: 'a.c' }, 'src/a.c'],
    [{ name: 'a.c' }, 'a.c'],
    [{ compDir: '/build', directory: '/usr/include', name: 'a.h' }, '/usr/include/a.h'],
    [{ compDir: '/build', directory: 'src', name: '/abs/a.c' }, '/abs/a.c'],
    [{ compDir: '/build', directory: 'src', name: 'c:/a.c' }, 'c:/a.c'],
    [{ compDir: '/build', directory: 'D:\\src', name: 'a.c' }, 'D:\\src/a.c'],
    [{ compDir: '/build', directory: 'src', name: '\\\\host\\a.c' }, '\\\\host\\a.c'],
    [{ compDir: '/build', directory: 'src', name: '\u{feff}é😀.c' }, '/build/src/\u{feff}é😀.c'],
    [{ compDir: '/$&', directory: '$1', name: 'a.c' }, '/$&/$1/a.c'],
    [{ compDir: '/build', directory: 'src' }, '/build/src'],
    [{}, null],
  ])('joins %j to %j', (file, path) => {
    const own = openIndex(indexOf({ files: [file] }));
    expect(filePath(own, 1)).toBe(path);
    expect(filePath(own, 1)).toBe(path);
  });

  it('has no path for the unknown file, and none behind the last', () => {
    expect(filePath(index, 0)).toBe(null);
    expect(errorOf(() => filePath(index, 5))).toMatchObject({
      code: 'malformed-index',
      message: 'symbol index: no file 5',
    });
  });
});
