import { readBodies } from '../container/code-section.ts';
import { readExportedFunctions } from '../container/exports.ts';
import type { ExportedFunctions } from '../container/exports.ts';
import { readImportedFunctions } from '../container/imports.ts';
import type { ImportedFunctions } from '../container/imports.ts';
import { readModule } from '../container/module.ts';
import type { ModuleLayout } from '../container/module.ts';
import { readNames } from '../container/names.ts';
import type { NameSection } from '../container/names.ts';
import { openReader } from '../container/open-reader.ts';
import type { ModuleInput } from '../container/open-reader.ts';
import { readSymbolTable } from '../container/symbol-table.ts';
import type { SymbolTable } from '../container/symbol-table.ts';

/** A module of which everything but its debug information has been read. Holds its file open until it is closed. */
export interface OpenModule {
  /** Path or URL, where known. */
  readonly name: string | null;
  /** The module's own name, from its name section. */
  readonly moduleName: string | null;
  /** Module-file offset of the code section's contents, which is code-relative address 0; 0 in a module without code. */
  readonly codeStart: number;
  /** Function index of the first body. */
  readonly importedFunctions: number;
  /** By body: code-relative address just behind its size, at its locals. Ascending. */
  readonly bodyStarts: Uint32Array;
  /** By body: bytes from there to its end. */
  readonly bodyLengths: Uint32Array;
  readonly layout: ModuleLayout;
  readonly nameSection: NameSection;
  readonly exports: ExportedFunctions;
  readonly imports: ImportedFunctions;
  /** Of an object file; empty in a linked module. */
  readonly symbolTable: SymbolTable;
  readonly close: () => Promise<void>;
}

/**
 * Opens a module and reads its sections, bodies and names.
 * @throws SymbolicationError `unreadable-input`, `not-a-module`, `component`, `malformed-module`, `invalid-argument`; the signal's reason when it aborts
 */
export async function openModule(
  input: ModuleInput,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<OpenModule> {
  const reader = await openReader(input, { signal });
  try {
    const layout = await readModule(reader);
    const imports = await readImportedFunctions(layout);
    const importedFunctions = imports.count;
    const { starts, lengths } = await readBodies(layout, signal);
    const functionCount = importedFunctions + starts.length;
    const nameSection = await readNames(layout, functionCount);
    const exports = await readExportedFunctions(layout, functionCount);
    const symbolTable = await readSymbolTable(layout, functionCount);
    return {
      name: reader.name,
      moduleName: nameSection.moduleName,
      codeStart: layout.code?.contents ?? 0,
      importedFunctions,
      bodyStarts: starts,
      bodyLengths: lengths,
      layout,
      nameSection,
      exports,
      imports,
      symbolTable,
      close: () => reader.close(),
    };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

export function isOpenModule(input: ModuleInput | OpenModule): input is OpenModule {
  return typeof input === 'object' && 'layout' in input && 'nameSection' in input;
}
