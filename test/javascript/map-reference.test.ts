import { describe, expect, test } from 'vitest';
import { dataUrlText, sourceMapReference } from '../../src/javascript/map-reference.ts';

describe('sourceMapReference', () => {
  test.each([
    ['f()\n//# sourceMappingURL=a.js.map', 'a.js.map'],
    ['f()\n//@ sourceMappingURL=a.js.map\r\n\r\n', 'a.js.map'],
    ['f();/*# sourceMappingURL=a.css.map */', 'a.css.map'],
    ['//# sourceMappingURL=part.map\nf()\n//# sourceMappingURL=whole.map\n', 'whole.map'],
    ['//# sourceMappingURL=a.map\nconst end = "//# sourceMappingURL=" + url', 'a.map'],
    ['//# sourceMappingURL=a.map\nconst end = `//# sourceMappingURL=${url}`', 'a.map'],
    ['const sourceMappingURL=1', null],
    ['//# sourceMappingURL=', null],
    ['', null],
  ])('%j', (script, reference) => {
    expect(sourceMapReference(script)).toBe(reference);
  });
});

describe('dataUrlText', () => {
  test.each([
    ['data:application/json;charset=utf-8;base64,eyJhIjoiw6QifQ==', '{"a":"ä"}'],
    ['data:application/json,%7B%22a%22%3A1%7D', '{"a":1}'],
    ['data:application/json;base64,%%%', null],
    ['data:application/json', null],
    ['a.js.map', null],
  ])('%s', (url, text) => {
    expect(dataUrlText(url)).toBe(text);
  });
});
