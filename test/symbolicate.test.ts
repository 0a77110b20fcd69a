import { describe, expect, test } from 'vitest';
import { formatJson } from '../src/format/json.ts';
import { closeModule, indexOf, openModule } from '../src/modules/module.ts';
import { parseStack } from '../src/stack/parse.ts';
import { symbolicate, type SymbolicatedStack, symbolicateSync } from '../src/symbolicate.ts';
import { exampleIndex } from './format/example.ts';
import { STACKS } from './stack/captures.ts';

const LINE = '    at app.main (wasm://wasm/app-1cebdb1e:wasm-function[0]:0x6f)';
const TEXT = `RuntimeError: unreachable\n${LINE}\n    at callRun (/srv/harness.js:45:57)\n`;
const APP = new URL('modules/app.wasm', STACKS);
const CRASH = `RuntimeError: unreachable
    at app.wasm.geo::detail::Box<int, 4>::at(int) const (wasm://wasm/app.wasm-bd803bbe:wasm-function[9]:0x2df)
    at app.wasm.geo::Engine::step(int, int) (wasm://wasm/app.wasm-bd803bbe:wasm-function[8]:0x1fb)
`;

test('without roles, all else is the same', () => {
  const index = exampleIndex();
  const { frames, ...rest } = symbolicateSync(TEXT, [index]);
  expect(frames.flatMap((frame) => frame.frames).every(({ role }) => role !== null)).toBe(true);
  const without = frames.map((frame) => ({ ...frame, frames: frame.frames.map((each) => ({ ...each, role: null })) }));
  expect(symbolicateSync(TEXT, [index], { roles: false })).toEqual({ ...rest, frames: without });
});

describe('a stack may be given as', () => {
  const index = exampleIndex();
  const expected = symbolicateSync(TEXT, [index]);

  test('a text that was parsed before', () => {
    expect(symbolicateSync(parseStack(TEXT), [index])).toEqual(expected);
  });

  test('an error, whose stack it is', () => {
    const error = new Error('unreachable');
    error.stack = TEXT;
    expect(symbolicateSync(error, [index])).toEqual(expected);
  });

  test('an error without stack, which has its message at least', () => {
    const error = new RangeError('too deep');
    delete error.stack;
    expect(symbolicateSync(error, [index])).toEqual({
      text: 'RangeError: too deep',
      message: 'RangeError: too deep',
      trap: null,
      panic: null,
      mentions: [],
      frames: [],
      modules: [],
    });
  });
});

describe('a frame', () => {
  const index = exampleIndex();
  const frame = (line: string) => {
    const [first] = formatJson(symbolicateSync(line, [index])).frames;
    return first === undefined
      ? null
      : { ...first, frames: first.frames.map(({ function: name, line: n }) => [name, n]) };
  };

  test.each([
    [
      'inside an inlined call',
      0,
      0x6f,
      'resolved',
      null,
      [
        ['inner', 2],
        ['outer(int)', 7],
        ['main', 12],
      ],
    ],
    ['in front of the first row', 0, 0x67, 'partial', 'no-line', [['main', 10]]],
    ['on code that the compiler made', 0, 0x74, 'partial', 'compiler-generated', [['main', null]]],
    ['with a name only', 1, 0x7d, 'partial', 'no-debug-info', [['plain', null]]],
    ['with nothing', 2, 0x89, 'unresolved', 'no-symbols', [[null, null]]],
    ['of another build', 1, 0x6f, 'unresolved', 'wrong-function', []],
    ['past the last function', 3, 0x95, 'unresolved', 'wrong-function', []],
  ])('%s', (_, functionIndex, offset, status, reason, frames) => {
    const line = `    at f (http://h/app.wasm:wasm-function[${functionIndex}]:0x${offset.toString(16)})`;
    expect(frame(line)).toMatchObject({ module: '/build/app.wasm', functionIndex, offset, status, reason, frames });
  });

  test('without an offset still has its function’s name', () => {
    expect(frame('f@app:wasm-function[0]')).toMatchObject({
      offset: null,
      status: 'partial',
      reason: 'no-offset',
      frames: [['main', null]],
    });
    expect(frame('f@app:wasm-function[2]')).toMatchObject({ status: 'unresolved', reason: 'no-offset', frames: [] });
    expect(frame('    at unknown')).toMatchObject({ status: 'unresolved', reason: 'no-offset', frames: [] });
  });

  test('whose engine counts from the function’s body has its offset in the file', () => {
    expect(frame('    at f (wasm-function[0]:8)')).toMatchObject({
      functionIndex: 0,
      offset: 0x6f,
      status: 'resolved',
    });
    expect(frame('    at f (wasm-function[2]:16)')).toMatchObject({ status: 'unresolved', reason: 'wrong-function' });
  });

  test('of no module given says so', () => {
    expect(formatJson(symbolicateSync(LINE, [])).frames).toEqual([
      {
        raw: LINE,
        line: 0,
        kind: 'wasm',
        module: null,
        functionIndex: 0,
        offset: 0x6f,
        inferred: null,
        fit: null,
        status: 'unresolved',
        reason: 'no-module',
        frames: [],
      },
    ]);
  });

  test('is named after the module’s own name where the file has none', () => {
    expect(symbolicateSync(LINE, [exampleIndex(null)]).frames[0]?.module).toBe('app');
  });
});

