import { expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { SymbolicationError } from '../../src/errors.ts';
import { lookupAll, openIndex, verifyChecksum } from '../../src/symbol-index/index.ts';
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
