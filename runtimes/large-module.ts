import { readFileSync } from 'node:fs';

/** Bytes of `.debug_info`: less is not worth a thread (src/build/shares.ts). */
const INFO_SIZE = 4_500_000;

const DEBUG_INFO = '.debug_info';

/** Of this one no bound cuts anything when its units come many times; what a bound cuts differs between one core and several. */
const SEED = new URL('../fixtures/modules/ledger-O3-lto-dwarf5.wasm', import.meta.url);

/** A module that is worth two threads: one with its units many times, which all describe the same bodies. */
export function largeModule(): Uint8Array {
  const bytes = readFileSync(SEED);
  const [units] = WebAssembly.Module.customSections(new WebAssembly.Module(bytes), DEBUG_INFO);
  if (units === undefined) throw new Error('a module without units');
  const copies = Array.from({ length: Math.ceil(INFO_SIZE / units.byteLength) }, () => new Uint8Array(units));
  const size = 1 + DEBUG_INFO.length + copies.length * units.byteLength;
  // Of several sections with one name the last counts.
  return Buffer.concat([bytes, Buffer.of(0, ...leb(size), DEBUG_INFO.length), Buffer.from(DEBUG_INFO), ...copies]);
}

function leb(number: number): number[] {
  return number < 0x80 ? [number] : [(number & 0x7f) | 0x80, ...leb(number >>> 7)];
}
