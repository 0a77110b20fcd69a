import { describe, expect, test } from 'vitest';
import { formatText } from '../../src/format/text.ts';
import { symbolicateSync } from '../../src/symbolicate.ts';
import { exampleIndex } from './example.ts';

const index = exampleIndex();
const format = (text: string) => formatText(symbolicateSync(text, [index]));

/** One instruction in `inner`, inlined into `outer(int)`, inlined into `main`, which is function 0; function 1 is `plain`, of which only the name is known. */
describe('a frame is written in its engine’s own style', () => {
  test.each([
    [
      'V8 before 7.0, which counts from the function’s body',
      '    at main (wasm-function[0]:8)',
      ['    at inner (/src/inner.h:2:5)', '    at outer(int) (/src/main.c:7)', '    at main (/src/main.c:12:9)'],
    ],
    [
      'Deno, with any index',
      '    at plain (wasm://wasm/app-1cebdb1e:wasm-function[0]:0x7d)',
      ['    at plain (wasm://wasm/app-1cebdb1e:wasm-function[0]:0x7d)'],
    ],
    [
      'Deno, with the offset as column',
      '    at main (http://h/app.wasm?v=1:1:112)',
      ['    at inner (/src/inner.h:2:5)', '    at outer(int) (/src/main.c:7)', '    at main (/src/main.c:12:9)'],
    ],
    ['JavaScriptCore', 'main@app:wasm-function[0]', ['main@app:wasm-function[0]']],
    ['JavaScriptCore, without names', '1@<?>:wasm-function[1]', ['plain@<?>:wasm-function[1]']],
    ['Bun', '    at app.wasm-function[plain] (native)', ['    at plain (native)']],
    [
      'a console of Chromium',
      '$func0 @ app.wasm:0x6f',
      ['inner @ /src/inner.h:2:5', 'outer(int) @ /src/main.c:7', 'main @ /src/main.c:12:9'],
    ],
    [
      'wasmtime',
      '    0:     0x6f - app!main',
      [
        '    0:     0x6f - inner',
        '                    at /src/inner.h:2:5',
        '                - outer(int)',
        '                    at /src/main.c:7',
        '                - main',
        '                    at /src/main.c:12:9',
      ],
    ],
    [
      'wasmtime, which had read line tables itself',
      '    0:     0x6f - x\n                    at /y.c:1:2\n                - z\n                    at /y.c:3:4',
      [
        '    0:     0x6f - inner',
        '                    at /src/inner.h:2:5',
        '                - outer(int)',
        '                    at /src/main.c:7',
        '                - main',
        '                    at /src/main.c:12:9',
      ],
    ],
    ['wasm3', '  1: 0x00007d - app!<unnamed>', ['  1: 0x00007d - plain']],
    [
      'WAMR, whose numbers lie behind the instruction',
      '#00: 0x0070 - $f0',
      [
        '#00: 0x0070 - inner (/src/inner.h:2:5)',
        '            - outer(int) (/src/main.c:7)',
        '            - main (/src/main.c:12:9)',
      ],
    ],
    ['WAMR’s fast interpreter, whose numbers mean nothing', '#01: 0x0012 - $f1', ['#01: 0x0012 - plain']],
    ['wazero', '\tapp.$1(i32,i64) i32', ['\tplain(i32,i64) i32']],
    [
      'wazero, which had read line tables itself',
      '\tapp.main(i32)\n\t\t0x0b: /y.c:1:2\n\t\t      /y.c:3:4',
      ['\tmain(i32)', '\t\t/src/inner.h:2:5 (inner)', '\t\t/src/main.c:7 (outer(int))', '\t\t/src/main.c:12:9'],
    ],
    ['Wasmer', '    at <unnamed> (app[1]:0x7d)', ['    at plain (app[1]:0x7d)']],
    [
      'WasmEdge, which has several frames in a line',
      '[error] calling stack:module[0]:1, module[0]:0',
      ['[error] calling stack:module[0]:1 plain, module[0]:0 main'],
    ],
    ['WAVM', '  wasm!app.wasm!<function #1>+11', ['  plain (+11)']],
  ])('%s', (_, text, lines) => {
    expect(format(`before\n${text}\nbehind`)).toBe(`before\n${lines.join('\n')}\nbehind`);
  });
});
