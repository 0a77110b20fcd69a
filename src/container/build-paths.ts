import { CUSTOM_SECTION } from './module.ts';
import type { ModuleLayout, Section } from './module.ts';

/** What paths in a module tell of those who built it. */
export interface BuildPaths {
  /** Of each section in which there are any. */
  readonly homes: readonly HomePaths[];
  /**
   * Folders of toolchains' own sources that occur in the data, as messages of panics name files in them, each once: `/rustc/COMMIT` of Rust, `~lib` of AssemblyScript. They stay when names,
   * producers and debug information are stripped.
   */
  readonly toolchainFolders: readonly string[];
}

/** Home directories that occur in one section: they tell who built the module. */
export interface HomePaths {
  /** As in the section table; `null` for a section that is no custom one. */
  readonly section: string | null;
  /** The section's kind. */
  readonly id: number;
  /** Paths that lie in one. */
  readonly count: number;
  /** The directories, each once, in order of their first path; at most {@link HOMES_LIMIT}. */
  readonly homes: readonly string[];
}

export const HOMES_LIMIT = 8;

const DATA_SECTION = 11;

const CHUNK_SIZE = 1024 * 1024;
/** Longer than what the expression below matches, so that no path is lost between two chunks. */
const OVERLAP = 256;

/** A home directory of Linux, macOS or Windows, and the separator behind it. */
const HOME = /(?:\/home\/|\/Users\/|[A-Za-z]:(?:\\{1,2}|\/)Users(?:\\{1,2}|\/))[\w.-]{1,64}(?=[\\/])/g;

/** Emscripten's runtime keeps this name of its virtual file system in every module. */
const VIRTUAL_HOMES: ReadonlySet<string> = new Set(['/home/web_user']);

/** In UTF-16, as AssemblyScript has all its strings. */
const ASSEMBLY_SCRIPT_LIBRARY = '~\0l\0i\0b\0/\0';
const TOOLCHAIN_FOLDER = new RegExp(`/rustc/[0-9a-f]{40}(?=[\\\\/])|${ASSEMBLY_SCRIPT_LIBRARY}`, 'g');
const FOLDERS_LIMIT = 8;

/** Looks for home directories in the data (Rust's messages of panics carry paths) and in custom sections, and for folders of toolchains in the data. */
export async function findBuildPaths(layout: ModuleLayout, signal?: AbortSignal): Promise<BuildPaths> {
  const homes: HomePaths[] = [];
  const folders = new Set<string>();
  for (const section of layout.sections) {
    if (section.id !== CUSTOM_SECTION && section.id !== DATA_SECTION) continue;
    const { count, homes: own } = await homesIn(layout, section, folders, signal);
    if (count > 0) homes.push({ section: section.name, id: section.id, count, homes: own });
  }
  return { homes, toolchainFolders: [...folders] };
}

async function homesIn(
  { reader }: ModuleLayout,
  { id, contents, size }: Section,
  folders: Set<string>,
  signal: AbortSignal | undefined,
): Promise<{ count: number; homes: string[] }> {
  const decoder = new TextDecoder('latin1');
  const homes = new Set<string>();
  let count = 0;
  for (let offset = 0; offset < size; offset += CHUNK_SIZE) {
    signal?.throwIfAborted();
    const length = Math.min(CHUNK_SIZE + OVERLAP, size - offset);
    // A copy: decoders refuse views of shared memory.
    const text = decoder.decode((await reader.read(contents + offset, length)).slice());
    for (const { 0: match, index } of text.matchAll(HOME)) {
      // The next chunk finds what begins in the overlap.
      if (index >= CHUNK_SIZE || VIRTUAL_HOMES.has(match)) continue;
      count += 1;
      if (homes.size < HOMES_LIMIT) homes.add(match.replaceAll('\\\\', '\\'));
    }
    for (const [match] of id === DATA_SECTION ? text.matchAll(TOOLCHAIN_FOLDER) : []) {
      if (folders.size < FOLDERS_LIMIT) folders.add(match === ASSEMBLY_SCRIPT_LIBRARY ? '~lib' : match);
    }
  }
  return { count, homes: [...homes] };
}
