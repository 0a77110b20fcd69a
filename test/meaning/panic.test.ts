import { describe, expect, test } from 'vitest';
import { panicOf } from '../../src/meaning/panic.ts';

const at = (file: string | null, line: number | null, column: number | null = null) => ({ file, line, column });

describe('a panic’s message and place', () => {
  test.each([
    [
      'Rust since 1.73',
      "thread 'main' (1) panicked at src/lib.rs:14:65:\nindex out of bounds: the len is 3 but the index is 10\nnote: run with `RUST_BACKTRACE=1`",
      { kind: 'rust', message: 'index out of bounds: the len is 3 but the index is 10', ...at('src/lib.rs', 14, 65) },
    ],
    [
      'Rust in a browser, of two lines',
      'panicked at src/lib.rs:1:2:\nassertion failed\n  left: 1\n\nStack:\n\nError\n    at f',
      { kind: 'rust', message: 'assertion failed\n  left: 1', ...at('src/lib.rs', 1, 2) },
    ],
    [
      'Rust on Windows, without a message',
      'panicked at C:\\a\\lib.rs:1:2:\r\n\r\nStack:',
      { kind: 'rust', message: null, ...at('C:\\a\\lib.rs', 1, 2) },
    ],
    [
      'Rust before 1.73',
      "panicked at 'called `Option::unwrap()` on a `None` value', src/lib.rs:14:65\n\nStack:\n\nError\n    at f",
      { kind: 'rust', message: 'called `Option::unwrap()` on a `None` value', ...at('src/lib.rs', 14, 65) },
    ],
    [
      'Rust before 1.73, with quotes and line breaks',
      "panicked at 'no 'a', \nb', src/lib.rs:1:1",
      { kind: 'rust', message: "no 'a', \nb", ...at('src/lib.rs', 1, 1) },
    ],
    [
      'Go',
      'panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nruntime.goPanicIndex(0x5, 0x3)\n\t/go/src/runtime/panic.go:115 +0x5\nmain.walk(...)\n\t/src/main.go:12 +0x3\nmain.main()\n\t/src/main.go:7 +0x2\n',
      { kind: 'go', message: 'runtime error: index out of range [5] with length 3', ...at('/src/main.go', 12) },
    ],
    [
      'Emscripten’s assert',
      'RuntimeError: Aborted(Assertion failed: x > (0), at: /src/em.cpp,12,check)\n    at abort',
      { kind: 'assertion', message: 'x > (0)', ...at('/src/em.cpp', 12) },
    ],
    [
      'Emscripten’s own assert',
      'Aborted(Assertion failed: native function `f` called before runtime initialization)',
      {
        kind: 'assertion',
        message: 'native function `f` called before runtime initialization',
        ...at(null, null),
      },
    ],
    [
      'musl’s assert',
      'Assertion failed: x > 0 (/src/a.c: main: 12)',
      { kind: 'assertion', message: 'x > 0', ...at('/src/a.c', 12) },
    ],
    [
      'Emscripten’s abort',
      'RuntimeError: Aborted(OOM). Build with -sASSERTIONS for more info.',
      { kind: 'abort', message: 'OOM', ...at(null, null) },
    ],
    [
      'libc++abi',
      'libc++abi: terminating due to uncaught exception of type std::runtime_error: no such thing\nAborted()',
      { kind: 'terminate', message: 'std::runtime_error: no such thing', ...at(null, null) },
    ],
    [
      'libstdc++',
      "terminate called after throwing an instance of 'std::out_of_range'\n  what():  at: 5",
      { kind: 'terminate', message: 'std::out_of_range: at: 5', ...at(null, null) },
    ],
    [
      'AssemblyScript',
      'Error: abort: Index out of range at ~lib/array.ts:114:42\n    at f',
      { kind: 'abort', message: 'Index out of range', ...at('~lib/array.ts', 114, 42) },
    ],
  ])('of %s', (_, text, panic) => {
    expect(panicOf(text)).toEqual(panic);
  });
});

test.each([
  '',
  'RuntimeError: unreachable',
  'it panicked at noon',
  'panic: disco',
  'the build was aborted (twice)',
  'abort()ed, xabort: a at b.ts:1:1',
])('none is read into %j', (text) => {
  expect(panicOf(text)).toBeNull();
});
