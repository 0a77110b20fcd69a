import { describe, expect, it } from 'vitest';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { functions, identity, lookup, openIndex, rows, verifyChecksum } from '../../src/symbol-index/index.ts';
import { assemble, u32s } from '../support/index-writer.ts';
import { errorOf } from '../support/errors.ts';
import { CODE_START, indexOf } from './module.ts';

const identitySection = { tag: 1, bytes: u32s([0, 0, 0, 0, 0, 0, 0, 0, 0]), count: 1 };

describe('openIndex', () => {
  it('knows the module by its identity', () => {
    const codeHash = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
    const expected = {
      codeStart: CODE_START,
      codeSize: 2000,
      moduleSize: 0x1_0000_2000,
      importedFunctions: 2,
      exportedFunctions: 5,
      functionCount: 6,
      codeHash,
      buildId: 'ab01',
      moduleName: 'shop.wasm',
      partial: false,
      arbitrated: false,
    };
    expect(identity(openIndex(indexOf()))).toEqual(expected);
    expect(identity(openIndex(indexOf({ flags: 1 })))).toEqual({ ...expected, partial: true });
    expect(identity(openIndex(indexOf({ flags: 2 })))).toEqual({ ...expected, arbitrated: true });
    const anonymous = openIndex(indexOf({ codeHash: [], buildId: [], moduleName: '' }));
    expect(identity(anonymous)).toEqual({ ...expected, codeHash: null, buildId: null, moduleName: null });
  });

  it('tells what the builder met', () => {
    expect(diagnostics(openIndex(indexOf()))).toEqual([
      { kind: 'torn-function', count: 3, place: 45 },
      { kind: 'exports-malformed', count: 1, place: 0x2000 },
      { kind: 'other', count: 2, place: 0 },
    ]);
    const codes = [...Array.from({ length: 13 }, (_, code) => code), 99, 100, 101, 102, 103, 104, 105];
    const all = openIndex(indexOf({ diagnostics: codes.map((code) => ({ code, count: 1, place: 0 })) }));
    expect(diagnostics(all).map(({ kind }) => kind)).toEqual([
      'other',
      'unit-malformed',
      'line-program-malformed',
      'stale-dwarf',
      'hollow-dwarf',
      'ambiguous-claim',
      'sequence-dropped',
      'torn-function',
      'name-unresolved',
      'ranges-malformed',
      'unit-unsupported',
      'limit-reached',
      'demangling-failed',
      'other',
      'name-section-malformed',
      'section-truncated',
      'name-out-of-range',
      'exports-malformed',
      'section-malformed',
      'section-missing',
    ]);
  });

  it('keeps the name that it is given', () => {
    expect(openIndex(indexOf(), { name: 'https://example.org/shop.wasm' }).name).toBe('https://example.org/shop.wasm');
    expect(openIndex(indexOf()).name).toBe(null);
  });

  it('reads bytes that stand anywhere in their buffer, and Node Buffers', () => {
    const bytes = indexOf();
    const aligned = openIndex(bytes);
    const offsets = Array.from({ length: 2200 }, (_, at) => CODE_START - 100 + at);
    for (const shift of [1, 2, 3, 4]) {
      const padded = Buffer.alloc(bytes.length + shift + 5, 0xee);
      padded.set(bytes, shift);
      const moved = openIndex(padded.subarray(shift, shift + bytes.length));
      expect(offsets.map((offset) => lookup(moved, offset))).toEqual(offsets.map((offset) => lookup(aligned, offset)));
      expect(Array.from(rows(moved))).toEqual(Array.from(rows(aligned)));
      expect(verifyChecksum(moved)).toBe(true);
    }
  });

  it('reads shared memory', () => {
    const bytes = indexOf();
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    expect(Array.from(functions(openIndex(shared)))).toEqual(Array.from(functions(openIndex(bytes))));
  });

  it('skips sections of tags that it does not know', () => {
    const bytes = assemble(0, [identitySection, { tag: 7000, bytes: [1, 2, 3, 4, 5], count: 3 }]);
    expect(Array.from(functions(openIndex(bytes)))).toEqual([]);
  });

  it('refuses what is no index, by name', () => {
    const module = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...new Array<number>(40).fill(0));
    for (const bytes of [new Uint8Array(0), Uint8Array.of(0x77, 0x73, 0x79, 0x6d), module]) {
      expect(errorOf(() => openIndex(bytes, { name: 'a/b.wsym' }))).toEqual({
        code: 'not-an-index',
        message: 'a/b.wsym: not a symbol index',
        file: 'a/b.wsym',
        offset: 0,
      });
    }
  });

  it('refuses other versions of the format', () => {
    for (const version of [0, 2, 0xffff]) {
      const bytes = indexOf();
      new DataView(bytes.buffer).setUint16(4, version, true);
      expect(errorOf(() => openIndex(bytes))).toEqual({
        code: 'index-version',
        message: `symbol index: format version ${version}, not 1; build it anew`,
        file: null,
        offset: 4,
      });
    }
  });

  it.each([
    ['a file cut short', indexOf().subarray(0, -4), 8],
    ['a file with something behind it', Uint8Array.from([...indexOf(), 0, 0, 0, 0]), 8],
    ['a directory outside the file', patched(16, 0x0fffffff), 16],
    ['a section that ends behind the file', patched(24 + 8, 0x7fffffff), 24],
    ['a section that begins behind the file', patched(24 + 4, 0xfffffffc), 24],
    ['a section that is not aligned', patched(24 + 4, 1), 24],
    [
      'a table of another size than its count',
      assemble(0, [identitySection, { tag: 2, bytes: [0, 0, 0], count: 2 }]),
      92,
    ],
    [
      'body tables of different lengths',
      assemble(0, [identitySection, { tag: 2, bytes: [0, 0, 0, 0], count: 1 }, { tag: 3, bytes: [], count: 0 }]),
      112,
    ],
    ['an identity cut short', assemble(0, [{ ...identitySection, bytes: u32s([0, 0, 0]) }]), 24 + 16 + 12],
    [
      'ids longer than the identity',
      assemble(0, [{ ...identitySection, bytes: u32s([0, 0, 0, 0, 0, 0, 5, 0, 0]) }]),
      null,
    ],
  ])('refuses %s, with the offset', (_, bytes, offset) => {
    const error = errorOf(() => openIndex(bytes, { name: 'shop.wsym' }));
    expect(error).toMatchObject({ code: 'malformed-index', file: 'shop.wsym' });
    if (offset !== null) expect(error.offset).toBe(offset);
    expect(error.message).toContain(`shop.wsym: `);
  });
});

describe('verifyChecksum', () => {
  it('sees every changed byte behind it', () => {
    const bytes = indexOf();
    expect(verifyChecksum(openIndex(bytes))).toBe(true);
    for (let at = bytes.length - 400; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(verifyChecksum(openIndex(changed))).toBe(false);
    }
  });
});

function patched(at: number, word: number): Uint8Array {
  const bytes = indexOf();
  new DataView(bytes.buffer).setUint32(at, word, true);
  return bytes;
}
