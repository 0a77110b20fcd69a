import { expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { unansweredText } from '../../src/format/unanswered-text.ts';
import { openIndex } from '../../src/symbol-index/index.ts';
import { symbolicateSync } from '../../src/symbolicate.ts';
import { fixtureBytes } from '../container/fixtures.ts';

const index = openIndex(await buildIndex(fixtureBytes('inventory-O2-dwarf5.wasm')));
const text = (...locations: readonly string[]) =>
  ['Error', ...locations.map((location) => `    at ${location}`), '    at main (/app/main.js:1:2)'].join('\n');
const unanswered = (...locations: readonly string[]) => unansweredText(symbolicateSync(text(...locations), [index]));

const KNOWN = 'wasm://wasm/82bf9dc2:wasm-function[6]:0x288';
const OF_ANOTHER_BUILD = 'wasm://wasm/82bf9dc2:wasm-function[1]:0x288';
const WITHOUT_BODY = 'wasm://wasm/82bf9dc2:wasm-function[99]:0x5';

it('says nothing where every frame of WebAssembly has an answer, or where there is none', () => {
  expect([unanswered(KNOWN), unanswered()]).toEqual([null, null]);
});

it('says how many have none, and why: one that does not fit takes the others with it', () => {
  expect(unanswered(KNOWN, OF_ANOTHER_BUILD)).toBe(
    '2 of 2 WebAssembly frames stay as they are: ' +
      "1: the stack's frames do not fit the module's code, so it is another build; " +
      '1: the offset does not lie in the function that the frame names, so the module is another build',
  );
});

it('says once what holds for all', () => {
  const stack = symbolicateSync(text(OF_ANOTHER_BUILD, WITHOUT_BODY), []);
  expect(unansweredText(stack)).toBe(
    '2 of 2 WebAssembly frames stay as they are: none of the modules given belongs to this frame',
  );
});

it('counts each reason where there are several', () => {
  const named = 'a (wasm://wasm/inventory-O2-dwarf5.wasm-82bf9dc2:wasm-function[1]:0x288)';
  expect(unanswered(named, named, 'b (http://x/other.wasm:wasm-function[6]:0x288)')).toBe(
    '3 of 3 WebAssembly frames stay as they are: ' +
      '2: the offset does not lie in the function that the frame names, so the module is another build; ' +
      '1: none of the modules given belongs to this frame',
  );
});
