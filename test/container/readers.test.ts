import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModule } from '../../src/build/open-module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import type { ModuleInput } from '../../src/container/open-reader.ts';
import { fixtureBytes, fixtureUrl } from './fixtures.ts';
import { serve, withRanges, withoutRanges } from './http-server.ts';
import type { TestServer } from './http-server.ts';
import { rejectionOf } from './rejection.ts';

const FILE = 'glossary-O2-dwarf5.wasm';
const bytes = fixtureBytes(FILE);
const path = fileURLToPath(fixtureUrl(FILE));

/** Everything that is read of a module without its debug information. */
async function contentsOf(input: ModuleInput): Promise<unknown> {
  const { layout, close, ...contents } = await openModule(input);
  await close();
  return { ...contents, name: null, size: layout.reader.size, sections: layout.sections, notes: layout.notes };
}

describe('a module', () => {
  let ranged: TestServer;
  let plain: TestServer;
  let expected: unknown;

  beforeAll(async () => {
    ranged = await serve(withRanges(bytes));
    plain = await serve(withoutRanges(bytes));
    expected = await contentsOf(bytes);
  });

  afterAll(() => {
    ranged.close();
    plain.close();
  });

  it.each<[string, () => ModuleInput | Promise<ModuleInput>]>([
    ['an ArrayBuffer', () => bytes.buffer],
    ['a view into a larger buffer', () => Uint8Array.from([9, 9, ...bytes, 9]).subarray(2, bytes.length + 2)],
    ['a Node Buffer', () => Buffer.from(bytes)],
    ['a DataView', () => new DataView(bytes.buffer)],
    [
      'shared memory',
      () => {
        const shared = new SharedArrayBuffer(bytes.length);
        new Uint8Array(shared).set(bytes);
        return shared;
      },
    ],
    [
      'an ArrayBuffer of another realm',
      () => {
        const foreign: unknown = runInNewContext('new ArrayBuffer(size)', { size: bytes.length });
        if (!isBuffer(foreign)) throw new Error('no buffer');
        new Uint8Array(foreign).set(bytes);
        return foreign;
      },
    ],
    ['a path', () => path],
    ['a file: URL', () => fixtureUrl(FILE)],
    ['a file: URL as a string', () => fixtureUrl(FILE).href],
    ['a Blob', () => new Blob([bytes])],
    ['a File', () => new File([bytes], 'app.wasm')],
    ['a Response', () => new Response(bytes)],
    ['a fetched Response', () => fetch(plain.url)],
    ['a URL whose server honours Range', () => ranged.url],
    ['a URL whose server ignores Range', () => new URL(plain.url)],
    [
      'a reader of the caller',
      () => ({
        name: 'store/app.wasm',
        size: bytes.length,
        read: (offset: number, length: number) => Promise.resolve(bytes.subarray(offset, offset + length)),
      }),
    ],
    [
      'a reader of the caller that need not wait, and fills arrays',
      () => ({
        name: null,
        size: bytes.length,
        read: (offset: number, length: number) => bytes.slice(offset, offset + length),
        readInto: (offset: number, target: Uint8Array) => {
          target.set(bytes.subarray(offset, offset + target.length));
        },
      }),
    ],
  ])('reads the same from %s', async (_, input) => {
    expect(await contentsOf(await input())).toEqual(expected);
  });

  it.each<[string, () => ModuleInput | Promise<ModuleInput>, () => string | null]>([
    ['its path', () => path, () => path],
    ['its URL', () => ranged.url, () => ranged.url],
    ["its Response's URL", () => fetch(plain.url), () => plain.url],
    ["its File's name", () => new File([bytes], 'app.wasm'), () => 'app.wasm'],
    ['nothing, as bytes', () => bytes, () => null],
  ])('is named by %s', async (_, input, name) => {
    const reader = await openReader(await input());
    await reader.close();
    expect(reader.name).toBe(name());
  });
});

function isBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

describe('a file that cannot be read', () => {
  const directory = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('is an error that names it, and the cause in words: no such file', async () => {
    const file = join(directory, 'missing.wasm');
    expect(await rejectionOf(openReader(file))).toEqual({
      code: 'unreadable-input',
      message: `${file} cannot be read: no such file.`,
      file,
      offset: null,
    });
  });

  it('is an error: a directory', async () => {
    expect(await rejectionOf(openReader(directory))).toMatchObject({
      code: 'unreadable-input',
      message: `${directory} cannot be read: it is a directory.`,
    });
  });

  it('is an error: a file: URL of another host', async () => {
    expect(await rejectionOf(openReader('file://elsewhere/app.wasm'))).toMatchObject({ code: 'unreadable-input' });
  });

  it('is an error with the place where it has become shorter since it was opened', async () => {
    const file = join(directory, 'shrinking.wasm');
    writeFileSync(file, new Uint8Array(100_000));
    const reader = await openReader(file);
    writeFileSync(file, new Uint8Array(10));
    expect(await rejectionOf(Promise.resolve(reader.read(50_000, 10)))).toEqual({
      code: 'unreadable-input',
      message: `${file} cannot be read at offset 0xc350: it has become shorter while it was read.`,
      file,
      offset: 50_000,
    });
    await reader.close();
  });

  it('is none where it is a pipe, which is read once', async () => {
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const opening = openReader(pipe);
    spawn('sh', ['-c', 'cat "$0" > "$1"', path, pipe]);
    expect(await contentsOf(await opening)).toEqual(await contentsOf(bytes));
  });
});

describe("a caller's reader", () => {
  const reader = (size: number, read: () => Promise<Uint8Array>): ModuleInput => ({ name: 'mine', size, read });

  it.each<[string, ModuleInput, string, number | null]>([
    [
      'throws',
      reader(9, () => Promise.reject(new Error('disk on fire'))),
      'mine cannot be read at offset 0x0: disk on fire.',
      0,
    ],
    [
      'gives too few bytes',
      reader(9, () => Promise.resolve(new Uint8Array(3))),
      'mine cannot be read at offset 0x0: its reader gave 3 bytes instead of 9.',
      0,
    ],
    [
      'has no size',
      reader(NaN, () => Promise.reject(new Error())),
      'mine cannot be read: its reader gives NaN as size.',
      null,
    ],
  ])('makes the module unreadable when it %s', async (_, input, message, offset) => {
    expect(await rejectionOf(openModule(input))).toEqual({ code: 'unreadable-input', message, file: 'mine', offset });
  });
});

describe('a Response', () => {
  it('that reports failure is unreadable', async () => {
    const response = new Response('gone', { status: 404, statusText: 'Not Found' });
    expect(await rejectionOf(openReader(response))).toMatchObject({
      code: 'unreadable-input',
      message: 'The module cannot be read: the server answered 404 Not Found.',
    });
  });

  it('that has been read already is unreadable, and the error says what helps', async () => {
    const response = new Response('any');
    await response.arrayBuffer();
    expect(await rejectionOf(openReader(response))).toMatchObject({
      code: 'unreadable-input',
      message: 'The module cannot be read: the body of this Response has been read already; pass a clone.',
    });
  });
});

it('anything else is no module input', async () => {
  const untyped: { open(input: unknown): Promise<unknown> } = { open: openReader };
  expect(await rejectionOf(untyped.open({ size: 'large' }))).toMatchObject({ code: 'invalid-argument' });
});

describe('a file that is read piece by piece', () => {
  it('comes in the room that is given for it', async () => {
    const reader = await openReader(path);
    const room = new Uint8Array(8192);
    expect(reader.fillsRoom).toBe(true);
    expect(await reader.read(100, room.length, room)).toBe(room);
    expect(room).toEqual(bytes.subarray(100, 100 + room.length));
    await reader.close();
  });
});
