import { describe, expect, it, test } from 'vitest';
import { mapPath, parsePathRule } from '../../src/paths/map-path.ts';
import { pathMapping } from '../../src/paths/path-options.ts';
import { readablePath } from '../../src/paths/readable-path.ts';
import { errorOf } from '../support/errors.ts';

describe('mapPath', () => {
  test.each([
    ['/home/alice/app/src/main.c', '/home/alice/app=/app', '/app/src/main.c'],
    ['/home/alice/app', '/home/alice/app=/app', '/app'],
    ['/home/alice/app/', '/home/alice/app=/app', '/app'],
    ['/home/alice/app/a.c', '/home/alice/app/=/app/', '/app/a.c'],
    ['/home/alice2/app/a.c', '/home/alice=/app', '/home/alice2/app/a.c'],
    ['/home/alic', '/home/alice=/app', '/home/alic'],
    ['/home/alice/a.c', '/home/alice=', 'a.c'],
    // Nothing would be no path: a place would have a line and no file.
    ['/home/alice/a.c', '/home/alice/a.c=', 'a.c'],
    ['C:\\app\\a.c', 'c:/app/a.c=', 'a.c'],
    ['file:///home/alice/a.c', '/home/alice/a.c=', 'a.c'],
    ['/', '/=', '/'],
    ['/a.c', '/=/root', '/root/a.c'],
    ['a.c', '/=/root', 'a.c'],
    ['src/a.c', 'src=/app/src', '/app/src/a.c'],
    ['src\\a.c', 'src=', 'a.c'],
    ['/home/alice/a.c', '/home/alice=https://host/tree/main?x=y', 'https://host/tree/main?x=y/a.c'],
  ])('%s by %s is %s', (path, rule, mapped) => {
    expect(mapPath(path, [parsePathRule(rule)])).toBe(mapped);
  });

  test.each([
    ['C:\\Users\\Eve\\app\\a.c', 'C:\\Users\\Eve=/app', '/app/app/a.c'],
    ['c:/Users/Eve/app/a.c', 'C:\\Users\\Eve=/app', '/app/app/a.c'],
    ['C:\\Users/Eve\\a.c', 'C:/Users/Eve=D:\\app', 'D:\\app\\a.c'],
    ['C:\\users\\Eve\\a.c', 'C:\\Users\\Eve=/app', 'C:\\users\\Eve\\a.c'],
    ['\\\\host\\share\\a.c', '\\\\host\\share=/app', '/app/a.c'],
  ])('takes both separators: %s by %s is %s', (path, rule, mapped) => {
    expect(mapPath(path, [parsePathRule(rule)])).toBe(mapped);
  });

  test.each([
    ['file:///home/alice/my%20app/a.c', '/home/alice=/app', '/app/my app/a.c'],
    ['file:///C:/Users/Eve/a.c', 'C:\\Users\\Eve=/app', '/app/a.c'],
    ['/home/alice/a.c', 'file:///home/alice/=/app', '/app/a.c'],
    ['file://localhost/home/alice/a.c', '/home/alice=/app', '/app/a.c'],
    ['file:/home/alice/a.c', '/home/alice=/app', '/app/a.c'],
    ['file:///C:\\Users\\Eve\\a.c', 'C:/Users/Eve=/app', '/app/a.c'],
    ['file://host/share/a.c', '\\\\host\\share=/app', '/app/a.c'],
    ['\\\\host\\share\\a.c', 'file://host/share=/app', '/app/a.c'],
    ['file:////host/share/a.c', '//host/share=/app', '/app/a.c'],
    ['file:a.c', 'a.c=/app', 'file:a.c'],
    ['file:///home/%zz/a.c', '/home/%zz=/app', '/app/a.c'],
    ['file:///home/bob/a.c', '/home/alice=/app', 'file:///home/bob/a.c'],
  ])('takes file URLs: %s by %s is %s', (path, rule, mapped) => {
    expect(mapPath(path, [parsePathRule(rule)])).toBe(mapped);
  });

  it('applies the first rule that matches, and no other to what came of it', () => {
    const rules = ['/home/alice/app=/app', '/home/alice=/home', '/app=/never', '/home=/other'].map(parsePathRule);
    expect(['/home/alice/app/a.c', '/home/alice/b.c', '/home/bob/c.c'].map((path) => mapPath(path, rules))).toEqual([
      '/app/a.c',
      '/home/b.c',
      '/other/bob/c.c',
    ]);
  });

  it('leaves all paths as they are for a rule without a beginning', () => {
    expect(mapPath('/a.c', [{ from: '', to: '/x' }])).toBe('/a.c');
  });
});

