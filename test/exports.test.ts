import { expect, test } from 'vitest';
import * as library from '../src/index.ts';
import * as lookup from '../src/symbol-index/index.ts';

/** Functions are told from classes by what `new` would say of them. */
function kinds(module: Readonly<Record<string, unknown>>): Record<string, string> {
  const kindOf = (value: unknown): string =>
    typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : typeof value;
  return Object.fromEntries(
    Object.entries(module)
      .map(([name, value]) => [name, kindOf(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

test('the library exports these values', () => {
  expect(kinds(library)).toMatchInlineSnapshot(`
    {
      "FrameCursor": "class",
      "Module": "class",
      "RangeCursor": "class",
      "SymbolIndex": "class",
      "SymbolicationError": "class",
      "applyEdits": "function",
      "buildIndex": "function",
      "closeModule": "function",
      "diagnostics": "function",
      "filePath": "function",
      "formatJson": "function",
      "formatText": "function",
      "functionName": "function",
      "functions": "function",
      "identity": "function",
      "indexOf": "function",
      "inspectModule": "function",
      "inverseEdits": "function",
      "language": "function",
      "linkageName": "function",
      "lookup": "function",
      "lookupAll": "function",
      "nameOrigin": "function",
      "openIndex": "function",
      "openModule": "function",
      "parseStack": "function",
      "parseStructured": "function",
      "rows": "function",
      "symbolicate": "function",
      "symbolicateStream": "function",
      "symbolicateSync": "function",
      "textEdits": "function",
      "verifyChecksum": "function",
    }
  `);
});

test('the lookup entry exports these values', () => {
  expect(kinds(lookup)).toMatchInlineSnapshot(`
    {
      "FrameCursor": "class",
      "RangeCursor": "class",
      "SymbolIndex": "class",
      "SymbolicationError": "class",
      "filePath": "function",
      "functionName": "function",
      "functions": "function",
      "identity": "function",
      "language": "function",
      "linkageName": "function",
      "lookup": "function",
      "lookupAll": "function",
      "nameOrigin": "function",
      "openIndex": "function",
      "rows": "function",
      "verifyChecksum": "function",
    }
  `);
});
