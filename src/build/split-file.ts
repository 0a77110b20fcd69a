import { disposable } from '../host/disposal.ts';
import type { Closable, Disposal } from '../host/disposal.ts';
import { customSections, readModule } from '../container/module.ts';
import type { ModuleLayout } from '../container/module.ts';
import { openReader } from '../container/open-reader.ts';
import type { ModuleInput } from '../container/open-reader.ts';
import { readPackageIndex } from '../container/package-index.ts';
import type { PackageIndex } from '../container/package-index.ts';
import { readWhole } from '../container/section-contents.ts';

/** A `.dwo` or `.dwp` file: DWARF that a compiler or packager left out of the module. Holds its file open until it is closed. */
export interface SplitFile extends Closable, Disposal {
  /** Path or URL, where known. */
  readonly name: string | null;
  readonly layout: ModuleLayout;
  /** Of a package its compilation units by id; `null`: a single `.dwo`. */
  readonly units: PackageIndex | null;
  /** Of a package its type units by signature. */
  readonly types: PackageIndex | null;
  /** An index of the package does not hold together; its units cannot be told apart. */
  readonly damaged: boolean;
}

/**
 * Opens a `.dwo` or `.dwp` file, which for WebAssembly are WebAssembly files themselves.
 * @throws SymbolicationError `unreadable-input`, `not-a-module`, `component`, `malformed-module`; the signal's reason when it aborts
 */
export async function openSplitFile(
  input: ModuleInput,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<SplitFile> {
  const reader = await openReader(input, { signal });
  try {
    const layout = await readModule(reader);
    const units = await readIndex(layout, '.debug_cu_index');
    const types = await readIndex(layout, '.debug_tu_index');
    return disposable({
      name: reader.name,
      layout,
      units: units ?? null,
      types: types ?? null,
      damaged: units === null || types === null,
      close: () => reader.close(),
    });
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** `undefined`: there is none; `null`: it cannot be read. */
async function readIndex(
  layout: ModuleLayout,
  name: '.debug_cu_index' | '.debug_tu_index',
): Promise<PackageIndex | null | undefined> {
  const section = customSections(layout, name).at(-1);
  return section === undefined ? undefined : readPackageIndex(await readWhole(layout.reader, section));
}
