import { inputChunks } from './streams.ts';

/** An address of `wasm-addr2line`, as it is looked up and as it is shown. */
export interface Address {
  readonly offset: number;
  /** Hexadecimal, lower case, without leading zeros. */
  readonly digits: string;
}

/** More digits than 64 bits have, which C's strtoull reads as the largest number. */
const LARGEST = 'f'.repeat(16);

/**
 * Reads an address as binutils does, with C's strtoull to the base 16: what stands behind the digits counts for nothing, and without digits it is 0. A number
 * that JavaScript cannot hold lies behind the end of any module, as the largest one that it can hold does.
 */
export function parseAddress(text: string): Address {
  const [, read = ''] = /^\s*\+?(?:0x(?=[0-9a-f]))?0*([0-9a-f]*)/i.exec(text) ?? [];
  const digits = read === '' ? '0' : read.length > LARGEST.length ? LARGEST : read.toLowerCase();
  return { offset: Math.min(Number(`0x${digits}`), Number.MAX_SAFE_INTEGER), digits };
}

/** The addresses on standard input, a line each: with each chunk those whose lines have ended. */
export async function* inputAddresses(): AsyncGenerator<readonly Address[], void, undefined> {
  const decoder = new TextDecoder('latin1');
  let open = '';
  for await (const chunk of inputChunks()) {
    const [first = '', ...rest] = decoder.decode(chunk).split('\n');
    // Of a line without end no more is kept than an address may have.
    const lines = [open + first.slice(0, LONGEST_LINE), ...rest];
    open = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    if (lines.length > 0) yield lines.map(parseAddress);
  }
  if (open !== '') yield [parseAddress(open)];
}

/** GNU addr2line reads lines of a hundred bytes. */
const LONGEST_LINE = 100;
