import { describe, expect, test } from 'vitest';
import type { ParsedStack } from '../../../src/stack/frame.ts';
import { parseStructured } from '../../../src/stack/structured/parse-structured.ts';
import { readCaptures } from '../captures.ts';
import { instance, liveCallSites, liveInspector, UNREACHABLE } from './live.ts';

const captures = readCaptures();
const captured = (id: string): string => captures.find((capture) => capture.id === id)?.text ?? '';

/** Function index, offset and name of the Wasm frames. */
const wasm = ({ frames }: ParsedStack) =>
  frames
    .filter(({ kind }) => kind === 'wasm')
    .map(({ functionIndex, offset, functionName }) => [functionIndex, offset, functionName]);

/** Of `run(0, 1)` and `run(5, 1)`, by fixtures/stacks. */
const OUTER = [
  [13, 0x3c9, 'run::$_0::operator()(int) const'],
  [12, 0x3a4, 'int geo::apply<run::$_0>(run::$_0, int)'],
  [11, 0x37f, 'run'],
] as const;
const UNREACHABLE_FRAMES = [
  [9, 0x2df, 'geo::detail::Box<int, 4>::at(int) const'],
  [8, 0x1fb, 'geo::Engine::step(int, int)'],
  ...OUTER,
] as const;
const CALL_JS_FRAMES = [
  [10, 0x322, 'geo::Engine::callJs(int)'],
  [8, 0x25f, 'geo::Engine::step(int, int)'],
  ...OUTER,
] as const;
const withoutIndex = (frames: readonly (readonly [number, number, string])[]) =>
  frames.map(([, offset, name]) => [null, offset, name]);

describe('call sites of V8', () => {
  test('of this process, compiled from bytes', () => {
    const stack = parseStructured(liveCallSites());
    expect(wasm(stack)).toEqual(CALL_JS_FRAMES);
    expect(stack.frames[1]).toMatchObject({ moduleName: 'app.wasm', dialect: 'v8' });
  });

  test.each(['chromium156-callsites-app', 'node20-callsites-app', 'node26-callsites-app'])('%s', (id) => {
    const sites: unknown = JSON.parse(captured(id));
    const { text, frames } = parseStructured(sites);
    expect(wasm(parseStructured(sites))).toEqual(CALL_JS_FRAMES);
    expect(frames[1]).toMatchObject({ kind: 'javascript', functionName: 'js_throw', lineNumber: 7, columnNumber: 38 });
    expect(text.split('\n')[1]).toMatch(/^ {4}at js_throw \(.*harness\.js:7:38\)$/);
  });

  test('of util.getCallSites, whose column is one more than the offset', () => {
    const stack = parseStructured([
      { functionName: '$run', scriptId: '9', scriptName: 'wasm://wasm/app.wasm-bd803bbe', lineNumber: 1, column: 896 },
      { functionName: '$func10', scriptName: 'wasm://wasm/90e358f6', lineNumber: 1, columnNumber: 803, column: 803 },
      { functionName: 'main', scriptName: '/srv/app/main.js', lineNumber: 59, column: 9 },
    ]);
    expect(wasm(stack)).toEqual([
      [null, 0x37f, 'run'],
      [10, 0x322, null],
    ]);
    expect(stack.text).toBe(
      [
        '    at run (wasm://wasm/app.wasm-bd803bbe:1:896)',
        '    at wasm://wasm/90e358f6:wasm-function[10]:0x322',
        '    at main (/srv/app/main.js:59:9)',
      ].join('\n'),
    );
  });

  test('of Bun, which tell a name and no place', () => {
    const site = (name: string) => ({ getFileName: () => '[wasm code]', getFunctionName: () => name });
    expect(wasm(parseStructured([site('app.wasm.wasm-function[run]'), site('.wasm-function[10]')]))).toEqual([
      [null, null, 'run'],
      [10, null, null],
    ]);
  });
});

