import { type ModuleIdentity, moduleIdentity } from '../identity/module-identity.ts';
import { identityOfIndex, knownIdentityOf } from '../modules/identity.ts';
import { importInIndex, importInModule } from '../modules/imported-function.ts';
import { outlineOf } from '../modules/index-outline.ts';
import type { Module } from '../modules/module.ts';
import type { ModuleOutline } from '../modules/outline.ts';
import type { ImportedFunction } from '../symbol-index/further-identity.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';

/** What answers for frames: an opened module, or a symbol index. */
export type KnownModule = Module | SymbolIndex;

/** By structure, so that an index of another copy of this package is one too. */
export function isIndex(module: KnownModule): module is SymbolIndex {
  return 'callSites' in module;
}

/** Of an index that answers many stacks, the outline with its table of names is made once. */
export function knownOutlineOf(module: KnownModule): ModuleOutline {
  if (!isIndex(module)) return module.outline;
  const outline = outlines.get(module) ?? outlineOf(module);
  outlines.set(module, outline);
  return outline;
}

const outlines = new WeakMap<SymbolIndex, ModuleOutline>();

/** As {@link identityOfIndex}, made once. */
export function identityInIndex(index: SymbolIndex): ModuleIdentity {
  const identity = identities.get(index) ?? identityOfIndex(index);
  identities.set(index, identity);
  return identity;
}

const identities = new WeakMap<SymbolIndex, ModuleIdentity>();

/** All that the module says of itself; with `namesAlone` only what is known without reading. */
export async function identityIn(module: KnownModule, namesAlone: boolean): Promise<ModuleIdentity> {
  if (namesAlone) return namesIn(module);
  return isIndex(module) ? identityInIndex(module) : ((await knownIdentityOf(module)) ?? namesIn(module));
}

function namesIn(module: KnownModule): ModuleIdentity {
  const { name, moduleName } = knownOutlineOf(module);
  return moduleIdentity({ url: name, names: moduleName === null ? [] : [moduleName] });
}

/** The name of a function that the module imports; `null` where none is known. */
export function importIn(module: KnownModule, functionIndex: number): ImportedFunction | null {
  return isIndex(module) ? importInIndex(module, functionIndex) : importInModule(module, functionIndex);
}
