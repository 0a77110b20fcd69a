import { importedName } from '../build/imported-names.ts';
import { SymbolicationError } from '../errors.ts';
import { type ImportedFunction, importedFunction } from '../symbol-index/further-identity.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import type { Module } from './module.ts';

/** The name of a function that a module imports; `null` where none is known. */
export function importInModule({ file, opened }: Module, functionIndex: number): ImportedFunction | null {
  if (file !== null) return importedName(file, functionIndex);
  return opened === null ? null : importInIndex(opened, functionIndex);
}

/** As {@link importInModule}, for a symbol index; one that is damaged at this place knows none. */
export function importInIndex(index: SymbolIndex, functionIndex: number): ImportedFunction | null {
  try {
    return importedFunction(index, functionIndex);
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
    return null;
  }
}
