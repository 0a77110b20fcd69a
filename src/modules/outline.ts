import type { FunctionsByName } from './functions-by-name.ts';

/**
 * What tells whether a stack's frame is one of a module's: its names and its function bodies. A module file and a symbol index
 * both give it.
 */
export interface ModuleOutline {
  /** Path or URL of the file, where known. */
  readonly name: string | null;
  /** The module's own name, from its name section. */
  readonly moduleName: string | null;
  /** Where the module is in the file of the component that holds it; `null` for the module of no component. */
  readonly place: { readonly start: number; readonly size: number } | null;
  /** Module-file offset of the code section's contents. */
  readonly codeStart: number;
  /** Bytes of the code section's contents, also of those that a file lacks that is cut off. */
  readonly codeSize: number;
  /** The file is cut off, in its code or behind it. */
  readonly isCut: boolean;
  readonly importedFunctions: number;
  /** Of each body in index order: code-relative address behind its size, at its locals. Ascending. */
  readonly bodyStarts: ArrayLike<number>;
  /** In bytes. */
  readonly bodyLengths: ArrayLike<number>;
  /** By all names of functions with bodies that engines may print. */
  readonly functionsByName: FunctionsByName;
  /** All names of a function with a body that engines may print, as far as they are known. */
  readonly namesOf: (functionIndex: number) => readonly string[];
}

/** Module-file offsets of a function's body, end exclusive; `null` where the module has no body of this index. */
export function bodyOf(module: ModuleOutline, functionIndex: number): { start: number; end: number } | null {
  const body = functionIndex - module.importedFunctions;
  const address = module.bodyStarts[body];
  const length = module.bodyLengths[body];
  if (address === undefined || length === undefined) return null;
  const start = module.codeStart + address;
  return { start, end: start + length };
}

/** Whether a module-file offset lies in the body of a function. */
export function holdsOffset(module: ModuleOutline, functionIndex: number, offset: number): boolean {
  const body = functionIndex - module.importedFunctions;
  const distance = offset - module.codeStart - (module.bodyStarts[body] ?? Infinity);
  return distance >= 0 && distance < (module.bodyLengths[body] ?? 0);
}

/** Index of the function in whose body a module-file offset lies; `null` where it lies in none. */
export function bodyAt(module: ModuleOutline, offset: number): number | null {
  const { bodyStarts, bodyLengths } = module;
  const address = offset - module.codeStart;
  let low = 0;
  let high = bodyStarts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bodyStarts[middle] ?? Infinity) <= address) low = middle + 1;
    else high = middle;
  }
  const body = low - 1;
  const start = bodyStarts[body];
  if (start === undefined || address >= start + (bodyLengths[body] ?? 0)) return null;
  return module.importedFunctions + body;
}

/** Bytes of a number of LEB128 at most. */
const COUNT_LIMIT = 5;

/** True where a module-file offset lies in code that the file lacks, as it is cut off: no body of a whole module ends in front of the code section's end. */
export function isMissing(module: ModuleOutline, offset: number): boolean {
  const { isCut, codeStart, codeSize, bodyStarts, bodyLengths } = module;
  const last = bodyStarts.length - 1;
  const address = offset - codeStart;
  // Without a body there is but a count of none.
  const end = (bodyStarts[last] ?? COUNT_LIMIT) + (bodyLengths[last] ?? 0);
  return isCut && address >= end && address < codeSize;
}

/** True where both have the same bodies at the same offsets, as a module and its stripped copy do. */
export function haveSameBodies(a: ModuleOutline, b: ModuleOutline): boolean {
  return (
    a.codeStart === b.codeStart &&
    a.importedFunctions === b.importedFunctions &&
    equalNumbers(a.bodyStarts, b.bodyStarts) &&
    equalNumbers(a.bodyLengths, b.bodyLengths)
  );
}

function equalNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}
