/**
 * What tells whether a stack's frame is one of a module's: its names and its function bodies. A module file and a symbol index
 * both give it.
 */
export interface ModuleOutline {
  /** Path or URL of the file, where known. */
  readonly name: string | null;
  /** The module's own name, from its name section. */
  readonly moduleName: string | null;
  /** Module-file offset of the code section's contents. */
  readonly codeStart: number;
  /** Bytes of the code section's contents. */
  readonly codeSize: number;
  readonly importedFunctions: number;
  /** Of each body in index order: code-relative address behind its size, at its locals. Ascending. */
  readonly bodyStarts: ArrayLike<number>;
  /** In bytes. */
  readonly bodyLengths: ArrayLike<number>;
  /** Function indexes of the bodies by name; a name that several bear is left out. Made at the first call. */
  readonly functionsByName: () => ReadonlyMap<string, number>;
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

/** Collects names; those that occur twice, with different functions, drop out. */
export function uniqueNames(names: Iterable<readonly [name: string, functionIndex: number]>): Map<string, number> {
  const found = new Map<string, number>();
  const ambiguous = new Set<string>();
  for (const [name, functionIndex] of names) {
    const known = found.get(name);
    if (known !== undefined && known !== functionIndex) ambiguous.add(name);
    else found.set(name, functionIndex);
  }
  for (const name of ambiguous) found.delete(name);
  return found;
}

/** Calls `make` once, when its value is first wanted. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