describe('the one-shot answer', () => {
  test('is that of the full index, of a module, of its index, and at once', async () => {
    const module = await openModule(APP, { name: 'app.wasm' });
    const oneShot = await symbolicate(CRASH, [module]);
    expect(oneShot.frames.map(({ status, frames }) => [status, frames.length])).toEqual([
      ['resolved', 3],
      ['resolved', 1],
    ]);
    const index = await indexOf(module);
    expect(await symbolicate(CRASH, [module])).toEqual(oneShot);
    const ofIndex = await symbolicate(CRASH, [index]);
    expect(ofIndex).toEqual(withoutCode(oneShot));
    expect(symbolicateSync(CRASH, [index])).toEqual(ofIndex);
    expect(await symbolicate(CRASH, [await openModule(index.bytes, { name: 'app.wasm' })])).toEqual(ofIndex);
    expect(await indexOf(module)).toBe(index);
    await closeModule(module);
    expect(await symbolicate(CRASH, [module])).toEqual(oneShot);
  });

  test('touches no debug information where no frame asks for it', async () => {
    const { reader, reads } = await countingReader();
    const module = await openModule(reader);
    const before = reads.length;
    await symbolicate('Error: nothing of Wasm\n    at f (/srv/x.js:1:2)', [module]);
    expect(reads.slice(before)).toEqual([]);
  });
});

/** The same of an index, which has no code to test frames against. */
function withoutCode(stack: SymbolicatedStack): SymbolicatedStack {
  return {
    ...stack,
    frames: stack.frames.map((frame) => ({ ...frame, fit: 'plausible', fitReason: 'no-code' })),
    modules: stack.modules.map((module) => ({
      ...module,
      certainty: 'likely',
      evidence: [
        { kind: 'module-name', agrees: true },
        { kind: 'fit', agrees: true, exact: 0, plausible: stack.frames.length, impossible: 0 },
      ],
    })),
  };
}

async function countingReader() {
  const { readFile } = await import('node:fs/promises');
  const bytes = new Uint8Array(await readFile(APP));
  const reads: [number, number][] = [];
  const reader = {
    name: 'app.wasm',
    size: bytes.length,
    read: (offset: number, length: number) => {
      reads.push([offset, length]);
      return Promise.resolve(bytes.subarray(offset, offset + length));
    },
  };
  return { reader, reads };
}

describe('openModule', () => {
  test('takes the name under which stacks know the module', async () => {
    const { readFile } = await import('node:fs/promises');
    const module = await openModule(await readFile(APP), { name: 'https://h/assets/engine.wasm' });
    const other = await openModule(APP);
    const line = '    at f (https://h/assets/engine.wasm?v=2:wasm-function[8]:0x1fb)';
    expect((await symbolicate(line, [other, module])).frames[0]).toMatchObject({
      module: 'https://h/assets/engine.wasm',
      status: 'resolved',
    });
    await closeModule(other);
  });

  test('closes what it opened when that is no module', async () => {
    let closed = 0;
    const reader = {
      name: 'x',
      size: 4,
      read: () => Promise.resolve(Uint8Array.of(1, 2, 3, 4)),
      close: () => closed++,
    };
    await expect(openModule(reader)).rejects.toMatchObject({ code: 'not-a-module', file: 'x' });
    // A caller's own reader is the caller's to close.
    expect(closed).toBe(0);
  });

  test('forgets a full index that could not be built', async () => {
    const { reader } = await countingReader();
    let fails = true;
    const read = (offset: number, length: number) =>
      fails && offset > 1500 ? Promise.reject(new Error('offline')) : reader.read(offset, length);
    const module = await openModule({ ...reader, read }).catch(() => null);
    fails = false;
    const again = module ?? (await openModule({ ...reader, read }));
    expect((await indexOf(again)).bodies[0].length).toBeGreaterThan(0);
  });
});

describe('a function that the message tells by its number', () => {
  const index = exampleIndex();
  const mentions = (text: string, indexes = [index]) => symbolicateSync(text, indexes).mentions;

  test.each(['unknown function at index 1', 'calls wasm-function[1] twice, wasm-function[1]!', 'in wasm function: 1'])(
    'gets its name: %s',
    (message) => {
      expect(mentions(`LinkError: ${message}\n${LINE}`)).toEqual([
        {
          text: /(?:unknown function at index|wasm-function|wasm function:).?1\]?/.exec(message)?.[0],
          functionIndex: 1,
          module: '/build/app.wasm',
          function: 'plain',
        },
      ]);
    },
  );

  test('gets none where the module names none, or the frames are of several modules', () => {
    expect(mentions(`E: wasm-function[2] and wasm-function[9]\n${LINE}`)).toEqual([]);
    expect(mentions(`E: wasm-function[1]\n${LINE}\n    at f (http://h/b.wasm:wasm-function[1]:0x7d)`)).toEqual([]);
    expect(mentions('E: wasm-function[1]')).toEqual([]);
  });
});
