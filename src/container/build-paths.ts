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

/** Of a user's name, whose letters are bytes here; macOS and Windows have names with blanks. */
const LETTER = String.raw`[\w.@+~$-]|[^\0-\x7f]`;
/** A home directory of Linux, macOS or Windows, and the separator behind it. `https://host/home/` is none. */
const HOME = new RegExp(
  String.raw`(?:(?<!:\/\/[\w.:-]{1,64})\/home\/(?:${LETTER}){1,64}|(?:(?<!:\/\/[\w.:-]{1,64})\/Users\/|[A-Za-z]:(?:\\{1,2}|\/)[Uu]sers(?:\\{1,2}|\/))(?:${LETTER})(?: ?(?:${LETTER})){0,63})(?=[\\/])`,
  'g',
);

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
  // A character each byte, so that places in the text are places in the bytes.
  const decoder = new TextDecoder('latin1');
  const utf8 = new TextDecoder();
  const homes = new Set<string>();
  let count = 0;
  for (let offset = 0; offset < size; offset += CHUNK_SIZE) {
    signal?.throwIfAborted();
    const length = Math.min(CHUNK_SIZE + OVERLAP, size - offset);
    // A copy: decoders refuse views of shared memory.
    const bytes = (await reader.read(contents + offset, length)).slice();
    const text = decoder.decode(bytes);
    for (const { 0: match, index } of text.matchAll(HOME)) {
      // The next chunk finds what begins in the overlap.
      if (index >= CHUNK_SIZE || VIRTUAL_HOMES.has(match)) continue;
      count += 1;
      if (homes.size === HOMES_LIMIT) continue;
      homes.add(utf8.decode(bytes.subarray(index, index + match.length)).replaceAll('\\\\', '\\'));
    }
    for (const [match] of id === DATA_SECTION ? text.matchAll(TOOLCHAIN_FOLDER) : []) {
      if (folders.size < FOLDERS_LIMIT) folders.add(match === ASSEMBLY_SCRIPT_LIBRARY ? '~lib' : match);
    }
  }
  return { count, homes: [...homes] };
}
