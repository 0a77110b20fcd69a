import { describe, expect, test } from 'vitest';
import { Effect } from '../../src/container/opcodes.ts';
import { readBodyCode } from '../../src/fit/body-code.ts';
import { callLink } from '../../src/fit/call-link.ts';

const IMPORTED = 2;
const direct = (callee: number) => ({ effect: Effect.call | Effect.direct, callee });
const indirect = { effect: Effect.call | Effect.table | Effect.signature, callee: 0 };
const above = (functionIndex: number | null) => ({ functionIndex, isForeign: false });
const FOREIGN = { functionIndex: 5, isForeign: true };

/** Function 7 ends in a tail call. */
const codeOf = (functionIndex: number) =>
  functionIndex > 8 ? null : readBodyCode(Uint8Array.from([0, ...(functionIndex === 7 ? [0x12, 5] : []), 0x0b]), 0);
const link = (site: Parameters<typeof callLink>[0], to: Parameters<typeof callLink>[1]) =>
  callLink(site, to, IMPORTED, codeOf);

describe('a direct call', () => {
  test('agrees with the frame above where it calls its function', () => {
    expect(link(direct(5), above(5))).toBe('agrees');
  });

  test('contradicts it where it calls another, and where the frame above is another module’s or a script’s', () => {
    expect(link(direct(6), above(5))).toBe('contradicts');
    expect(link(direct(5), FOREIGN)).toBe('contradicts');
  });

  test('tells nothing where the function called may have left the stack by a tail call, or cannot be read', () => {
    expect(link(direct(7), above(5))).toBe('unknown');
    expect(link(direct(9), above(5))).toBe('unknown');
  });

  test('of an import leads anywhere', () => {
    expect(link(direct(1), above(5))).toBe('unknown');
    expect(link(direct(1), FOREIGN)).toBe('unknown');
  });
});

test('an indirect call leads anywhere, and above an unknown function nothing can be told', () => {
  expect(link(indirect, above(5))).toBe('unknown');
  expect(link(direct(5), above(null))).toBe('unknown');
});