describe('call frames of the DevTools protocol', () => {
  test('when the debugger of this process has paused: without URLs', () => {
    expect(wasm(parseStructured(liveInspector().paused))).toEqual(withoutIndex(UNREACHABLE_FRAMES));
  });

  test('what this process says of an evaluation that threw: by the text of the error', () => {
    const stack = parseStructured(liveInspector().thrown);
    expect(stack.message).toBe('RuntimeError: unreachable');
    expect(wasm(stack).map(([index, offset]) => [index, offset])).toEqual(UNREACHABLE_FRAMES.map(([i, o]) => [i, o]));
  });

  test('Runtime.exceptionThrown, with the trace of the promise that led there', () => {
    const frame = (functionName: string, url: string, lineNumber: number, columnNumber: number) => {
      return { functionName, scriptId: '7', url, lineNumber, columnNumber };
    };
    const stack = parseStructured({
      method: 'Runtime.exceptionThrown',
      params: {
        timestamp: 1,
        exceptionDetails: {
          exceptionId: 1,
          text: 'Uncaught',
          lineNumber: 0,
          columnNumber: 735,
          exception: { type: 'object', description: 'RuntimeError: unreachable\n    at x (wasm://wasm/1:wasm-…' },
          stackTrace: {
            callFrames: [frame('$func9', 'http://h/app.wasm', 0, 735), frame('go', 'http://h/page.js', 4, 9)],
            parent: { description: 'Promise.then', callFrames: [frame('later', 'http://h/page.js', 7, 2)] },
          },
        },
      },
    });
    expect(stack.message).toBe('Uncaught RuntimeError: unreachable');
    expect(wasm(stack)).toEqual([[9, 735, null]]);
    expect(stack.text).toBe(`Uncaught RuntimeError: unreachable
    at http://h/app.wasm:wasm-function[9]:0x2df
    at go (http://h/page.js:5:10)
    -- Promise.then --
    at later (http://h/page.js:8:3)`);
    expect(stack.frames.map(({ line }) => line)).toEqual([1, 2, 4]);
  });
});

describe('WebDriver BiDi', () => {
  test('Firefox: the line is one less than the offset', () => {
    const text = captured('firefox153-bidi-uncaught');
    const entry: unknown = JSON.parse(text.slice(text.indexOf('{'), text.indexOf('\n}') + 2));
    const stack = parseStructured(entry);
    expect(stack.message).toBe('RuntimeError: unreachable executed');
    expect(wasm(stack)).toEqual(withoutIndex(UNREACHABLE_FRAMES).map(([i, o, name]) => [i, o, `app.wasm.${name}`]));
    expect(stack.frames[5]).toMatchObject({ functionName: 'callRun', lineNumber: 45, columnNumber: 57 });
  });

  test('Chromium: the column is the offset', () => {
    const callFrames = [{ functionName: '$run', url: 'http://h/app.wasm', lineNumber: 0, columnNumber: 735 }];
    expect(wasm(parseStructured({ text: 'E', stackTrace: { callFrames } }))).toEqual([[null, 735, 'run']]);
  });
});

describe('error events', () => {
  /** The captured texts are `NAME=VALUE` lines. */
  function event(id: string): Record<string, unknown> {
    const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(captured(id))?.[1] ?? '';
    const [lineno, colno] = [Number(value('lineno')), Number(value('colno'))];
    return { message: value('message'), filename: value('filename'), lineno, colno, error: null };
  }

  test.each([
    ['chromium156-window-onerror-app', 0x2df],
    ['chromium156-window-onerror-eh-doThrow', 0x5a],
    ['firefox153-window-onerror-app', 0x2df],
  ])('%s', (id, offset) => {
    const stack = parseStructured(event(id));
    expect(wasm(stack)).toEqual([[null, offset, null]]);
    expect(stack.message).toBe(event(id)['message']);
  });

  const at = (lineno: number, colno: number, engine?: string, filename = 'http://h/app.wasm') =>
    wasm(parseStructured({ message: 'E', filename, lineno, colno, error: null, engine }));

  test('an engine that the caller knows counts more than the shape', () => {
    expect([at(1, 91), at(1, 91, 'spidermonkey'), at(735, 1, 'v8'), at(1, 91, 'jsc')]).toEqual([
      [[null, 90, null]],
      [[null, null, null]],
      [[null, null, null]],
      [[null, null, null]],
    ]);
  });

  test('WebKit: the function of an exception that Wasm threw', () => {
    expect(at(0, 0, undefined, '<?>:wasm-function[1]')).toEqual([[1, null, null]]);
  });

  test('a script’s place is no offset', () => {
    const { frames } = parseStructured({ message: 'E', filename: 'http://h/page.js', lineno: 735, colno: 1 });
    expect(frames).toMatchObject([{ kind: 'javascript', url: 'http://h/page.js', lineNumber: 735, columnNumber: 1 }]);
  });

  test('the error’s own stack says more', () => {
    const stack = 'RuntimeError: unreachable\n    at f (http://h/app.wasm:wasm-function[8]:0x1fb)';
    const given = { ...event('chromium156-window-onerror-app'), error: { stack } };
    expect(wasm(parseStructured(given))).toEqual([[8, 0x1fb, 'f']]);
    expect(wasm(parseStructured({ type: 'unhandledrejection', promise: {}, reason: { stack } }))).toHaveLength(1);
  });
});

