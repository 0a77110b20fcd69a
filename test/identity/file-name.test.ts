import { expect, test } from 'vitest';
import { fileNameOf, urlFileName } from '../../src/identity/file-name.ts';

test.each([
  ['/a/b/app.wasm', 'app.wasm'],
  ['C:\\build\\app.wasm', 'app.wasm'],
  ['app#1?.wasm', 'app#1?.wasm'],
  ['https://h/a/app.wasm?v=/x.wasm#y', 'app.wasm'],
  ['https://h/my%20app.wasm', 'my app.wasm'],
  ['https://h/100%.wasm', '100%.wasm'],
  ['https://h/', null],
])('the file name of %s is %s', (path, name) => {
  expect(fileNameOf(path)).toBe(name);
});

test.each([
  'wasm://wasm/app.wasm-1cebdb1e',
  'data:application/wasm;base64,AGFzbQ/app.wasm',
  'blob:http://h/0e7a2a3e-app.wasm',
  '<anonymous>',
  'http://h/page.js line 21 > WebAssembly.Module',
])('%s names no file', (url) => {
  expect(urlFileName(url)).toBeNull();
});
