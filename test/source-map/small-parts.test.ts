import { expect, it } from 'vitest';
import { dataUrlBytes } from '../../src/source-map/data-url.ts';
import { normalisedDebugId, sameBuild } from '../../src/source-map/debug-id.ts';
import { countLines } from '../../src/source-map/line-counts.ts';
import { errorOf } from '../support/errors.ts';

it.each([
  ['', 1],
  ['a', 1],
  ['a\n', 2],
  ['a\r\nb\rc\nd', 4],
  ['\r\r\n\n', 4],
])('lines end in LF, CR LF or CR: %j has %i', (text, lines) => {
  expect(countLines(text)).toBe(lines);
});

it.each([
  ['12345678-9abc-DEF0-1234-56789abcdef0', '123456789abcdef0123456789abcdef0'],
  ['{AB-CD}', 'abcd'],
  ['no hex', null],
  ['', null],
])('the debug id %j is %j', (id, normalised) => {
  expect(normalisedDebugId(id)).toBe(normalised);
});

const BUILD = '00112233445566778899aabbccddeeff';

it.each([
  ['abcd', 'abcd', true],
  [BUILD, `${BUILD}01234567`, true],
  ['33221100554477668899aabbccddeeff0', BUILD, true],
  ['ffffffff445566778899aabbccddeeff', BUILD, false],
  ['abcd', BUILD, null],
])('the debug id %s and the build id %s are of one build: %s', (debugId, buildId, same) => {
  expect(sameBuild(debugId, buildId)).toBe(same);
});

it.each([
  ['data:application/json;base64,eyJhIjoxfQ==', '{"a":1}'],
  ['data:application/json;charset=utf-8;base64,eyJhIjoxfQ', '{"a":1}'],
  ['data:;base64,eyJh%49joxfQ%3D%3D', '{"a":1}'],
  ['data:application/json,%7B"a":1}', '{"a":1}'],
  ['data:;base64,eyJhIjoxfQ==#there', '{"a":1}'],
  ['data:,{"a":"#1"}', '{"a":"#1"}'],
  ['data:,100%', '100%'],
])('the URL %s holds %s', (url, text) => {
  expect(new TextDecoder().decode(dataUrlBytes(url, null))).toBe(text);
});

it.each(['data:application/json;base64', 'data:;base64,!'])('%s holds nothing', (url) => {
  expect(errorOf(() => dataUrlBytes(url, 'app.wasm'))).toMatchObject({
    code: 'malformed-source-map',
    file: 'app.wasm',
  });
});
