import { varint } from '../reduce/varint.ts';
import type { OpenModule } from './open-module.ts';

/** What walrus takes for the bytes of the number of functions that stands in front of the bodies. */
const TAKEN_FOR = 2;

/**
 * Starts of bodies as walrus counts them, which wasm-bindgen writes modules with: addresses in DWARF count from the code section's contents, but walrus (0.27.3 and before;
 * `emit` of src/module/functions/mod.rs has a FIXME) takes the number of functions there for two bytes long. So all addresses are one too high in modules of fewer than 128 functions, as
 * small crates are, and one too low from 16,384 on. `null` where they are right.
 */
export function startsByWalrus({ bodyStarts }: Pick<OpenModule, 'bodyStarts'>): Uint32Array | null {
  const shift = TAKEN_FOR - varint(bodyStarts.length).length;
  return shift === 0 ? null : bodyStarts.map((start) => start + shift);
}
