import { bracketedName } from '../jsc.ts';
import type { ParsedStack } from '../frame.ts';
import { moduleNameOf } from '../v8.ts';
import { isWasmUrl } from '../wasm-location.ts';
import { answerOf, asNumber, has, MOST_ELEMENTS, numberField, textField } from './fields.ts';
import { type FrameData, Synthesis } from './synthesis.ts';

/**
 * Call sites: V8's, as `Error.prepareStackTrace` gets them, and the plain objects of Node's `util.getCallSites`. Of a Wasm frame
 *
 * | channel | offset | function |
 * |---|---|---|
 * | V8 | `getPosition()`; `getColumnNumber()` is one more | `getFunction()` is its index (also in Deno, whose text says 0) |
 * | `util.getCallSites` | `column` − 1, in line 1 | `$NAME` |
 * | Bun | none | `MODULE.wasm-function[NAME]`, file `[wasm code]` |
 *
 * Call sites that went through JSON, with results in the place of methods, are read, too.
 */
export function parseCallSites(sites: readonly unknown[]): ParsedStack {
  const all = new Synthesis();
  for (const site of sites.slice(0, MOST_ELEMENTS)) {
    all.addFrame(has(site, 'scriptName') ? plainFrame(site) : siteFrame(site));
  }
  return all.stack(null);
}

function siteFrame(site: unknown): FrameData {
  const text = (name: string): string | null => nonEmpty(answerOf(site, name));
  const number = (name: string): number | null => asNumber(answerOf(site, name));
  const url = text('getScriptNameOrSourceURL') ?? text('getFileName');
  const name = text('getFunctionName');
  const [line, column] = [number('getLineNumber'), number('getColumnNumber')];
  const functionIndex = number('getFunction');
  if (url === '[wasm code]' && name !== null) return bunFrame(name);
  if (functionIndex !== null || (url !== null && isWasmUrl(url))) {
    const offset = number('getPosition') ?? (line === 1 && column !== null && column > 0 ? column - 1 : null);
    return { kind: 'wasm', name, url, moduleName: url === null ? null : moduleNameOf(url), functionIndex, offset };
  }
  const isNative = answerOf(site, 'isNative') === true || (url === null && line === null);
  return { kind: isNative ? 'native' : 'javascript', name, url, lineNumber: line, columnNumber: column };
}

function bunFrame(name: string): FrameData {
  const named = bracketedName(name);
  return {
    kind: 'wasm',
    name: named === null ? name : named.functionName,
    url: null,
    moduleName: named?.moduleName ?? null,
    functionIndex: named?.functionIndex ?? null,
  };
}

function plainFrame(site: unknown): FrameData {
  const url = textField(site, 'scriptName');
  const name = textField(site, 'functionName');
  const line = numberField(site, 'lineNumber');
  const column = numberField(site, 'columnNumber') ?? numberField(site, 'column');
  if (url === null || !isWasmUrl(url)) {
    return { kind: 'javascript', name, url, lineNumber: line, columnNumber: column };
  }
  const offset = line === 1 && column !== null && column > 0 ? column - 1 : null;
  return { kind: 'wasm', url, moduleName: moduleNameOf(url), offset, ...debuggerName(name) };
}

/**
 * V8's debugger puts `$` in front of a Wasm function's name, and calls one without name `$func10`. That may be a name, too, so that the index is a guess.
 */
export function debuggerName(name: string | null): Pick<FrameData, 'name' | 'functionIndex' | 'indexIsSure'> {
  const index = name === null ? null : /^\$func(\d{1,9})$/.exec(name);
  if (index !== null) return { name: null, functionIndex: Number(index[1]), indexIsSure: false };
  return { name: name?.startsWith('$') === true ? name.slice(1) : name };
}

function nonEmpty(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
