import type { BuildLimits } from '../build/build-index.ts';
import { NOTE_SECTION_TRUNCATED } from '../container/notes.ts';
import { readModule } from '../container/module.ts';
import { type ModuleInput, openReader } from '../container/open-reader.ts';
import { SymbolicationError } from '../errors.ts';
import { indexBytesOf, type Module } from '../modules/module.ts';
import { openFiles } from '../modules/open-files.ts';
import type { OpenedFiles } from '../modules/opened-files.ts';
import { type FoundFile, SourceFailure, type SourceMiss, type SymbolSource } from '../sources/symbol-source.ts';
import { verifyChecksum } from '../symbol-index/index.ts';

/** What is made of a module's files. */
export interface BuiltIndexes {
  /** One, or one for each core module; none where the files describe no module. */
  readonly indexes: readonly Uint8Array[];
  readonly used: readonly FoundFile[];
  /** Of the files that could not be used. */
  readonly misses: readonly SourceMiss[];
}

export interface BuildIndexesOptions {
  readonly limits?: Partial<BuildLimits> | undefined;
  readonly workers?: number | undefined;
  readonly fetch?: SymbolSource['fetch'];
  readonly signal: AbortSignal;
}

/**
 * Joins the files that were found of a module and builds its index. A file that is damaged, cut off or of other code costs itself only. What a module names beside it is read on disk below its own folder, and over
 * the network by `fetch` alone.
 */
export async function buildIndexes(files: readonly FoundFile[], options: BuildIndexesOptions): Promise<BuiltIndexes> {
  const { signal } = options;
  const misses: SourceMiss[] = [];
  const sound: SoundFile[] = [];
  for (const file of [...files].sort((a, b) => ORDER[a.kind] - ORDER[b.kind])) {
    if (file.input === null) continue;
    const contents = await contentsOf(file.name, file.input, signal);
    if (typeof contents === 'string') sound.push({ ...file, input: file.input, contents });
    else misses.push(contents);
  }
  const used: readonly FoundFile[] = sound;
  if (sound.length === 0) return { indexes: [], used, misses };
  try {
    return { indexes: await indexesOf(sound, misses, options), used, misses };
  } catch (error) {
    signal.throwIfAborted();
    const miss = missOf(error, used);
    if (miss === null) throw error;
    return { indexes: [], used: [], misses: [...misses, miss] };
  }
}

/** The deployed file first: offsets are its own. */
const ORDER = { executable: 0, any: 1, debuginfo: 2 } as const;

type Contents = 'module' | 'symbol-index' | 'other';
type SoundFile = FoundFile & { readonly input: ModuleInput; readonly contents: Contents };

/** Joins the files into one module. Those of other code are left out, and said. */
async function indexesOf(
  files: readonly SoundFile[],
  misses: SourceMiss[],
  options: BuildIndexesOptions,
): Promise<readonly Uint8Array[]> {
  const { signal, fetch } = options;
  const inputs = files.map(({ input }) => input);
  const opened = await openFiles(inputs, { search: fetch === undefined ? { signal } : { fetch, signal }, signal });
  try {
    const kept = keptOf(files, opened, misses);
    if (kept.length === files.length || kept.length === 0) {
      const indexes: Uint8Array[] = [];
      for (const module of opened.modules) indexes.push(await bytesOf(module, options));
      return indexes;
    }
    return await indexesOf(kept, misses, options);
  } finally {
    await opened.close();
  }
}

/** Of files of one module: all that joined the first. A symbol index of the same code holds all that they do, and need not be built. */
function keptOf(
  files: readonly SoundFile[],
  { joined, unused }: OpenedFiles,
  misses: SourceMiss[],
): readonly SoundFile[] {
  const index = files.find(({ contents }) => contents === 'symbol-index');
  const place = index === undefined ? -1 : files.indexOf(index);
  const isOfFirst = joined.some(({ file, to, evidence }) => file === place && to === 0 && evidence === 'code');
  if (index !== undefined && isOfFirst) return [index];
  return files.filter(({ name }, file) => {
    const reason = unused.find((each) => each.file === file)?.reason ?? null;
    if (reason === 'no-module') misses.push({ source: name, reason: 'no-code', detail: name });
    const isOther =
      reason === 'other-id' || (file > 0 && reason === null && !joined.some((each) => each.file === file));
    if (isOther) misses.push({ source: name, reason: 'other-build', detail: name });
    return !isOther;
  });
}

async function bytesOf(module: Module, { limits, workers, signal }: BuildIndexesOptions): Promise<Uint8Array> {
  if (module.file !== null) return indexBytesOf(module, module.file, { limits, workers, signal });
  const { opened } = module;
  if (opened === null) throw new TypeError('a module is a file or a symbol index');
  // A part of a larger buffer would keep all of it.
  if (verifyChecksum(opened)) return opened.bytes.slice();
  throw new SymbolicationError('malformed-index', 'The symbol index is damaged: its checksum does not fit.', {
    file: opened.name,
  });
}

/** What a file is, or why it cannot be used by itself. */
async function contentsOf(name: string, input: ModuleInput, signal: AbortSignal): Promise<Contents | SourceMiss> {
  try {
    const reader = await openReader(input, { signal });
    try {
      const head = await reader.read(0, Math.min(8, reader.size));
      if (startsWith(head, SYMBOL_INDEX)) return 'symbol-index';
      if (!startsWith(head, CORE_MODULE)) return 'other';
      const { notes } = await readModule(reader);
      const isCut = notes.some(({ code }) => code === NOTE_SECTION_TRUNCATED);
      // Its code may be whole, but whoever keeps an index of it would never ask for the rest.
      return isCut ? { source: name, reason: 'incomplete', detail: `${name}: its last section is cut off` } : 'module';
    } finally {
      await reader.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    const miss = missOf(error, []);
    if (miss === null) throw error;
    return { ...miss, source: name };
  }
}

/** "\0asm" and version 1; a component has another one. */
const CORE_MODULE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** "wsym" */
const SYMBOL_INDEX = [0x77, 0x73, 0x79, 0x6d];

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}

/** `null` for a defect. */
function missOf(error: unknown, files: readonly FoundFile[]): SourceMiss | null {
  if (error instanceof SourceFailure) return error.miss;
  if (!SymbolicationError.is(error)) return null;
  const source = error.file ?? files.map(({ name }) => name).join(', ');
  return { source, reason: 'unreadable', detail: error.message };
}