test.each(['/home/alice', '=/app', ''])('%j is no rule', (text) => {
  expect(errorOf(() => parsePathRule(text))).toMatchObject({ code: 'invalid-argument' });
});

describe('readablePath', () => {
  const hash = '0123456789abcdef0123456789abcdef01234567';
  test.each([
    [`/rustc/${hash}/library/core/src/option.rs`, 'rust/library/core/src/option.rs'],
    [`/rustc/${hash}\\library\\core\\src\\option.rs`, 'rust/library/core/src/option.rs'],
    [`\\rustc\\${hash}\\library/core\\src\\option.rs`, 'rust/library/core/src/option.rs'],
    ['C:\\Users\\Eve\\.cargo\\registry\\src\\host-1ecc\\serde-1.0.2\\src\\lib.rs', 'crates/serde-1.0.2/src/lib.rs'],
    ['/root/.rustup/toolchains/stable-x/lib/rustlib/src/rust/library/std/src/io.rs', 'rust/library/std/src/io.rs'],
    ['/home/a/.cargo/registry/src/host-1ecc6299db9ec823/serde-1.0.2/src/lib.rs', 'crates/serde-1.0.2/src/lib.rs'],
    ['/home/a/.cargo/git/checkouts/my-crate-0123456789abcdef/1a2b3c4/src/lib.rs', 'crates/my-crate/src/lib.rs'],
    ['/emsdk/emscripten/system/lib/libc/musl/src/stdio/printf.c', 'emscripten/system/lib/libc/musl/src/stdio/printf.c'],
    ['/opt/emsdk/upstream/emscripten/cache/sysroot/include/stdio.h', 'emscripten/cache/sysroot/include/stdio.h'],
    [
      '/usr/share/emscripten/system/lib/libc/musl/src/stdio/printf.c',
      'emscripten/system/lib/libc/musl/src/stdio/printf.c',
    ],
    ['/opt/homebrew/Cellar/emscripten/3.1.64/libexec/system/lib/dlmalloc.c', 'emscripten/system/lib/dlmalloc.c'],
    ['/home/alice/emscripten/app/a.c', '/home/alice/emscripten/app/a.c'],
    ['wasisdk://v25.0/build/sysroot/x.c', 'wasi-sdk/build/sysroot/x.c'],
    ['org-dartlang-sdk:///dart-sdk/lib/core/list.dart', 'dart-sdk/lib/core/list.dart'],
    ['org-dartlang-sdk:///lib/core/list.dart', 'dart-sdk/lib/core/list.dart'],
    ['webpack:///./src/app.ts', 'src/app.ts'],
    ['webpack://shop/./src/app.ts?1a2b', 'src/app.ts'],
    ['webpack://shop/webpack/bootstrap', 'webpack/bootstrap'],
    ['file:///home/alice/a.c', '/home/alice/a.c'],
    ['/home/alice/a.c', '/home/alice/a.c'],
    ['src/main.rs', 'src/main.rs'],
  ])('%s is %s', (path, readable) => {
    expect(readablePath(path)).toBe(readable);
  });
});

describe('pathMapping', () => {
  it('is none where the options change no path', () => {
    expect([pathMapping({}), pathMapping({ mapPath: [], readablePaths: false })]).toEqual([null, null]);
  });

  it('writes readably what no rule names', () => {
    const mapping = pathMapping({ mapPath: [parsePathRule('/emsdk/emscripten/system=/sys')], readablePaths: true });
    expect(['/emsdk/emscripten/system/a.c', '/emsdk/emscripten/b.c'].map((path) => mapping?.(path))).toEqual([
      '/sys/a.c',
      'emscripten/b.c',
    ]);
  });
});