describe('errors', () => {
  test('with what caused them, however deep, and each once', () => {
    const trap = caught(() => instance(() => undefined)(UNREACHABLE, 1));
    const second = new Error('second');
    second.stack = 'Error: second\n    at g (/srv/b.js:1:2)';
    const outer = new AggregateError([trap, second], 'all', { cause: trap });
    outer.stack = 'AggregateError: all\n    at f (/srv/a.js:3:4)';
    second.cause = outer;
    const stack = parseStructured(outer);
    expect(stack.message).toBe('AggregateError: all');
    expect(wasm(stack).map(([index, offset]) => [index, offset])).toEqual(UNREACHABLE_FRAMES.map(([i, o]) => [i, o]));
    const lines = stack.text.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'AggregateError: all',
      '    at f (/srv/a.js:3:4)',
      'Caused by: RuntimeError: unreachable',
    ]);
    expect(lines.slice(-2)).toEqual(['Errors[1]: Error: second', '    at g (/srv/b.js:1:2)']);
    for (const { spans, raw, line } of stack.frames) {
      expect([stack.text.slice(spans.frame.start, spans.frame.end), lines[line]]).toEqual([raw, raw]);
    }
  });

  test('of SpiderMonkey, whose stacks have no message', () => {
    const stack = 'f@http://h/app.wasm:wasm-function[8]:0x1fb\n';
    const cause = { name: 'RuntimeError', message: 'unreachable executed', stack };
    const { text, message } = parseStructured({ name: 'Error', message: 'outer', stack: '', cause });
    expect(message).toBe('Error: outer');
    expect(text).toBe(`Error: outer\nCaused by: RuntimeError: unreachable executed\n${stack}`);
  });

  const places = captures.filter(
    (capture) => 'lineNumber' in capture && 'fileName' in capture && capture.frames?.[0]?.line === 0,
  );
  test.each(places)('without a stack, by the fields of the error: $id', (capture) => {
    const value = (name: string): unknown => Reflect.get(capture, name);
    const fileName = value('fileName');
    const stack = parseStructured({
      name: 'Error',
      message: capture.message,
      fileName,
      lineNumber: value('lineNumber'),
      columnNumber: value('columnNumber'),
    });
    // A blob's or another module's URL does not tell that it is one.
    const isModule = String(fileName).startsWith('blob:') ? [] : [[null, capture.frames?.[0]?.offset, null]];
    expect(wasm(stack)).toEqual(isModule);
  });

  test('a WebAssembly.Exception without stack, and values that are no errors', () => {
    const exception = { [Symbol.toStringTag]: 'WebAssembly.Exception' };
    const texts = [exception, null, undefined, 7, {}].map((value) => parseStructured(value).text);
    expect(texts).toEqual(['[object WebAssembly.Exception]', 'null', 'undefined', '7', '[object Object]']);
  });
});

test('nothing that a value does makes it throw', () => {
  const throwing = new Proxy({}, { get: () => { throw new Error('no'); } }); // prettier-ignore
  const endless: Record<string, unknown> = { stack: 'E', callFrames: [] };
  Object.assign(endless, { cause: endless, errors: [endless], parent: endless, params: endless, method: 'm' });
  const growing = { stack: 'E', get cause(): unknown { const next: unknown = Object.create(growing); return next; } }; // prettier-ignore
  for (const value of [throwing, endless, growing, [throwing], [null], { callFrames: [throwing, 1] }, { lineno: 1 }]) {
    expect(parseStructured(value).text.length).toBeLessThan(5000);
  }
});

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
