import { disposable } from '../host/disposal.ts';
import type { Closable, Disposal } from '../host/disposal.ts';
import { customSections, readModule } from '../container/module.ts';
import type { ModuleLayout, Section } from '../container/module.ts';
import { openReader } from '../container/open-reader.ts';
import type { ModuleInput } from '../container/open-reader.ts';
import { readPackageIndex } from '../container/package-index.ts';
import type { PackageIndex } from '../container/package-index.ts';
import { readWhole } from '../container/section-contents.ts';
import { splitSections } from '../container/split-sections.ts';

/** A `.dwo` or `.dwp` file: DWARF that a compiler or packager left out of the module. Holds its file open until it is closed. */
export interface SplitFile extends Closable, Disposal {
  /** Path or URL, where known. */
  readonly name: string | null;
  readonly layout: ModuleLayout;
  /** Of a package its compilation units by id; `null`: a single `.dwo`. */
  readonly units: PackageIndex | null;
  /** Of a package its type units by signature. */
  readonly types: PackageIndex | null;
  /** A package whose index is missing or does not hold together: its units cannot be told apart. */
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
      damaged: units === null || types === null || (!units && !types && (await lacksIndex(layout))),
      close: () => reader.close(),
    });
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/**
 * True of a package that has lost its index, which packagers write behind all else: read as a single file, its units would take each other's strings. A single file has several
 * units only after link-time optimisation, and they share one table of strings' offsets, whose length DWARF 5 writes down. Of older ones, and of files that are cut off,
 * nothing tells the one from the other.
 */
async function lacksIndex(layout: ModuleLayout): Promise<boolean> {
  const sections = splitSections(layout);
  const info = sections.get('.debug_info');
  if (info === undefined || !(await hasMoreThanOne(layout, info))) return false;
  const offsets = sections.get('.debug_str_offsets');
  if (layout.cut !== null || (await versionOf(layout, info)) < 5) return true;
  return offsets !== undefined && (await hasMoreThanOne(layout, offsets));
}

/** True if a section goes on behind its first part, which begins with its length. */
async function hasMoreThanOne({ reader }: ModuleLayout, { contents, size }: Section): Promise<boolean> {
  const head = viewOf(await reader.read(contents, Math.min(size, 12)));
  if (head.byteLength < 12) return false;
  const isLong = head.getUint32(0, true) === 0xffff_ffff;
  const end = isLong ? 12 + Number(head.getBigUint64(4, true)) : 4 + head.getUint32(0, true);
  return end < size;
}

/** Of the first unit. */
async function versionOf({ reader }: ModuleLayout, { contents }: Section): Promise<number> {
  const head = viewOf(await reader.read(contents, 12));
  // No compiler writes 64-bit DWARF for WebAssembly's split files; of version 0 it says nothing.
  return head.getUint32(0, true) === 0xffff_ffff ? 0 : head.getUint16(4, true);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `undefined`: there is none; `null`: it cannot be read. */
async function readIndex(
  layout: ModuleLayout,
  name: '.debug_cu_index' | '.debug_tu_index',
): Promise<PackageIndex | null | undefined> {
  const section = customSections(layout, name).at(-1);
  return section === undefined ? undefined : readPackageIndex(await readWhole(layout.reader, section));
}
