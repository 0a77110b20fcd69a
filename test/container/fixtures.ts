import { readFileSync, readdirSync } from 'node:fs';

const MODULES = new URL('../../fixtures/modules/', import.meta.url);

/** All fixture modules, by file name. */
export const FIXTURES: readonly string[] = readdirSync(MODULES)
  .filter((file) => file.endsWith('.wasm'))
  .sort();

export function fixtureUrl(file: string): URL {
  return new URL(file, MODULES);
}

export function fixtureBytes(file: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(fixtureUrl(file)));
}
