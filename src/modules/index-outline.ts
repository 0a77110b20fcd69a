import { identity, type SymbolIndex } from '../symbol-index/index.ts';
import type { ModuleOutline } from './outline.ts';

/** The outline of the module that an index was built from. Throws 'malformed-index' where the index's identity is damaged. */
export function outlineOf(index: SymbolIndex): ModuleOutline {
  const { moduleName, codeStart, importedFunctions } = identity(index);
  const { bodies, name } = index;
  const [bodyStarts, bodyLengths] = bodies;
  return { name, moduleName, codeStart, importedFunctions, bodyStarts, bodyLengths };
}
