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
      "SourceFailure": "class",
      "SourceMap": "class",
      "SymbolIndex": "class",
      "SymbolStore": "class",
      "SymbolicationError": "class",
      "applyEdits": "function",
      "buildIndex": "function",
      "byteLengthOfV8UrlHash": "function",
      "chainOf": "function",
      "closeModule": "function",
      "companionFit": "function",
      "compareIdentities": "function",
      "diagnose": "function",
      "diagnostics": "function",
      "directorySource": "function",
      "explainText": "function",
      "exportSourceMap": "function",
      "filePath": "function",
      "findCompanion": "function",
      "findSourceMap": "function",
      "formatJson": "function",
      "formatText": "function",
      "functionName": "function",
      "functions": "function",
      "groupKey": "function",
      "identify": "function",
      "identitiesIn": "function",
      "identity": "function",
      "identityOf": "function",
      "identityOfIndex": "function",
      "idsOf": "function",
      "idsOfIndex": "function",
      "indexOf": "function",
      "init": "function",
      "inspectFile": "function",
      "inspectModule": "function",
      "inverseEdits": "function",
      "language": "function",
      "linkageName": "function",
      "lookup": "function",
      "lookupAll": "function",
      "mapPath": "function",
      "moduleIdentity": "function",
      "moduleIds": "function",
      "moduleUrlSource": "function",
      "nameOrigin": "function",
      "namesModule": "function",
      "normalizeDebugId": "function",
      "openCompanion": "function",
      "openFiles": "function",
      "openIndex": "function",
      "openModule": "function",
      "openModules": "function",
      "openSplitFile": "function",
      "parsePathRule": "function",
      "parseSourceMap": "function",
      "parseStack": "function",
      "parseStructured": "function",
      "parseSymbolList": "function",
      "readablePath": "function",
      "reduceIndex": "function",
      "rows": "function",
      "serverSource": "function",
      "sourceMapDebugId": "function",
      "sourceTexts": "function",
      "sourcesUnder": "function",
      "splitFinder": "function",
      "symbolicate": "function",
      "symbolicateStream": "function",
      "symbolicateSync": "function",
      "textEdits": "function",
      "v8ContentHash": "function",
      "v8UrlHash": "function",
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
