import { describe, expect, test } from 'vitest';
import { Effect } from '../../src/container/opcodes.ts';
import { type BodyCode, readBodyCode } from '../../src/fit/body-code.ts';
import { callLink, linkWithoutCall } from '../../src/fit/call-link.ts';

const IMPORTED = 2;
const direct = (callee: number) => ({ effect: Effect.call | Effect.direct, callee });
const indirect = { effect: Effect.call | Effect.table | Effect.signature, callee: 0 };
const above = (functionIndex: number | null) => ({ functionIndex, isForeign: false });
const FOREIGN = { functionIndex: 5, isForeign: true };

/** Function 7 ends in a tail call. */
const codeOf = (functionIndex: number) =>
  functionIndex > 8 ? null : readBodyCode(Uint8Array.from([0, ...(functionIndex === 7 ? [0x12, 5] : []), 0x0b]), 0);
const bodyWith = (...code: readonly number[]) => readBodyCode(Uint8Array.from([0, ...code, 0x0b]), 0) ?? raise();
const raise = (): never => {
  throw new Error('no body');
};
/** A function that calls function 5 somewhere. */
const CALLS_5 = bodyWith(0x10, 5);
const link = (site: Parameters<typeof callLink>[0], to: Parameters<typeof callLink>[2], own = CALLS_5) =>
  callLink(site, own, to, IMPORTED, codeOf);

describe('a direct call', () => {
  test('agrees with the frame above where it calls its function', () => {
    expect(link(direct(5), above(5))).toBe('agrees');
  });

  test('contradicts it where it calls another, and where the frame above is another module’s or a script’s', () => {
    expect(link(direct(6), above(5))).toBe('contradicts');
    expect(link(direct(5), FOREIGN, bodyWith(0x10, 1))).toBe('contradicts');
  });

  test('stands apart from it where the function calls nothing anywhere that leads there', () => {
    expect(link(direct(6), above(5), bodyWith(0x10, 6))).toBe('apart');
    expect(link(direct(5), FOREIGN)).toBe('apart');
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

describe('a frame at no call', () => {
  const without = (own: BodyCode) => linkWithoutCall(own, above(5), IMPORTED);

  test('stands apart in a function that does not call the one above', () => {
    expect(without(bodyWith(0x10, 6))).toBe('apart');
  });

  test('contradicts the frame above where the function may have called that', () => {
    expect(without(CALLS_5)).toBe('contradicts');
    expect(without(bodyWith(0x11, 0, 0))).toBe('contradicts');
  });

  test('tells nothing where the function above is not known', () => {
    expect(linkWithoutCall(CALLS_5, above(null), IMPORTED)).toBe('unknown');
  });
});
