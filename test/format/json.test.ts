import { expect, test } from 'vitest';
import { formatJson } from '../../src/format/json.ts';
import { groupKey } from '../../src/meaning/group-key.ts';
import { symbolicateSync } from '../../src/symbolicate.ts';
import { exampleIndex } from './example.ts';

test('formatJson writes every field in its stable order', () => {
  const text = `E
    at app.main (wasm://wasm/app-1cebdb1e:wasm-function[0]:0x6f)
    at callRun (/srv/harness.js:45:57)
    at f (http://h/app.wasm:wasm-function[2]:0x89)`;
  const json = JSON.stringify(formatJson(symbolicateSync(text, [exampleIndex()])), null, 1);
  const names = {
    kind: 'wasm',
    frames: ['inner', 'outer', 'main'].map((name) => ({ function: name, role: 'user' as const })),
  };
  expect(JSON.parse(json)).toEqual({
    message: 'E',
    trap: null,
    panic: null,
    groupKey: groupKey({ frames: [names] }),
    mentions: [],
    frames: [
      {
        raw: '    at app.main (wasm://wasm/app-1cebdb1e:wasm-function[0]:0x6f)',
        line: 1,
        kind: 'wasm',
        module: '/build/app.wasm',
        functionIndex: 0,
        offset: 0x6f,
        inferred: null,
        fit: 'plausible',
        status: 'resolved',
        reason: null,
        frames: [
          {
            function: 'inner',
            symbol: 'inner',
            file: '/src/inner.h',
            line: 2,
            column: 5,
            inlined: true,
            origin: { name: 'dwarf', location: 'dwarf' },
            role: 'user',
          },
          {
            function: 'outer(int)',
            symbol: '_Z5outeri',
            file: '/src/main.c',
            line: 7,
            column: null,
            inlined: true,
            origin: { name: 'dwarf', location: 'dwarf' },
            role: 'user',
          },
          {
            function: 'main',
            symbol: 'main',
            file: '/src/main.c',
            line: 12,
            column: 9,
            inlined: false,
            origin: { name: 'dwarf', location: 'dwarf' },
            role: 'user',
          },
        ],
      },
      {
        raw: '    at callRun (/srv/harness.js:45:57)',
        line: 2,
        kind: 'javascript',
        module: null,
        functionIndex: null,
        offset: null,
        inferred: null,
        fit: null,
        status: 'unresolved',
        reason: 'not-wasm',
        frames: [],
      },
      {
        raw: '    at f (http://h/app.wasm:wasm-function[2]:0x89)',
        line: 3,
        kind: 'wasm',
        module: '/build/app.wasm',
        functionIndex: 2,
        offset: 0x89,
        inferred: null,
        fit: 'plausible',
        status: 'unresolved',
        reason: 'no-symbols',
        frames: [
          {
            function: null,
            symbol: null,
            file: null,
            line: null,
            column: null,
            inlined: false,
            origin: { name: null, location: null },
            role: null,
          },
        ],
      },
    ],
  });
  const order = [...new Set([...json.matchAll(/"(\w+)":/g)].map(([, key]) => key))];
  expect(order).toEqual([
    'message',
    'trap',
    'panic',
    'groupKey',
    'mentions',
    'frames',
    'raw',
    'line',
    'kind',
    'module',
    'functionIndex',
    'offset',
    'inferred',
    'fit',
    'status',
    'reason',
    'function',
    'symbol',
    'file',
    'column',
    'inlined',
    'origin',
    'name',
    'location',
    'role',
  ]);
});
