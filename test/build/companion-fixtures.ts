import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fixtureBytes, fixtureUrl } from '../container/fixtures.ts';

/** A module whose debug information is in other files, as fixtures/companions.json lists them. */
export interface CompanionFixture {
  readonly module: string;
  /** The same build with everything in one file. */
  readonly whole: string;
  readonly dwarf: string | null;
  readonly split: readonly string[];
}

const FOLDER = new URL('../../fixtures/companions/', import.meta.url);

export const COMPANION_FIXTURES: readonly CompanionFixture[] = fixturesOf(
  JSON.parse(readFileSync(new URL('../companions.json', FOLDER), 'utf8')),
);

/** The build that every other one of C++ is compared with. */
export const INVENTORY: CompanionFixture = {
  module: 'inventory-split4.wasm',
  whole: 'inventory-O2-dwarf4.wasm',
  dwarf: null,
  split: ['inventory-split4.dwo'],
};

function fixturesOf(manifest: unknown): readonly CompanionFixture[] {
  if (!Array.isArray(manifest) || !manifest.every(isFixture)) throw new TypeError('companions.json has another shape');
  return manifest;
}

function isFixture(entry: unknown): entry is CompanionFixture {
  return typeof entry === 'object' && entry !== null && 'module' in entry && 'whole' in entry && 'split' in entry;
}

/** The path of a file of fixtures/companions. */
export function companionPath(file: string): string {
  return fileURLToPath(new URL(file, FOLDER));
}

export function companionBytes(file: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(companionPath(file)));
}

export function wholeBytes({ whole }: CompanionFixture): Uint8Array<ArrayBuffer> {
  return fixtureBytes(whole);
}

export function wholePath({ whole }: CompanionFixture): string {
  return fileURLToPath(fixtureUrl(whole));
}
