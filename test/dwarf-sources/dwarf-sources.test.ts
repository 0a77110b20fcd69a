import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { customSections, readModule } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { readDwarfSources } from '../../src/dwarf-sources/dwarf-sources.ts';
import { openIndex } from '../../src/symbol-index/index.ts';
import { sourceTexts } from '../../src/symbol-index/source-texts.ts';
import { custom, leb, list, moduleOf, utf8 } from '../container/module-bytes.ts';
import { seeded } from '../container/seeded.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const bytesOf = (file: string): Uint8Array => readFileSync(new URL(`embedded-sources/${file}`, FIXTURES));
const sourceOf = (path: string): string => readFileSync(new URL(`src/${path}`, FIXTURES), 'utf8');

async function textsOf(bytes: Uint8Array): Promise<Record<string, string | null>> {
  const { paths, text } = await readDwarfSources(await readModule(await openReader(bytes)));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await text(path)] as const)));
}

const LEXER = { '/src/c/lexer.c': sourceOf('c/lexer.c'), '/src/c/calculator.h': sourceOf('c/calculator.h') };
const LEDGER = { '/src/rust/ledger.rs': sourceOf('rust/ledger.rs') };

it.each([
  ['clang, of one unit in two', 'calculator.wasm', LEXER],
  ['clang, in an object file', 'lexer.o', LEXER],
  ['rustc', 'ledger.wasm', LEDGER],
])('the texts that %s embeds are found by their paths', async (_, file, texts) => {
  expect(await textsOf(bytesOf(file))).toEqual(texts);
});

// No line of code is in calculator.h, so that it is no file of the index.
it.each([
  ['calculator.wasm', '/src/c/lexer.c', LEXER['/src/c/lexer.c']],
  ['ledger.wasm', '/src/rust/ledger.rs', LEDGER['/src/rust/ledger.rs']],
])('an index has them only if it is to have sources: %s', async (file, path, text) => {
  const bytes = bytesOf(file);
  for (const contents of ['names', 'lines', undefined] as const) {
    const index = await buildIndex(bytes, { contents });
    expect(sourceTexts(openIndex(index))).toEqual(new Map());
    expect(Buffer.from(index).includes(text.slice(0, 40))).toBe(false);
  }
  const withSources = await buildIndex(bytes, { contents: 'sources' });
  expect(sourceTexts(openIndex(withSources))).toEqual(new Map([[path, text]]));
  const mapped = await buildIndex(bytes, { contents: 'sources', mapPath: [{ from: '/src', to: 'app' }] });
  expect(sourceTexts(openIndex(mapped))).toEqual(new Map([[path.replace('/src', 'app'), text]]));
});

it('are none where the DWARF is of other code', async () => {
  const { sections } = await readModule(await openReader(bytesOf('calculator.wasm')));
  const bytes = bytesOf('calculator.wasm').slice();
  const code = sections.find(({ id }) => id === 10);
  if (code === undefined) throw new Error('no code');
  // One body instead of all: no function begins where the DWARF has one.
  const room = code.size - 1;
  const head = [1, (room - 2) | 0x80, (room - 2) >> 7];
  bytes.set([...head, 0], code.contents);
  const index = openIndex(await buildIndex(bytes, { contents: 'sources' }));
  expect(sourceTexts(index)).toEqual(new Map());
});

