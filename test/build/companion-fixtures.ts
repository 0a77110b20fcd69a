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

export const COMPANION_FIXTURES: readonly CompanionFixture[] = JSON.parse(
  readFileSync(new URL('../companions.json', FOLDER), 'utf8'),
);

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
