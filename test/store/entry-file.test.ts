import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { decodeEntry, encodeEntry, type Entry } from '../../src/store/entry-file.ts';

const ENTRY: Entry = {
  writer: 'test',
  key: 'url https://h.example/ä.wasm',
  files: [{ kind: 'any', name: 'app.wasm', by: 'file-name', version: '7-1' }],
  indexes: [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8, 9, 10, 11, 12)],
  misses: [{ source: 'a server', reason: 'not-found', detail: null }],
  storedAt: 5,
  expiresAt: null,
};

it('an entry is read as it was written, with indexes where they can be read in place', () => {
  const read = decodeEntry(encodeEntry(ENTRY, crc32), crc32);
  expect(read).toEqual(ENTRY);
  expect(read?.indexes.map(({ byteOffset }) => byteOffset % 8)).toEqual([0, 0]);
});

it('an entry without an index remembers a miss', () => {
  const miss: Entry = { ...ENTRY, files: [], indexes: [], expiresAt: 9 };
  expect(decodeEntry(encodeEntry(miss, crc32), crc32)).toEqual(miss);
});

it('an entry in which any byte differs is none, and none that is cut off or longer', () => {
  const bytes = encodeEntry(ENTRY, crc32);
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    expect([at, decodeEntry(changed, crc32)]).toEqual([at, null]);
    expect(decodeEntry(bytes.subarray(0, at), crc32)).toBe(null);
  }
  expect(decodeEntry(Uint8Array.from([...bytes, 0]), crc32)).toBe(null);
});

it.each([
  { key: 7 },
  { files: [{ kind: 'all' }] },
  { misses: [{ source: 'a', reason: 'bad luck', detail: null }] },
  { expiresAt: 'never' },
])('an entry of other fields is none: %j', (wrong) => {
  const entry: Entry = Object.assign({ ...ENTRY }, wrong);
  expect(decodeEntry(encodeEntry(entry, crc32), crc32)).toBe(null);
});
