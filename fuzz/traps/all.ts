import { below, pick, scaled, once } from '../random.ts';
import type { Random } from '../random.ts';
import type { TrapModule } from './dwarf-writer.ts';
import { circles, inlineChain, manyClaims, tinyEntries } from './entries.ts';
import { formattedFiles, manyBodies, manyPrograms, manyRows, tinyFiles } from './lines.ts';
import { comparedNames, growingNames, mangledNames, nameSection, nestedScopes, overlappingNames } from './names.ts';
import { foreignUnits, sharedAbbreviations, sharedLineProgram, sharedRanges } from './shared.ts';

export const TRAPS: readonly [TrapEntry, ...TrapEntry[]] = [
  ['shared abbreviations', sharedAbbreviations],
  ['shared line program', sharedLineProgram],
  ['shared ranges', sharedRanges],
  ['foreign units', foreignUnits],
  ['tiny entries', tinyEntries],
  ['inline chain', inlineChain],
  ['circles', circles],
  ['many claims', manyClaims],
  ['overlapping names', overlappingNames],
  ['compared names', comparedNames],
  ['nested scopes', nestedScopes],
  ['mangled names', mangledNames],
  ['growing names', growingNames],
  ['name section', nameSection],
  ['tiny files', tinyFiles],
  ['formatted files', formattedFiles],
  ['many rows', manyRows],
  ['many programs', manyPrograms],
  ['many bodies', manyBodies],
];

type TrapEntry = readonly [label: string, make: (random: Random, bytes: number) => TrapModule];

/** A module made to cost more than its bytes: mostly small, now and then some megabytes. */
export function makeTrap(random: Random): { label: string; bytes: Uint8Array<ArrayBuffer> } {
  const [label, make] = pick(random, TRAPS);
  const size = once(random, 60) ? 300_000 + below(random, 2_000_000) : 200 + scaled(random, 100_000);
  return { label, bytes: make(random, size).finish() };
}
