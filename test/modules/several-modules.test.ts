import { afterAll, describe, expect, test } from 'vitest';
import { closeModule, openModule } from '../../src/modules/module.ts';
import { symbolicate } from '../../src/symbolicate.ts';

/**
 * Made of text by wabt, without any name. MAIN imports function 0 and calls it in function 1, which 3 calls; SIDE exports its function 1, which calls 0; THIRD has other
 * code.
 */
const MAIN =
  '0061736d0100000001060160017f017f020d01047369646504776f726b00000304030000000707010372756e00030a22030c00200041016a100041026c0b0700200041036d0b0b0020001002100141056a0b';
const SIDE =
  '0061736d0100000001060160017f017f0303020000050301000107080104776f726b00010a1e020f00200041a08d066c28021041076a0b0c0041011a2000100041036b0b';
const THIRD =
  '0061736d0100000001060160017f017f03040300000007090201670001016800020a20030700200041016d0b0c00200041096a10001a41080b0900200020006a10000b';
const open = (hex: string, name: string) => openModule(Uint8Array.from(Buffer.from(hex, 'hex')), { name });
const main = await open(MAIN, 'main.wasm');
const side = await open(SIDE, 'side.wasm');
const third = await open(THIRD, 'third.wasm');
afterAll(() => Promise.all([main, side, third].map(closeModule)));

/** As Node 20 printed it: MAIN runs into SIDE, which reads outside its memory. */
const CAPTURED = `RuntimeError: memory access out of bounds
    at wasm://wasm/b33e3f2a:wasm-function[0]:0x30
    at wasm://wasm/b33e3f2a:wasm-function[1]:0x3e
    at wasm://wasm/b6ae8202:wasm-function[1]:0x38
    at wasm://wasm/b6ae8202:wasm-function[3]:0x4c
    at main (/srv/app/main.js:1:2)
`;
const SIDE_SIDE_MAIN_MAIN = ['side.wasm', 'side.wasm', 'main.wasm', 'main.wasm'];

async function modulesOf(text: string, modules = [third, main, side]) {
  const { frames } = await symbolicate(text, modules);
  return frames.filter(({ kind }) => kind === 'wasm').map(({ module, reason }) => module ?? reason);
}

describe('a stack through several modules without names finds each', () => {
  test('by V8’s hash of their bytes', async () => {
    expect(await modulesOf(CAPTURED)).toEqual(SIDE_SIDE_MAIN_MAIN);
  });

  test('where V8 hashes in another way, by fit', async () => {
    const text = CAPTURED.replaceAll('b33e3f2a', '11111112').replaceAll('b6ae8202', '22222222');
    expect(await modulesOf(text)).toEqual(SIDE_SIDE_MAIN_MAIN);
  });

  test('where the URLs are no help at all, frame by frame', async () => {
    const text = CAPTURED.replaceAll(/wasm:\/\/wasm\/\w+/g, '<anonymous>');
    expect(await modulesOf(text)).toEqual(SIDE_SIDE_MAIN_MAIN);
  });

  test('and of one frame of a second, when no other is left for it', async () => {
    const [message = '', top = '', , ...rest] = CAPTURED.replaceAll('b33e3f2a', '11111112').split('\n');
    expect(await modulesOf([message, top, ...rest].join('\n'), [main, side])).toEqual([
      'side.wasm',
      'main.wasm',
      'main.wasm',
    ]);
  });

  test('but none where none fits', async () => {
    expect(await modulesOf(CAPTURED.replaceAll(/wasm:\/\/wasm\/\w+/g, '<anonymous>'), [third, main])).toEqual([
      'no-module',
      'no-module',
      'no-module',
      'no-module',
    ]);
  });
});
