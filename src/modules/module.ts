import type { Companions } from '../build/companions.ts';
import type { BuildOptions } from '../build/build-index.ts';
import { locationOf } from '../build/locations.ts';
import type { OpenModule } from '../build/open-module.ts';
import type { CompanionSearch } from '../build/search.ts';
import { type ModuleInput, openReader } from '../container/open-reader.ts';
import type { OpenReader } from '../container/range-reader.ts';
import { disposable } from '../host/disposal.ts';
import type { Closable, Disposal } from '../host/disposal.ts';
import { openIndex } from '../hot-rows/open-index.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import type { CompanionSources } from './companion-sources.ts';
import { outlineOfFile } from './file-outline.ts';
import { outlineOf } from './index-outline.ts';
import type { ModuleOutline } from './outline.ts';

export interface OpenModuleOptions {
  /** Path or URL under which stacks name the module, where the input is bytes or was fetched from elsewhere. */
  readonly name?: string | null | undefined;
  /** Other files that describe the module. Whoever opened them closes them. */
  readonly companions?: Companions | undefined;
  /** Symbol indexes of the same code. They are asked first, and the files for what they leave open. */
  readonly indexes?: readonly SymbolIndex[] | undefined;
  /**
   * Where to look for files that the module names and that are not among `companions`. Left out: on disk, beside a module that is given by its path, and nowhere
   * else; `null`: nowhere.
   */
  readonly search?: CompanionSearch | null | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A module file, or a symbol index that stands for one, opened by {@link openModule}. */
export class Module implements Closable, Disposal {
  /** For `using`: begins to close, and waits for nothing. */
  declare readonly [Symbol.dispose]: () => void;
  /** For `await using`: `close`. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;
  readonly outline: ModuleOutline;
  /** The module file, which stays open; `null` for a symbol index. */
  readonly file: OpenModule | null;
  /** The symbol index that was opened; `null` for a module file. */
  readonly opened: SymbolIndex | null;
  /** The other files that describe it; `null` for a symbol index, in which all is joined. */
  readonly sources: CompanionSources | null;
  /** Symbol indexes that were given besides the file, and are asked before it. */
  readonly given: readonly SymbolIndex[];
  /** The full index, once it was asked for. */
  fullIndex: Promise<SymbolIndex> | null;
  readonly close: () => Promise<void>;

