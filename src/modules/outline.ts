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
  readonly importedFunctions: number;
  /** Of each body in index order: code-relative address behind its size, at its locals. */
  readonly bodyStarts: ArrayLike<number>;
  /** In bytes. */
  readonly bodyLengths: ArrayLike<number>;
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
