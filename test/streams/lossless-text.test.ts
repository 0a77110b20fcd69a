import { expect, test } from 'vitest';
import { decodeLossless, encodeLossless } from '../../src/streams/lossless-text.ts';

test('valid UTF-8 decodes as it reads', () => {
  for (const text of ['', 'plain', 'größe 日本語 🦀', '\ufeffmark', 'a\r\nb\n']) {
    expect(decodeLossless(new TextEncoder().encode(text))).toBe(text);
  }
});

test.each([
  [[0xff, 0xfe, 0x0a]],
  [[0x41, 0xc3, 0x0a, 0xc3, 0xa4, 0x0a]],
  [[0xed, 0xa0, 0x80]],
  [[0xed, 0xb2, 0x80, 0xff]],
  [[0xf0, 0x9f, 0xa6]],
  [[0xf0, 0x9f, 0xa6, 0x80, 0xf5, 0xc0, 0x80]],
  [Array.from({ length: 256 }, (_, byte) => byte)],
  [Array.from({ length: 4096 }, (_, i) => (i * 2654435761) >>> 24)],
])('other bytes come back as they were, %#', (bytes) => {
  expect([...encodeLossless(decodeLossless(Uint8Array.from(bytes)))]).toEqual(bytes);
});

test('what is readable in a broken line is read', () => {
  expect(decodeLossless(Uint8Array.of(0xff, ...new TextEncoder().encode('größe')))).toBe('\udcffgröße');
});
