import { readBodies } from '../container/code-section.ts';
import { readExportedFunctions } from '../container/exports.ts';
import type { ExportedFunctions } from '../container/exports.ts';
import { countImportedFunctions } from '../container/imports.ts';
import { readModule } from '../container/module.ts';
import type { ModuleLayout } from '../container/module.ts';
import { readNames } from '../container/names.ts';
import type { NameSection } from '../container/names.ts';
import { openReader } from '../container/open-reader.ts';
import type { ModuleInput } from '../container/open-reader.ts';
import type { OpenReader } from '../container/range-reader.ts';

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
    return await describe(reader, await readModule(reader), signal);
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function describe(
  reader: OpenReader,
  layout: ModuleLayout,
  signal: AbortSignal | undefined,
): Promise<OpenModule> {
  const importedFunctions = await countImportedFunctions(layout);
  const { starts, lengths } = await readBodies(layout, signal);
  const functionCount = importedFunctions + starts.length;
  const nameSection = await readNames(layout, functionCount);
  const exports = await readExportedFunctions(layout, functionCount);
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
    close: () => reader.close(),
  };
}

/**
 * Opens a file with the debug information of a module. Unlike a module it may have lost its code, or have an empty section in its place.
 * @throws SymbolicationError as {@link openModule}
 */
export async function openCompanion(
  input: ModuleInput,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<OpenModule> {
  const reader = await openReader(input, { signal });
  try {
    const layout = await readModule(reader);
    return await describe(reader, layout.code?.size === 0 ? { ...layout, code: null } : layout, signal);
  } catch (error) {
    await reader.close();
    throw error;
  }
}

export function isOpenModule(input: ModuleInput | OpenModule): input is OpenModule {
  return typeof input === 'object' && 'layout' in input && 'nameSection' in input;
}
