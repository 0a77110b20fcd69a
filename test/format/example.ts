import { openIndex } from '../../src/symbol-index/index.ts';
import { writeIndex } from '../support/index-writer.ts';

/**
 * A module without imports, code from 100 on. `main` at [103, 123) has `outer` inlined at its line 12, and in that `inner`
 * at line 7; `plain` at [125, 135) has a name and no lines; the function at [137, 147) has nothing.
 */
export function exampleIndex(name: string | null = '/build/app.wasm') {
  const bytes = writeIndex({
    codeStart: 100,
    codeSize: 60,
    moduleName: 'app',
    files: [
      { directory: '/src', name: 'main.c' },
      { directory: '/src', name: 'inner.h' },
    ],
    functions: [
      { linkage: 'main', file: 1, line: 10, origin: 1 },
      { linkage: '_Z5outeri', display: 'outer(int)', file: 1, line: 5, origin: 1 },
      { linkage: 'inner', file: 2, line: 1, origin: 1 },
      { linkage: 'plain', origin: 2 },
    ],
    callSites: [
      { function: 2, file: 1, line: 12, column: 9 },
      { function: 3, file: 1, line: 7, column: 0 },
    ],
    nodes: [
      { caller: 0, callSite: 0 },
      { caller: 1, callSite: 1 },
    ],
    bodies: [
      {
        start: 3,
        length: 20,
        function: 1,
        origin: 1,
        ranges: [
          { start: 5, file: 1, line: 11, column: 3 },
          { start: 10, node: 2, file: 2, line: 2, column: 5 },
          { start: 15, file: 1, line: 0, column: 0 },
        ],
      },
      { start: 25, length: 10, function: 4 },
      { start: 37, length: 10 },
    ],
  });
  return openIndex(bytes, { name });
}