describe('a damaged module', () => {
  it.each(['calculator.wasm', 'ledger.wasm'])('that is cut anywhere has whole texts or none: %s', async (file) => {
    const bytes = bytesOf(file);
    const whole = await textsOf(bytes);
    const { sections } = await readModule(await openReader(bytes));
    const random = seeded(5);
    const code = sections.find(({ id }) => id === 10);
    const first = (code?.contents ?? 0) + (code?.size ?? 0);
    const places = Array.from({ length: 200 }, () => first + random(bytes.length - first));
    for (const { start, contents, size } of sections) places.push(start, contents, contents + size);
    for (const place of places.filter((place) => place >= first)) {
      for (const [path, text] of Object.entries(await textsOf(bytes.subarray(0, place)))) {
        expect([whole[path], null]).toContain(text);
      }
    }
  });

  it('with any byte of its headers changed gives an answer', async () => {
    const bytes = bytesOf('calculator.wasm');
    const [line] = customSections(await readModule(await openReader(bytes)), '.debug_line');
    if (line === undefined) throw new Error('no lines');
    for (let at = line.contents; at < line.contents + 120; at += 1) {
      for (const value of [0x00, 0x7f, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[at] = value;
        expect(Object.keys(await textsOf(changed)).length).toBeLessThan(9);
      }
    }
  });
});

const PATH = 1;
const DIRECTORY = 2;
const SOURCE = [0x81, 0x40];
const STRING = 0x08;
const UDATA = 0x0f;
const LINE_STRP = 0x1f;

const word = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
const text = (content: string): number[] => [...utf8(content), 0];

/** A line program of no opcodes with these tables. */
function program(formats: readonly number[], files: readonly (readonly number[])[], directories = ['/a']): number[] {
  const tables = [1, PATH, STRING, ...list(...directories.map(text)), ...formats, ...list(...files)];
  const header = [1, 1, 1, 0xfb, 14, 1, ...tables];
  const rest = [5, 0, 4, 0, ...word(header.length), ...header];
  return [...word(rest.length), ...rest];
}

const PLAIN = [3, PATH, STRING, DIRECTORY, UDATA, ...SOURCE, STRING];
const file = (name: string, directory: number, source: string): number[] => [...text(name), directory, ...text(source)];

describe('paths', () => {
  it.each([
    ['in the folder of the compiler', ['/build', 'inc'], file('a.c', 0, 'x'), '/build/a.c'],
    ['below it', ['/build', 'inc'], file('a.h', 1, 'x'), '/build/inc/a.h'],
    ['elsewhere', ['/build', 'C:\\inc'], file('a.h', 1, 'x'), 'C:\\inc/a.h'],
    ['of their own', ['/build', 'inc'], file('/abs.h', 1, 'x'), '/abs.h'],
    ['of a folder that is not listed', ['/build'], file('a.c', 7, 'x'), '/build/a.c'],
    ['behind a folder that ends in a slash', ['/build/', ''], file('a.c', 1, 'x'), '/build/a.c'],
  ])('%s', async (_, directories, entry, path) => {
    const bytes = moduleOf(custom('.debug_line', program(PLAIN, [entry], directories)));
    expect(await textsOf(bytes)).toEqual({ [path]: 'x' });
  });

  it.each([['of a file without a text, which is written as an empty one', file('a.c', 0, '')]])(
    '%s have none',
    async (_, entry) => {
      expect(await textsOf(moduleOf(custom('.debug_line', program(PLAIN, [entry]))))).toEqual({});
    },
  );

  it('keep the first text, and lines of each header', async () => {
    const programs = [
      program(PLAIN, [file('a.c', 0, 'one'), file('a.c', 0, 'two')]),
      program(PLAIN, [file('b.c', 0, '\n')]),
    ];
    expect(await textsOf(moduleOf(custom('.debug_line', programs.flat())))).toEqual({
      '/a/a.c': 'one',
      '/a/b.c': '\n',
    });
  });
});

describe('hostile headers', () => {
  it.each([
    ['entries of no bytes', program([1, ...SOURCE, 0x19], [])],
    ['a form that nobody knows', program([2, PATH, STRING, ...SOURCE, 0x7e], [[...text('a'), 1]])],
    ['more formats than there are', program([200, PATH, STRING], [])],
    ['a length that reaches behind the section', [0xff, 0xff, 0xff, 0x7f, 5, 0, 4, 0]],
    [
      'a header that is longer than its program',
      [30, 0, 0, 0, 5, 0, 4, 0, 0xff, 0xff, 0, 0, ...new Array<number>(22).fill(0)],
    ],
    ['a length of 64 bits', [0xff, 0xff, 0xff, 0xff, ...new Array<number>(24).fill(0xff)]],
    ['a text outside its section', program([2, PATH, STRING, ...SOURCE, LINE_STRP], [[...text('a'), ...word(99)]])],
  ])('%s have no texts', async (_, line) => {
    expect(await textsOf(moduleOf(custom('.debug_line', line), custom('.debug_line_str', text('abc'))))).toEqual({});
  });

  it('that all name one long path take a bounded time', async () => {
    const long = 'x'.repeat(90_000);
    const directories = Array.from({ length: 2000 }, (_, at) => `/${at}`);
    const formats = [3, PATH, LINE_STRP, DIRECTORY, UDATA, ...SOURCE, LINE_STRP];
    const files = directories.flatMap((_, at) =>
      Array.from({ length: 20 }, (_, from) => [...word(from), ...leb(at), ...word(from)]),
    );
    const bytes = moduleOf(
      custom('.debug_line', program(formats, files, directories)),
      custom('.debug_line_str', text(long)),
    );
    const { paths } = await readDwarfSources(await readModule(await openReader(bytes)));
    const length = paths.reduce((sum, path) => sum + path.length, 0);
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(2 ** 25);
  });
});
