import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Library } from './package-under-test.ts';

/** One build in two shapes: everything in one file, and a module with other files that describe it. */
interface Twins {
  readonly module: string;
  readonly whole: string;
  readonly dwarf: string | null;
  readonly split: readonly string[];
}

export interface TwinResult {
  readonly name: string;
  /** Bytes of the module's code. */
  readonly addresses: number;
  /** Code-relative addresses at which the two answer otherwise. */
  readonly different: readonly number[];
}

const FOLDER = new URL('../../fixtures/companions/', import.meta.url);
const WHOLE = new URL('../../fixtures/modules/', import.meta.url);

/** Asks both shapes of each build of fixtures/companions.json about every byte of code. Nothing but equality is explained here. */
export async function compareTwins(library: Library): Promise<TwinResult[]> {
  const all = JSON.parse(readFileSync(new URL('../companions.json', FOLDER), 'utf8')) as readonly Twins[];
  const results: TwinResult[] = [];
  for (const twins of all) results.push(await compareOne(library, twins));
  return results;
}

async function compareOne(library: Library, { module, whole, dwarf, split }: Twins): Promise<TwinResult> {
  const path = (file: string): string => fileURLToPath(new URL(file, FOLDER));
  const companions = {
    dwarf: dwarf === null ? undefined : await library.openCompanion(path(dwarf)),
    split: await Promise.all(split.map((file) => library.openSplitFile(path(file)))),
  };
  const parts = library.openIndex(await library.buildIndex(path(module), { companions }));
  const one = library.openIndex(await library.buildIndex(fileURLToPath(new URL(whole, WHOLE))));
  await Promise.all([companions.dwarf?.close(), ...companions.split.map((file) => file.close())]);
  const addresses = Array.from({ length: library.identity(parts).codeSize }, (_, address) => address);
  const ask = (index: typeof parts): string[] =>
    library.lookupAll(index, addresses, { codeRelative: true }).map((answer) => JSON.stringify(answer));
  const expected = ask(one);
  const answers = ask(parts);
  return {
    name: [module, dwarf, ...split].filter((file) => file !== null).join(' + '),
    addresses: addresses.length,
    different: addresses.filter((address) => answers[address] !== expected[address]),
  };
}

/** A line for each pair. */
export function formatTwins(results: readonly TwinResult[]): string {
  const lines = results.map(({ name, addresses, different }) => {
    const [first] = different;
    const where = first === undefined ? '' : `, ${different.length} differ, first at 0x${first.toString(16)}`;
    return `  ${name}: ${addresses - different.length} of ${addresses} addresses agree${where}`;
  });
  return ['Split files and debug files against the build that has all in one, at every byte of code:', ...lines].join(
    '\n',
  );
}
