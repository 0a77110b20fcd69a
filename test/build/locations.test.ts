import { describe, expect, it } from 'vitest';
import { beside, fileName, staysBelow, stem, within } from '../../src/build/locations.ts';

describe('a location beside another', () => {
  it.each([
    ['/srv/a/app.wasm', '/srv/a/x.dwo'],
    ['C:\\a\\app.wasm', 'C:\\a\\x.dwo'],
    ['app.wasm', 'x.dwo'],
    ['https://h.test/a/app.wasm?v=1/2#f', 'https://h.test/a/x.dwo'],
    ['/srv/what?/app.wasm', '/srv/what?/x.dwo'],
  ])('is in its folder: %s', (location, expected) => {
    expect(beside(location, 'x.dwo')).toBe(expected);
  });

  it('is named by the last part alone', () => {
    const names = ['/a/b.dwo', 'a\\b.dwo', 'https://h.test/b.dwo?x#y', 'b?.dwo'];
    expect(names.map(fileName)).toEqual(['b.dwo', 'b.dwo', 'b.dwo', 'b?.dwo']);
    expect(['/a/b.c.wasm', '.wasm', 'b'].map(stem)).toEqual(['b.c', '.wasm', 'b']);
  });

  it('may be named by a module of unknown origin only below its folder', () => {
    expect(['x.dwo', 'a/x.dwo', '..x/y'].map(staysBelow)).toEqual([true, true, true]);
    const leading = [
      '',
      '/etc/passwd',
      '\\\\host\\x',
      'C:\\x',
      'C:/x',
      'file:///x',
      '../x',
      'a/../../x',
      'a\\..\\x',
      'x\0',
    ];
    expect(leading.filter(staysBelow)).toEqual([]);
  });

  it('is relative to the folder in which the compiler ran', () => {
    const locations = [
      ['/src', 'x.dwo'],
      ['/src/', 'x.dwo'],
      ['', 'x.dwo'],
      ['/src', '/out/x.dwo'],
    ] as const;
    expect(locations.map(([folder, path]) => within(folder, path))).toEqual([
      '/src/x.dwo',
      '/src/x.dwo',
      'x.dwo',
      '/out/x.dwo',
    ]);
  });
});
