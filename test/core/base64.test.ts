import { expect, it } from 'vitest';
import { decodeBase64 } from '../../src/core/base64.ts';

const BYTES = Uint8Array.from([0, 0x61, 0x73, 0x6d, 0xff, 0xfe, 0x80]);
const BASE64 = 'AGFzbf/+gA==';

it('decodes with Buffer where there is one', () => {
  expect(Uint8Array.from(decodeBase64(BASE64))).toEqual(BYTES);
});

it('decodes with what a browser without Buffer has', () => {
  // `in` sees a property that is undefined too, so it has to go.
  const { Buffer: buffer } = globalThis;
  Reflect.deleteProperty(globalThis, 'Buffer');
  try {
    expect(decodeBase64(BASE64)).toEqual(BYTES);
  } finally {
    Object.assign(globalThis, { Buffer: buffer });
  }
});
