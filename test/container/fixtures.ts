import { readFileSync, readdirSync } from 'node:fs';

const ROOT = new URL('../../fixtures/', import.meta.url);
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

/** Folders of other modules than those of {@link FIXTURES}. */
const OTHER_FOLDERS = ['features', 'stacks/modules', 'symbol-lists'];

/** Every core module that is a file of the fixtures, by its path in there. */
export const ALL_MODULES: readonly string[] = [
  ...FIXTURES.map((file) => `modules/${file}`),
  ...OTHER_FOLDERS.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, ROOT))
      .filter((file) => file.endsWith('.wasm'))
      .sort()
      .map((file) => `${folder}/${file}`),
  ),
];

/** The bytes of a file by its path in the fixtures. */
export function bytesAt(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(path, ROOT)));
}