  /** For `openModule`. */
  constructor(
    source: OpenModule | SymbolIndex,
    outline: ModuleOutline,
    sources: CompanionSources | null,
    close: () => Promise<void>,
    given: readonly SymbolIndex[] = [],
  ) {
    this.given = given;
    const isFile = 'layout' in source;
    this.sources = sources;
    this.outline = outline;
    this.file = isFile ? source : null;
    this.opened = isFile ? null : source;
    this.fullIndex = isFile ? null : Promise.resolve(source);
    this.close = close;
    disposable(this);
  }
}

/**
 * Opens a module, or a symbol index of one, for {@link symbolicate} and {@link indexOf}. Of a module the debug information is not
 * read yet. A component must have one core module; {@link openModules} opens several. {@link closeModule} gives the file back.
 * @throws SymbolicationError where the input cannot be read, or is neither a module nor a symbol index; `component` for a component of none or
 * several core modules
 */
export async function openModule(input: ModuleInput, options: OpenModuleOptions = {}): Promise<Module> {
  return open(input, options, async (reader, makeSources) => {
    const { openModule: openModuleFile } = await import('./module-files.ts');
    const file = await openModuleFile(reader, options);
    return moduleOf(file, makeSources(), () => reader.close(), options);
  });
}

/**
 * Opens everything in a file that stacks may run through: a module, a symbol index, or all core modules of a component in file
 * order. Each is to be closed; the file itself closes with the last.
 * @throws SymbolicationError as {@link openModule}, `component` for one without a core module
 */
export async function openModules(input: ModuleInput, options: OpenModuleOptions = {}): Promise<readonly Module[]> {
  const opened = await open(input, options, async (reader, makeSources) => {
    const { openModules: openModuleFiles, sharedClose } = await import('./module-files.ts');
    const files = await openModuleFiles(reader, options);
    const closing = sharedClose(files.length, () => reader.close());
    // Each core module of a component names files of its own.
    return files.map((file) => moduleOf(file, makeSources(), closing(), options));
  });
  return opened instanceof Module ? [opened] : opened;
}

function moduleOf(
  file: OpenModule,
  sources: CompanionSources,
  closeFile: () => Promise<void>,
  { indexes }: OpenModuleOptions,
): Module {
  const close = async (): Promise<void> => {
    await Promise.all([closeFile(), sources.close()]);
  };
  return new Module(file, outlineOfFile(file), sources, close, indexes);
}

/** Where companions are looked for if nothing is said of it: beside a file that has a place. */
export function searchFrom(
  location: string | null,
  search: CompanionSearch | null | undefined,
): CompanionSearch | null {
  return search === undefined && location !== null ? {} : (search ?? null);
}

/** The symbol index that the input is, or what `openFile` makes of the module or component. */
async function open<T>(
  input: ModuleInput,
  options: OpenModuleOptions,
  openFile: (reader: OpenReader, makeSources: () => CompanionSources) => Promise<T>,
): Promise<T | Module> {
  const opened = await openReader(input, options);
  const reader: OpenReader = { ...opened, name: options.name ?? opened.name };
  try {
    if (await isSymbolIndex(reader)) {
      const index = openIndex(await reader.read(0, reader.size), { name: reader.name });
      return new Module(index, outlineOf(index), null, () => reader.close(), options.indexes);
    }
    const { CompanionSources: Sources } = await import('./module-files.ts');
    const location = locationOf(input);
    const search = searchFrom(location, options.search);
    return await openFile(reader, () => new Sources(options.companions ?? {}, search, location ?? reader.name));
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** Closes the module's file. An index that was made of it stays usable. */
export async function closeModule(module: Module): Promise<void> {
  await module.close();
}

export interface IndexOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with work done and to do, in bytes of debug sections. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The module's full symbol index. It is built at the first call and kept; when that fails, the next call tries again. */
export async function indexOf(module: Module, options: IndexOptions = {}): Promise<SymbolIndex> {
  const building = (module.fullIndex ??= build(module, options));
  try {
    return await building;
  } catch (error) {
    if (module.fullIndex === building) module.fullIndex = null;
    throw error;
  }
}

/** The full index where there is one, else one that covers these module-file offsets only and is not kept. */
export async function indexFor(
  module: Module,
  offsets: readonly number[],
  options: IndexOptions = {},
): Promise<SymbolIndex> {
  return module.fullIndex ?? build(module, { ...options, offsets });
}

async function build(module: Module, options: IndexOptions & { offsets?: readonly number[] }): Promise<SymbolIndex> {
  const { file } = module;
  if (file === null) throw new TypeError('a symbol index is its own full index');
  return openIndex(await indexBytesOf(module, file, options), { name: file.name });
}

/** Begins to read the debug information of a module of which an index will be asked soon, most likely. */
export async function expectIndex({ file, fullIndex }: Module): Promise<void> {
  if (file === null || fullIndex !== null) return;
  const { readDebugAhead } = await import('./module-files.ts');
  await readDebugAhead(file);
}

/** The bytes of a new index of the module's file and all that describes it. */
export async function indexBytesOf(
  module: Module,
  file: OpenModule,
  options: Omit<BuildOptions, 'companions'> = {},
): Promise<Uint8Array> {
  const { buildIndex } = await import('./module-files.ts');
  const { sources } = module;
  const build = (companions?: Companions): Promise<Uint8Array> => buildIndex(file, { ...options, companions });
  return sources === null ? build() : sources.build(file, build);
}

async function isSymbolIndex(reader: OpenReader): Promise<boolean> {
  const head = await reader.read(0, Math.min(MAGIC.length, reader.size));
  return MAGIC.every((byte, i) => head[i] === byte);
}

/** "wsym" */
const MAGIC = [0x77, 0x73, 0x79, 0x6d];
