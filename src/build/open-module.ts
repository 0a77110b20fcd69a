import { readComponent } from '../container/component.ts';
import type { ComponentLayout, NestedModule } from '../container/component.ts';
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
import { readPreamble } from '../container/preamble.ts';
import type { OpenReader, RangeReader } from '../container/range-reader.ts';
import { sliceReader } from '../container/slice-reader.ts';
import { readSymbolTable } from '../container/symbol-table.ts';
import type { SymbolTable } from '../container/symbol-table.ts';
import { SymbolicationError } from '../errors.ts';
import { disposable } from '../host/disposal.ts';
import type { Closable, Disposal } from '../host/disposal.ts';
import { sharedClose } from './shared-close.ts';

/** A core module's place in a component. */
export interface Nesting extends NestedModule {
  readonly component: ComponentLayout;
}

/** A module of which everything but its debug information has been read. Holds its file open until it is closed. */
export interface OpenModule extends Closable, Disposal {
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
  /** Where the module is in a component; `null` for one that is a file of its own. Its own offsets count from its own first byte all the same. */
  readonly nesting: Nesting | null;
}

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a module and reads its sections, bodies and names. Of a component with one core module, that one.
 * @throws SymbolicationError `unreadable-input`, `not-a-module`, `component` for one with none or several core modules, `malformed-module`,
 * `invalid-argument`; the signal's reason when it aborts
 */
export async function openModule(input: ModuleInput, options: OpenOptions = {}): Promise<OpenModule> {
  const reader = await openReader(input, options);
  return closedOnFailure(reader, async () => {
    if ((await readPreamble(reader)) === 'module') return readOpenModule(reader, null, options);
    const component = await readComponent(reader);
    const [only, ...others] = component.modules;
    if (only === undefined || others.length > 0) throw noSingleModule(component);
    return readOpenModule(reader, { component, ...only }, options);
  });
}

/**
 * Opens a module, or all core modules of a component in file order. Each is closed on its own, and the file with the last.
 * @throws SymbolicationError as {@link openModule}, `component` for one without a core module
 */
export async function openModules(input: ModuleInput, options: OpenOptions = {}): Promise<readonly OpenModule[]> {
  const reader = await openReader(input, options);
  return closedOnFailure(reader, async () => {
    if ((await readPreamble(reader)) === 'module') return [await readOpenModule(reader, null, options)];
    const component = await readComponent(reader);
    if (component.modules.length === 0) throw noSingleModule(component);
    const closing = sharedClose(component.modules.length, () => reader.close());
    const modules: OpenModule[] = [];
    for (const nested of component.modules) {
      modules.push(await readOpenModule({ ...reader, close: closing() }, { component, ...nested }, options));
    }
    return modules;
  });
}

async function readOpenModule(file: OpenReader, nesting: Nesting | null, options: OpenOptions): Promise<OpenModule> {
  if (nesting === null) return readParts(file, file, null, options);
  try {
    return await readParts(file, sliceReader(file, nesting.start, nesting.size), nesting, options);
  } catch (error) {
    if (!SymbolicationError.is(error) || error.offset === null) throw error;
    const { code, message, offset } = error;
    const base = `offsets count from the core module at 0x${nesting.start.toString(16)}`;
    throw new SymbolicationError(code, `${message.replace(/\.$/, '')} (${base}).`, {
      file: file.name,
      offset: nesting.start + offset,
      cause: error,
    });
  }
}

async function readParts(
  file: OpenReader,
  reader: RangeReader,
  nesting: Nesting | null,
  options: OpenOptions,
): Promise<OpenModule> {
  return describe(file, await readModule(reader), nesting, options);
}

async function describe(
  file: OpenReader,
  layout: ModuleLayout,
  nesting: Nesting | null,
  { signal }: OpenOptions,
): Promise<OpenModule> {
  const imports = await readImportedFunctions(layout);
  const { starts, lengths } = await readBodies(layout, signal);
  const functionCount = imports.count + starts.length;
  const nameSection = await readNames(layout, functionCount);
  const exports = await readExportedFunctions(layout, functionCount);
  const symbolTable = await readSymbolTable(layout, functionCount);
  return disposable({
    name: layout.reader.name,
    moduleName: nameSection.moduleName,
    codeStart: layout.code?.contents ?? 0,
    importedFunctions: imports.count,
    bodyStarts: starts,
    bodyLengths: lengths,
    layout,
    nameSection,
    exports,
    imports,
    symbolTable,
    nesting,
    close: () => file.close(),
  });
}

/**
 * Opens a file with the debug information of a module. Unlike a module it may have lost its code, or have an empty section in its place.
 * @throws SymbolicationError as {@link openModule}
 */
export async function openCompanion(input: ModuleInput, options: OpenOptions = {}): Promise<OpenModule> {
  const reader = await openReader(input, options);
  return closedOnFailure(reader, async () => {
    const layout = await readModule(reader);
    return describe(reader, layout.code?.size === 0 ? { ...layout, code: null } : layout, null, options);
  });
}

function noSingleModule({ reader, modules }: ComponentLayout): SymbolicationError {
  const held =
    modules.length === 0 ? 'without a core module' : `of ${modules.length} core modules, where one is asked for`;
  return new SymbolicationError('component', `${reader.name ?? 'The input'} is a WebAssembly component ${held}.`, {
    file: reader.name,
  });
}

async function closedOnFailure<T>(reader: OpenReader, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await reader.close();
    throw error;
  }
}

export function isOpenModule(input: ModuleInput | OpenModule): input is OpenModule {
  return typeof input === 'object' && 'layout' in input && 'nameSection' in input;
}
