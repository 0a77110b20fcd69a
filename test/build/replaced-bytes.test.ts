import { expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { SymbolicationError } from '../../src/errors.ts';
import { functions, lookupAll, openIndex, rows, verifyChecksum } from '../../src/symbol-index/index.ts';
import { fixtureBytes } from '../container/fixtures.ts';

const REFUSALS = ['malformed-module', 'not-a-module'];

/** `answered` where a sound index comes of it, else the code of the refusal; everything else fails the test. */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  try {
    const index = openIndex(await buildIndex(bytes));
    const [starts] = index.bodies;
    const offsets = Array.from(starts, (start) => index.identity.codeStart + start);
    if (!verifyChecksum(index)) return 'a wrong checksum';
    if (lookupAll(index, offsets).some(({ reason }) => reason === 'malformed-index')) return 'a damaged index';
    return 'answered';
  } catch (error) {
    if (!SymbolicationError.is(error) || !REFUSALS.includes(error.code)) throw error;
    return error.code;
  }
}

/** As above, of bytes that stand for an index: `damaged` where a listing meets the damage, which a lookup says with a reason. */
function outcomeOfIndex(bytes: Uint8Array, addresses: number): string {
  try {
    const index = openIndex(bytes);
    lookupAll(
      index,
      Array.from({ length: addresses }, (_, address) => address),
      { codeRelative: true },
    );
    try {
      Array.from(functions(index));
      Array.from(rows(index));
    } catch (error) {
      if (SymbolicationError.is(error) && error.code === 'malformed-index') return 'damaged';
      throw error;
    }
    return 'answered';
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
    return error.code;
  }
}

it('the index of digits-dwarf5.wasm answers, or is refused with a code, whichever byte is replaced', async () => {
  const bytes = await buildIndex(fixtureBytes('digits-dwarf5.wasm'));
  const addresses = openIndex(bytes).identity.codeSize + 1;
  const outcomes = new Set<string>();
  for (let at = 0; at < bytes.length; at += 1) {
    const value = bytes[at] ?? 0;
    for (const replacement of [0x00, 0x7f, 0x80, 0xff]) {
      bytes[at] = replacement;
      outcomes.add(outcomeOfIndex(bytes, addresses));
    }
    bytes[at] = value;
  }
  expect([...outcomes].sort()).toEqual(['answered', 'damaged', 'index-version', 'malformed-index', 'not-an-index']);
});

it.each(['digits-dwarf4.wasm', 'digits-dwarf5.wasm'])(
  '%s answers or is refused whichever byte is replaced',
  async (file) => {
    const bytes = fixtureBytes(file);
    const outcomes = new Set<string>();
    for (let at = 0; at < bytes.length; at += 1) {
      const value = bytes[at] ?? 0;
      for (const replacement of [0x00, 0x7f, 0x80, 0xff]) {
        bytes[at] = replacement;
        outcomes.add(await outcomeOf(bytes));
      }
      bytes[at] = value;
    }
    expect([...outcomes].sort()).toEqual(['answered', 'malformed-module', 'not-a-module']);
  },
);
