import { SymbolicationError } from '../errors.ts';
import type { SplitUnit } from '../core/split-units.ts';
import type { SplitFinder } from './companions.ts';
import { beside, fileName, isHttp, stem, staysBelow, within } from './locations.ts';
import type { OpenModule } from './open-module.ts';
import { openFirst } from './search.ts';
import type { CompanionSearch } from './search.ts';
import { openSplitFile } from './split-file.ts';
import type { SplitFile } from './split-file.ts';

/**
 * Looks for the split files of a module, for `Companions.findSplit`: first a package beside the module (`foo.wasm.dwp`, `foo.dwp`), then for each unit the file
 * that it names, below the module's folder or by its name alone in it; with `anywhere` first where the compiler wrote it.
 */
export function splitFinder(module: Pick<OpenModule, 'name'>, search: CompanionSearch = {}): SplitFinder {
  const { name } = module;
  return async (units) => {
    if (name === null) return { files: [], unreadable: 0 };
    let unreadable = 0;
    const openOne = async (locations: readonly string[]): Promise<SplitFile | null> => {
      try {
        return await openFirst(locations, search, (input) => openSplitFile(input, { signal: search.signal }));
      } catch (error) {
        if (!SymbolicationError.is(error)) throw error;
        unreadable += 1;
        return null;
      }
    };
    const files: SplitFile[] = [];
    const ofModule = await openOne(packagesBeside(name));
    if (ofModule !== null) files.push(ofModule);
    const left = units.filter(({ id }) => ofModule?.units?.has(id) !== true);
    const asked = new Set<string>();
    for (const unit of left) {
      const locations = locationsOf(name, unit, search.anywhere === true);
      const key = locations.join('\0');
      if (asked.has(key)) continue;
      asked.add(key);
      const file = await openOne(locations);
      if (file !== null) files.push(file);
    }
    return { files, unreadable };
  };
}

function packagesBeside(module: string): string[] {
  return [`${fileName(module)}.dwp`, `${stem(module)}.dwp`].map((name) => beside(module, name));
}

function locationsOf(module: string, { name, compilationDirectory }: SplitUnit, anywhere: boolean): string[] {
  if (name === '') return [];
  const locations = [];
  if (anywhere && !isHttp(module)) {
    const built = within(compilationDirectory, name);
    if (!isHttp(built)) locations.push(built);
  }
  if (staysBelow(name)) locations.push(beside(module, name));
  const bare = fileName(name);
  if (staysBelow(bare)) locations.push(beside(module, bare));
  return locations;
}
