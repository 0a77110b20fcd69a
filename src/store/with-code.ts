import { SymbolicationError } from '../errors.ts';
import { outlineOf } from '../modules/index-outline.ts';
import { closeModule, type Module, openModules } from '../modules/module.ts';
import { haveSameBodies } from '../modules/outline.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import type { SeenFile } from './stored-module.ts';

/**
 * The module files of indexes, opened, so that frames can be tested against their code; each answers from its index. `null` where the first file is not on this host's disk, or is not what the indexes were made of. The
 * caller closes them.
 */
export async function modulesWithCode(
  [file]: readonly SeenFile[],
  indexes: readonly SymbolIndex[],
  signal: AbortSignal | undefined,
): Promise<readonly Module[] | null> {
  if (file === undefined || /^https?:/i.test(file.name)) return null;
  let modules: readonly Module[] = [];
  try {
    modules = await openModules(file.name, { search: null, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (!SymbolicationError.is(error)) throw error;
  }
  const isSame = modules.length === indexes.length && modules.every((module, i) => isOf(module, indexes[i]));
  if (isSame) return modules;
  await Promise.all(modules.map(closeModule));
  return null;
}

/** Gives the module its index, if it is its own. */
function isOf(module: Module, index: SymbolIndex | undefined): boolean {
  if (module.file === null || index === undefined || !haveSameBodies(module.outline, outlineOf(index))) return false;
  module.fullIndex = Promise.resolve(index);
  return true;
}
