import { describe, expect, test } from 'vitest';
import { pathEnds, scriptPath, sourcePath } from '../../src/javascript/script-path.ts';

describe('scriptPath', () => {
  test.each([
    ['/srv/app/a.js', '/srv/app/a.js', ['srv', 'app', 'a.js']],
    ['file:///srv/my%20app/a.js', '/srv/my app/a.js', ['srv', 'my app', 'a.js']],
    ['C:\\srv\\a.js', 'C:\\srv\\a.js', ['C:', 'srv', 'a.js']],
    ['file:///C:/srv/a.js', 'C:/srv/a.js', ['C:', 'srv', 'a.js']],
    ['https://h/static/a.js?v=1#x', null, ['static', 'a.js']],
    ['https://h/../../etc/passwd', null, ['etc', 'passwd']],
    ['https://h/%2e%2e/%2e%2e/etc/passwd', null, ['etc', 'passwd']],
    ['https://h/..%2f..%2fetc/passwd', null, ['etc', 'passwd']],
    ['./dist/a.js', null, ['dist', 'a.js']],
    ['../a.js', null, ['a.js']],
  ])('%s', (printed, absolute, segments) => {
    expect(scriptPath(printed)).toEqual({ absolute, segments });
  });

  test.each([
    'node:internal/modules/cjs/loader',
    '<anonymous>',
    'eval at f (/a.js:1:1), <anonymous>',
    'data:text/javascript,throw 1',
    'blob:https://h/0-1',
    'https://h/%zz.js',
    'https://h/',
    'https://h/%00.js',
    '/'.repeat(9),
    '/a'.repeat(33),
  ])('%s names no file', (printed) => {
    expect(scriptPath(printed)).toBeNull();
  });
});

test('the ends of a path, longest first, none of them within a package', () => {
  const ends = (printed: string) => pathEnds(scriptPath(printed) ?? { absolute: null, segments: [] });
  expect(ends('/srv/dist/a.js')).toEqual(['srv/dist/a.js', 'dist/a.js', 'a.js']);
  expect(ends('/srv/node_modules/a/index.js')).toEqual(['srv/node_modules/a/index.js', 'node_modules/a/index.js']);
});

describe('sourcePath', () => {
  test.each([
    ['../src/a.ts', '/srv/dist/a.js.map', '/srv/src/a.ts'],
    ['../../../../a.ts', '/srv/dist/a.js', '/a.ts'],
    ['a.ts', 'https://h/static/a.js?v=/1', 'https://h/static/a.ts'],
    ['../../a.ts', 'https://h/static/a.js', 'https://h/a.ts'],
    ['a.ts', 'C:\\srv\\a.js', 'C:/srv/a.ts'],
    ['../src/a.ts', 'dist/a.js', 'src/a.ts'],
    ['../../src/a.ts', 'dist/a.js', '../src/a.ts'],
    ['/src/a.ts', '/srv/dist/a.js', '/src/a.ts'],
    ['webpack://app/./a.ts', '/srv/dist/a.js', 'webpack://app/./a.ts'],
    ['file:///src/a.ts', 'https://h/a.js', 'file:///src/a.ts'],
  ])('%s as seen from %s', (source, base, path) => {
    expect(sourcePath(source, base)).toBe(path);
  });
});
