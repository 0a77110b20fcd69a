/** Why an engine stopped a program, in one word for all engines. Stable, made to be counted. */
export type TrapKind =
  | 'unreachable'
  | 'memory-out-of-bounds'
  | 'table-out-of-bounds'
  /** SpiderMonkey does not say whether it was a memory or a table. */
  | 'index-out-of-bounds'
  | 'array-out-of-bounds'
  | 'division-by-zero'
  | 'integer-overflow'
  /** A float that does not fit the integer type. */
  | 'invalid-conversion'
  | 'signature-mismatch'
  /** An indirect call to an empty table entry. */
  | 'null-function'
  | 'null-reference'
  | 'cast-failure'
  | 'unaligned-access'
  | 'stack-overflow';

/**
 * The engines' words, as far as they are known: V8, SpiderMonkey, JavaScriptCore (run), wasmtime, wasm3, WAMR, wazero (run), Wasmer, WasmEdge
 * (their sources). The first one that occurs counts, so that the more exact ones come first.
 */
const WORDS: readonly (readonly [TrapKind, RegExp])[] = [
  ['stack-overflow', /maximum call stack size exceeded|too much recursion|call stack exhausted|stack overflow/i],
  ['null-function', /indirect call to null|call_indirect to a null|uninitialized element/i],
  ['signature-mismatch', /signature mismatch|signature that does not match|indirect call type mismatch/i],
  ['division-by-zero', /divide by zero|division by zero|remainder by zero/i],
  ['integer-overflow', /integer overflow|divide result unrepresentable/i],
  ['invalid-conversion', /invalid conversion to integer|float unrepresentable|out of bounds trunc/i],
  ['array-out-of-bounds', /array element access out of bounds|out of bounds array/i],
  [
    'table-out-of-bounds',
    /table (?:index|access|element)?\s*(?:is )?out of bounds|out of bounds (?:call_indirect|table)|undefined element|invalid table access/i,
  ],
  ['memory-out-of-bounds', /memory access out of bounds|out of bounds memory/i],
  ['unaligned-access', /unaligned|misaligned memory/i],
  ['cast-failure', /illegal cast|bad cast|cast failure|ref\.cast/i],
  ['null-reference', /dereferencing (?:a )?null|null reference|null pointer/i],
  ['index-out-of-bounds', /index out of bounds/i],
  ['unreachable', /\bunreachable\b/i],
];

/** What text is searched: a message may hold a whole document. */
const LONGEST_MESSAGE = 4096;

/** The trap that an error's message tells of; `null` where it tells of none, as messages of programs do. */
export function trapOf(message: string): TrapKind | null {
  const text = message.slice(0, LONGEST_MESSAGE);
  return WORDS.find(([, words]) => words.test(text))?.[0] ?? null;
}
