import { describe, expect, test } from 'vitest';
import { readBodyCode } from '../../src/fit/body-code.ts';
import { type FrameClaim, fitOfClaim } from '../../src/fit/frame-fit.ts';

const START = 100;
/** By offset from the body's start; the locals are one byte. */
const CODE = {
  const: 1, // i32.const 7
  load: 3, // i32.load align=2 offset=4
  branch: 6, // br_if 0
  unreachable: 8,
  divide: 9, // i32.div_s
  call: 10, // call 3, in five bytes
  indirect: 16, // call_indirect (type 0) (table 0)
  throw: 19, // throw 0
  tailCall: 21, // return_call 3
  end: 23,
} as const;
const BYTES = Uint8Array.from([
  ...[0x00, 0x41, 7, 0x28, 2, 4, 0x0d, 0, 0x00, 0x6d],
  ...[0x10, 0x83, 0x80, 0x80, 0x80, 0x00, 0x11, 0, 0, 0x08, 0, 0x12, 3, 0x0b],
]);
const body = readBodyCode(BYTES, START);
if (body === null) throw new TypeError('the body cannot be read');

const fit = (at: number, claim: Partial<FrameClaim> = {}): string => {
  const found = fitOfClaim(
    { dialect: 'v8', offset: START + at, offsetIsSure: true, isCaller: false, trap: null, ...claim },
    body,
  );
  return `${found.fit}: ${found.why}`;
};

describe('a frame below another waits at a call', () => {
  test.each([
    ['a direct call', CODE.call, 'exact: call'],
    ['an indirect call', CODE.indirect, 'exact: call'],
    ['a tail call, which an interpreter may treat as any other', CODE.tailCall, 'exact: call'],
    ['what can trap', CODE.load, 'impossible: no-call'],
    ['what throws', CODE.throw, 'impossible: no-call'],
    ['what does nothing', CODE.const, 'impossible: no-call'],
    ['the middle of an instruction', CODE.call + 2, 'impossible: within-instruction'],
    ['the locals', 0, 'impossible: within-instruction'],
  ])('%s', (_, at, expected) => {
    expect(fit(at, { isCaller: true })).toBe(expected);
  });
});

describe('the innermost frame stands where the program can have stopped so', () => {
  test.each([
    ['unreachable', CODE.unreachable, 'exact: trap'],
    ['unreachable', CODE.divide, 'impossible: no-trap'],
    ['unreachable', CODE.const, 'impossible: no-trap'],
    ['memory-out-of-bounds', CODE.load, 'exact: trap'],
    ['index-out-of-bounds', CODE.load, 'exact: trap'],
    ['division-by-zero', CODE.divide, 'exact: trap'],
    ['division-by-zero', CODE.load, 'impossible: no-trap'],
    ['signature-mismatch', CODE.indirect, 'exact: trap'],
    ['null-function', CODE.indirect, 'exact: trap'],
    ['stack-overflow', 0, 'exact: entry'],
    ['stack-overflow', CODE.call, 'plausible: call-at-top'],
    ['stack-overflow', CODE.load, 'plausible: instruction'],
    ['unreachable', 0, 'impossible: within-instruction'],
  ] as const)('%s at %i: %s', (trap, at, expected) => {
    expect(fit(at, { trap })).toBe(expected);
  });

  test('or at a call, whose callee was the host’s and left no frame, whatever the message says', () => {
    expect(fit(CODE.call, { trap: 'memory-out-of-bounds' })).toBe('plausible: call-at-top');
    expect(fit(CODE.throw, { trap: 'unreachable' })).toBe('plausible: call-at-top');
  });

  test('where nothing is said of a trap, on any instruction: a debugger may have stopped it', () => {
    expect(fit(CODE.load)).toBe('exact: trap');
    expect(fit(CODE.call)).toBe('exact: call');
    expect(fit(CODE.const)).toBe('plausible: instruction');
    expect(fit(0)).toBe('plausible: instruction');
    expect(fit(CODE.load + 1)).toBe('impossible: within-instruction');
  });
});

describe('engines’ exceptions', () => {
  test('wasmtime joins a branch with the `unreachable` behind it', () => {
    expect(fit(CODE.branch, { trap: 'unreachable', dialect: 'wasmtime' })).toBe('exact: trap');
    expect(fit(CODE.branch, { trap: 'division-by-zero', dialect: 'wasmtime' })).toBe('impossible: no-trap');
    expect(fit(CODE.branch, { trap: 'unreachable' })).toBe('impossible: no-trap');
  });

  test('WAMR tells the last byte of a call, and of what trapped a byte of it', () => {
    const wamr = { dialect: 'wamr' } as const;
    expect(fit(CODE.indirect - 1, { ...wamr, isCaller: true })).toBe('exact: call');
    expect(fit(CODE.indirect - 2, { ...wamr, isCaller: true })).toBe('impossible: within-instruction');
    expect(fit(CODE.load, { ...wamr, trap: 'memory-out-of-bounds' })).toBe('exact: trap');
    expect(fit(CODE.load + 2, { ...wamr, trap: 'memory-out-of-bounds' })).toBe('exact: trap');
  });

  test('a number that may mean nothing contradicts nothing', () => {
    expect(fit(CODE.const, { isCaller: true, offsetIsSure: false })).toBe('plausible: unsure-offset');
    expect(fit(CODE.const, { isCaller: true, dialect: 'wasmer' })).toBe('plausible: unsure-offset');
    expect(fit(CODE.call, { isCaller: true, dialect: 'wasmer' })).toBe('exact: call');
  });
});
