import { describe, expect, it } from 'vitest';
import { readModule } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { utf8 } from './module-bytes.ts';
import { rejectionOf } from './rejection.ts';

async function failureOf(bytes: readonly number[]): ReturnType<typeof rejectionOf> {
  return rejectionOf(openReader(new File([Uint8Array.from(bytes)], 'app.wasm')).then(readModule));
}

describe('a file that is no core module', () => {
  it.each([
    ['empty', []],
    ['only the beginning of a WebAssembly module', [0x00, 0x61, 0x73, 0x6d, 0x01]],
    ['a symbol index', utf8('wsym\x01\0\0\0')],
    ['an ELF file', utf8('\x7fELF\x02\x01')],
    ['a PNG image', [0x89, ...utf8('PNG\r\n')]],
    ['gzip data; decompress it first', [0x1f, 0x8b, 0x08]],
    ['an HTML or XML page, as a server sends for a wrong address', utf8('\n<!DOCTYPE html><title>404</title>')],
    ['WebAssembly text; assemble it first', utf8('(module (func))')],
    ['JSON', utf8('{"version":3}')],
    ['text', utf8('hello\n')],
    ['binary data of an unknown kind', [1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ])('is refused, saying what it is: %s', async (looks, bytes) => {
    expect(await failureOf(bytes)).toEqual({
      code: 'not-a-module',
      message: `app.wasm is no WebAssembly module: it is ${looks}.`,
      file: 'app.wasm',
      offset: 0,
    });
  });

  it('is refused with a code of its own where it is a component', async () => {
    expect(await failureOf([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00])).toEqual({
      code: 'component',
      message: 'app.wasm is a WebAssembly component where a core module is expected.',
      file: 'app.wasm',
      offset: 4,
    });
  });

  it('is refused where it is of another version', async () => {
    expect(await failureOf([0x00, 0x61, 0x73, 0x6d, 0x02, 0x00, 0x00, 0x00])).toEqual({
      code: 'not-a-module',
      message:
        'app.wasm has WebAssembly version 2, layer 0; only modules of version 1 and components of version 13 are read.',
      file: 'app.wasm',
      offset: 4,
    });
  });
});
