import { bracketedName } from '../jsc.ts';
import { moduleNameOf } from '../v8.ts';
import { isWasmUrl, wasmTailBefore } from '../wasm-location.ts';
import type { FrameData } from './synthesis.ts';

/** The engine families whose `error` events differ. */
export type EventEngine = 'v8' | 'spidermonkey' | 'jsc';

/** `null` where the event names no file. */
export function eventFrame(
  filename: string,
  line: number,
  column: number,
  engine: EventEngine | null,
): FrameData | null {
  if (filename === '') return null;
  const tail = wasmTailBefore(filename, filename.length);
  if (tail !== null) return indexedFrame(filename, tail.urlEnd, tail.functionIndex);
  if (!isWasmUrl(filename)) {
    return { kind: 'javascript', name: null, url: filename, lineNumber: line || null, columnNumber: column || null };
  }
  const offset = engine === 'jsc' ? null : offsetOf(line, column, engine);
  return { kind: 'wasm', name: null, url: filename, moduleName: moduleNameOf(filename), offset };
}

function offsetOf(line: number, column: number, engine: 'v8' | 'spidermonkey' | null): number | null {
  if (engine !== 'spidermonkey' && line === 1 && column > 1) return column - 1;
  if (engine !== 'v8' && line > 1) return line;
  return null;
}

/** JavaScriptCore: `MODULE:wasm-function[INDEX]`, with `<?>` for a module without name, or `MODULE.wasm-function[NAME]`. */
function indexedFrame(filename: string, urlEnd: number, functionIndex: number): FrameData {
  const named = bracketedName(filename);
  const module = filename.slice(0, urlEnd);
  const moduleName = module === '' || module === '<?>' ? null : (named?.moduleName ?? module);
  return { kind: 'wasm', name: null, url: null, moduleName, functionIndex };
}
