import { expect, test } from 'vitest';
import { moduleIdentity } from '../../src/identity/module-identity.ts';
import { identitiesIn } from '../../src/identity/stack-identities.ts';
import { parseStack } from '../../src/stack/parse.ts';

test('identitiesIn puts frames together that name one module in the same way', () => {
  const text = `RuntimeError: unreachable
    at app.f (wasm://wasm/app-1cebdb1e:wasm-function[2]:0x69)
    at app.g (wasm://wasm/app-1cebdb1e:wasm-function[3]:0x7f)
    at step (https://h/step.js:1:2)
    at side.h (https://h/side.wasm?v=1:wasm-function[2]:0x69)
    at app.f (wasm://wasm/app-1cebdb1e:wasm-function[2]:0x70)
    at wasm://wasm/90e358f6:wasm-function[9]:0x2df
    at k (<anonymous>:wasm-function[9]:0x2df)`;
  expect(identitiesIn(parseStack(text))).toEqual([
    {
      identity: moduleIdentity({
        names: ['app'],
        v8Hash: '1cebdb1e',
        functionNames: [
          { functionIndex: 2, name: 'f' },
          { functionIndex: 3, name: 'g' },
        ],
      }),
      frames: [0, 1, 4],
    },
    {
      identity: moduleIdentity({
        url: 'https://h/side.wasm?v=1',
        functionNames: [{ functionIndex: 2, name: 'side.h' }],
      }),
      frames: [3],
    },
    { identity: moduleIdentity({ v8Hash: '90e358f6' }), frames: [5] },
    { identity: moduleIdentity({ functionNames: [{ functionIndex: 9, name: 'k' }] }), frames: [6] },
  ]);
});

test('frames that name no module are one group, whatever engine printed them', () => {
  const text = `f@<?>:wasm-function[11]
g@<?>:wasm-function[9]
    at callRun (/srv/app/harness.js:45:57)`;
  expect(identitiesIn(parseStack(text)).map(({ frames }) => frames)).toEqual([[0, 1]]);
});

test('a stack without Wasm frames has none', () => {
  expect(identitiesIn(parseStack('Error\n    at f (/a.js:1:2)'))).toEqual([]);
});
