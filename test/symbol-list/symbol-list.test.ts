import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isSymbolList, parseSymbolList } from '../../src/symbol-list/symbol-list.ts';
import type { SymbolList } from '../../src/symbol-list/symbol-list.ts';
import { errorOf } from '../support/errors.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function entriesOf({ bytes, indices, offsets, lengths }: SymbolList): [number, string][] {
  return Array.from(indices, (index, entry) => {
    const offset = offsets[entry] ?? 0;
    return [index, new TextDecoder().decode(bytes.slice(offset, offset + (lengths[entry] ?? 0)))];
  });
}

const read = (text: string): [number, string][] => entriesOf(parseSymbolList(utf8(text)));

const file = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/symbol-lists/${name}`, import.meta.url)));

/** What the compiler called the functions of boxes.cpp. */
const BOXES: [number, string][] = [
  [0, 'host_price'],
  [1, '__wasm_call_ctors'],
  [2, 'geometry::Box::area(int) const'],
  [3, 'größe'],
  [4, 'int geometry::twice<int>(int)'],
  [5, 'run'],
  [6, 'stackSave'],
  [7, 'stackRestore'],
  [8, 'stackAlloc'],
  [9, '__errno_location'],
];

describe('a symbol list', () => {
  it('is what emcc --emit-symbol-map writes, with its escapes undone', () => {
    const list = parseSymbolList(file('boxes.js.symbols'), { name: 'boxes.js.symbols' });
    expect(entriesOf(list)).toEqual(BOXES);
    expect(list).toMatchObject({ name: 'boxes.js.symbols', format: 'lines', malformed: { count: 0, place: 0 } });
  });

  it('is the same as JSON of Unity’s kind', () => {
    const list = parseSymbolList(file('boxes.symbols.json'));
    expect(entriesOf(list)).toEqual(BOXES);
    expect(list).toMatchObject({ name: null, format: 'json', malformed: { count: 0, place: 0 } });
  });

  it('is what newer Emscriptens and .NET write, without escapes, on any system', () => {
    const expected = [
      [0, 'env.abort'],
      [17, 'std::operator<(a, b)'],
      [18, 'größe'],
    ];
    expect(read('0:env.abort\n17:std::operator<(a, b)\n18:größe\n')).toEqual(expected);
    expect(read('\ufeff0:env.abort\r\n17:std::operator<(a, b)\r\n\r\n18:größe')).toEqual(expected);
    expect(read('\ufeff0:env.abort\r17:std::operator<(a, b)\r\r18:größe\r')).toEqual(expected);
    const blank = parseSymbolList(utf8('\n \n0:env.abort\n\t\r\n17:std::operator<(a, b)\n18:größe\n  '));
    expect([entriesOf(blank), blank.malformed]).toEqual([expected, { count: 0, place: 0 }]);
  });

  it('leaves its bytes alone', () => {
    const bytes = file('boxes.js.symbols');
    parseSymbolList(bytes);
    expect(bytes).toEqual(file('boxes.js.symbols'));
  });

  it('may be empty', () => {
    expect([read(''), read('\n'), read('{}'), read(' {\n} ')]).toEqual([[], [], [], []]);
  });

  // Binaryen 108 on a module without names: `1:0`, `2:1`, counting from the first body.
  it('names no function by a number', () => {
    expect(read('0:fimport$0\n1:0\n2:1\n3:\n')).toEqual([[0, 'fimport$0']]);
  });
});

describe('a file', () => {
  it.each([
    ['0:env.abort\n', true],
    ['\ufeff\n 17:f', true],
    ['{"0":"a"', true],
    ['\n{ "123" : "', true],
    ['{"version":3,"sources":[', false],
    ['{"0":1}', false],
    ['{}', false],
    ['a:main\n', false],
    ['12345678901:f', false],
    ['\0asm', false],
    ['', false],
  ])('that begins with %j: a symbol list, %s', (head, isList) => {
    expect(isSymbolList(utf8(head))).toBe(isList);
  });
});

describe('escapes in names', () => {
  const nameOf = (name: string): string | undefined => read(`1:${name}`)[0]?.[1];

  it.each([
    ['a\\28b\\29', 'a(b)'],
    ['gr\\c3\\b6\\C3\\9f', 'größ'],
    ['gr\\,3\\+6\\,3\\)f', 'größ'],
    ['gr\\5c\\2c3\\5c+6\\5c\\2c3\\5c\\29f', 'größ'],
    ['\\20', ' '],
    ['path\\to\\zone', 'path\\to\\zone'],
    ['end\\', 'end\\'],
    ['end\\2', 'end\\2'],
  ])('%s is %s', (written, name) => {
    expect(nameOf(written)).toBe(name);
  });
});

describe('a damaged symbol list', () => {
  const malformedOf = (text: string): SymbolList['malformed'] => parseSymbolList(utf8(text)).malformed;

  it('loses only its bad lines', () => {
    const text =
      '0:a\nno colon\n:nothing\n-1:minus\n4294967296:beyond\n99999999999999999999:far\n1 :blank\n4294967295:last\n';
    expect(read(text)).toEqual([
      [0, 'a'],
      [4294967295, 'last'],
    ]);
    expect(malformedOf(text)).toEqual({ count: 6, place: 4 });
  });

  it('loses only its bad members', () => {
    const text =
      '{"0":"a","x":"b","1":2,"2":{"3":"no, {"},"4":["}"],"05":"e" , "-1":"f", 7:"g", "8" "h",,"9":"\\u0069\\ud83d\\ude00\\/\\"\\\\q"}';
    expect(read(text)).toEqual([
      [0, 'a'],
      [5, 'e'],
      [9, 'i😀/"\\q'],
    ]);
    expect(malformedOf(text)).toEqual({ count: 7, place: 9 });
  });

  it.each(['{"0":"a","1":"b', '{"0":"a","1', '{"0":"a","1":', '{"0":"a",', '{"0":"a"'])(
    'keeps what is in front of a cut: %s',
    (text) => {
      expect(read(text)).toEqual([[0, 'a']]);
      expect(malformedOf(text).count).toBeGreaterThan(0);
    },
  );

  it('keeps lone surrogates and escapes that are none', () => {
    expect(read('{"0":"\\ud83d!","1":"\\x\\u12","2":"\\ud83d\\u0041"}')).toEqual([
      [0, '\ufffd!'],
      [1, '\\x\\u12'],
      [2, '\ufffdA'],
    ]);
  });

  it('is no symbol list without any entry', () => {
    expect(errorOf(() => parseSymbolList(utf8('a:main\nb:run\n'), { name: 'app.asm.js.symbols' }))).toEqual({
      code: 'not-a-symbol-list',
      message:
        'app.asm.js.symbols is no symbol list: a symbol list has a line `INDEX:NAME` for each function, or is a JSON object of names by index; at byte 0 there is neither.',
      file: 'app.asm.js.symbols',
      offset: 0,
    });
    expect(errorOf(() => parseSymbolList(utf8('{"version":3,"mappings":"AAAA"}'))).code).toBe('not-a-symbol-list');
  });

  it('has no more entries than a module can have functions', () => {
    const list = parseSymbolList(utf8('7:f\n'.repeat(2_000_010)));
    expect([list.indices.length, list.malformed]).toEqual([2_000_000, { count: 10, place: 8_000_002 }]);
  });

  it('costs no more than its bytes, however deep it nests', () => {
    expect(read(`{"0":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)},"1":"a"}`)).toEqual([[1, 'a']]);
  });
});
