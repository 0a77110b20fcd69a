import { locationOf } from '../build/locations.ts';
import { openCompanion, type OpenModule } from '../build/open-module.ts';
import { openSplitFile, type SplitFile } from '../build/split-file.ts';
import type { Companions } from '../build/companions.ts';
import { readBuildId } from '../container/build-id.ts';
import { hashCode } from '../container/code-hash.ts';
import { debugSections } from '../container/debug-sections.ts';
import { readLink } from '../container/links.ts';
import { customSections, type ModuleLayout, readModule } from '../container/module.ts';
import { type ModuleInput, openReader } from '../container/open-reader.ts';
import type { OpenReader } from '../container/range-reader.ts';
import { SymbolicationError } from '../errors.ts';
import { disposable } from '../host/disposal.ts';
import type { Closable, Disposal } from '../host/disposal.ts';
import { parseSourceMap } from '../source-map/parse.ts';
import type { SourceMap } from '../source-map/source-map.ts';
import { identity } from '../symbol-index/index.ts';
import { isSymbolList, parseSymbolList, type SymbolList } from '../symbol-list/symbol-list.ts';
import { type Conflict, type Evidence, type FileIdentity, groupFiles } from './grouping.ts';
import { type Module, openModules, type OpenModuleOptions } from './module.ts';

/** Modules made of the files given, and the files that none of them uses. */
export interface OpenedFiles extends Closable, Disposal {
  /** In the order in which the first file of each was given. */
  readonly modules: readonly Module[];
  /** Of each file that was joined to another one: to which, and on what evidence. Numbers are places in the list given. */
  readonly joined: readonly { readonly file: number; readonly to: number; readonly evidence: Evidence }[];
  readonly unused: readonly UnusedFile[];
  /** Closes the modules and all other files. */
  readonly close: () => Promise<void>;
}

/** A file that was left out, rather than guessed about. */
export interface UnusedFile {
  readonly file: number;
  /** `not-needed`: it says nothing that the others do not, as a second file with DWARF. */
  readonly reason: Conflict | 'not-needed';
  /** The file with which it is in conflict, where there is one. */
  readonly other: number | null;
}

/**
 * Opens files that describe modules, in any order: modules and components, debug companions, `.dwo` and `.dwp`, source maps, symbol lists,
 * symbol indexes. Those that are about one module become one, whose offsets are those of the first of them that has code.
 * @throws SymbolicationError where a file cannot be read, or is none of these
 */
export async function openFiles(
  inputs: readonly ModuleInput[],
  options: Pick<OpenModuleOptions, 'search' | 'signal'> = {},
): Promise<OpenedFiles> {
  const files: GivenFile[] = [];
  const modules: Module[] = [];
  const close = async (): Promise<void> => {
    await Promise.all([...modules.map((module) => module.close()), ...files.map((file) => file.reader.close())]);
  };
  try {
    for (const input of inputs) files.push(await openGiven(input, options));
    const identities = await identitiesOf(files, options.signal);
    const { groups, conflicts } = groupFiles(identities);
    const joined = groups.flatMap(({ deployed, members }) => members.map((member) => ({ ...member, to: deployed })));
    const unused: UnusedFile[] = conflicts
      // Two modules with one id are both used; that they cannot be told apart by it is the doctor's to say.
      .filter(({ conflict }) => conflict !== 'same-id-other-code')
      .map(({ file, conflict, other }) => ({ file, reason: conflict, other }));
    for (const { deployed, members } of groups) {
      const first = files[deployed];
      const input = inputs[deployed];
      if (first === undefined || input === undefined) continue;
      const own = members.flatMap(({ file }) => files[file] ?? []);
      const { companions, rest } = companionsAmong(first, own);
      for (const file of rest) unused.push({ file: files.indexOf(file), reason: 'not-needed', other: deployed });
      // A response can be read once; beside a path or URL there may be more.
      const source = locationOf(input) === null ? first.reader : input;
      modules.push(...(await openModules(source, { ...options, companions })));
    }
    return disposable({ modules, joined, unused, close });
  } catch (error) {
    await close();
    throw error;
  }
}

type Contents =
  | { readonly kind: 'module' | 'debug-file'; readonly module: OpenModule }
  /** A component: its core modules are grouped with nothing. */
  | { readonly kind: 'component' }
  | { readonly kind: 'symbol-index'; readonly code: string | null; readonly id: string | null }
  | { readonly kind: 'source-map'; readonly map: SourceMap }
  | { readonly kind: 'symbol-list'; readonly list: SymbolList }
  | { readonly kind: 'split-dwarf'; readonly split: SplitFile };

type GivenFile = Contents & { readonly reader: OpenReader };

const HEAD_SIZE = 4096;
/** Of maps and lists, which are read whole. */
const TEXT_LIMIT = 1024 * 1024 * 1024;

async function openGiven(
  input: ModuleInput,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<GivenFile> {
  const reader = await openReader(input, options);
  try {
    const { name } = reader;
    const head = await reader.read(0, Math.min(HEAD_SIZE, reader.size));
    if (startsWith(head, '\0asm')) return await openBinary(reader, head, options);
    if (startsWith(head, 'wsym')) {
      const [index] = await openModules(reader, options);
      const known = index?.opened == null ? null : identity(index.opened);
      return { kind: 'symbol-index', code: known?.codeHash ?? null, id: known?.buildId ?? null, reader };
    }
    if (isMap(head)) return { kind: 'source-map', map: parseSourceMap(await wholeText(reader), { name }), reader };
    if (isSymbolList(head))
      return { kind: 'symbol-list', list: parseSymbolList(await wholeText(reader), { name }), reader };
    // Opening it as a module tells best what it is instead.
    await readModule(reader);
    throw new SymbolicationError('not-a-module', `${name ?? 'The input'} describes no module.`, { file: name });
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function openBinary(
  reader: OpenReader,
  head: Uint8Array,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<GivenFile> {
  // Behind the magic number: the version of components, and their layer.
  if (head[4] === COMPONENT_VERSION && head[6] === 1) return { kind: 'component', reader };
  const layout = await readModule(reader);
  if (isSplit(layout)) return { kind: 'split-dwarf', split: await openSplitFile(reader, options), reader };
  const module = await openCompanion(reader, options);
  return { kind: module.bodyStarts.length > 0 ? 'module' : 'debug-file', module, reader };
}

const COMPONENT_VERSION = 13;

function isSplit(layout: ModuleLayout): boolean {
  return ['.debug_info.dwo', '.debug_cu_index', '.debug_tu_index'].some(
    (name) => customSections(layout, name).length > 0,
  );
}

/** A map has `mappings` or `sections`; most begin with their version. A list of symbols in JSON has numbers for keys. */
function isMap(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  return /^\uFEFF?(?:\)\]\}'?[^\n]*\n)?\s*\{\s*"(?:version|file|sourceRoot|sources|sourcesContent|names|mappings|sections|debugId|debug_id|scopes|x_[a-z_]+|ignoreList)"\s*:/i.test(
    text,
  );
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (bytes[at] !== text.charCodeAt(at)) return false;
  return true;
}

async function wholeText(reader: OpenReader): Promise<Uint8Array> {
  if (reader.size > TEXT_LIMIT) {
    throw new SymbolicationError('unreadable-input', `${reader.name ?? 'The input'} is larger than 1 GiB.`, {
      file: reader.name,
    });
  }
  return reader.read(0, reader.size);
}

async function identitiesOf(files: readonly GivenFile[], signal: AbortSignal | undefined): Promise<FileIdentity[]> {
  const withCode = files.filter(({ kind }) => kind === 'module' || kind === 'symbol-index');
  const identities: FileIdentity[] = [];
  for (const [number, file] of files.entries()) {
    // A single one is told from no other: its code need not be read.
    identities.push(await identityOf(file, number, withCode.length > 1, signal));
  }
  return identities;
}

async function identityOf(
  file: GivenFile,
  number: number,
  hashes: boolean,
  signal: AbortSignal | undefined,
): Promise<FileIdentity> {
  const { kind } = file;
  const { name } = file.reader;
  const nothing = { name, code: null, id: null, moduleName: null, links: [], splitIds: [] };
  switch (kind) {
    case 'module':
    case 'debug-file': {
      const { layout, moduleName } = file.module;
      const hash = kind === 'module' && hashes ? await hashCode(layout, signal) : null;
      const buildId = await readBuildId(layout);
      const links = [await readLink(layout, 'external_debug_info'), await readLink(layout, 'sourceMappingURL')];
      return {
        ...nothing,
        kind,
        code: kind === 'debug-file' ? null : hash === null ? `file ${number}` : hex(hash),
        id: buildId === null ? null : hex(buildId),
        moduleName,
        links: links.filter((link) => link !== null),
      };
    }
    case 'component':
      return { ...nothing, kind: 'module', code: `file ${number}` };
    case 'symbol-index':
      return { ...nothing, kind, code: file.code ?? `file ${number}`, id: file.id };
    case 'source-map': {
      const { debugId, file: target } = file.map;
      return {
        ...nothing,
        kind,
        id: debugId?.replaceAll('-', '').toLowerCase() ?? null,
        links: target === null ? [] : [target],
      };
    }
    case 'symbol-list':
    case 'split-dwarf':
      return { ...nothing, kind };
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What the members of a group are to its first file, and those that add nothing to it. */
function companionsAmong(
  deployed: GivenFile,
  members: readonly GivenFile[],
): { readonly companions: Companions; readonly rest: readonly GivenFile[] } {
  if (deployed.kind !== 'module') return { companions: {}, rest: members };
  const used = new Set<GivenFile>();
  const use = <F extends GivenFile>(file: F): F => {
    used.add(file);
    return file;
  };
  const hasOwn = debugSections(deployed.module.layout).size > 0;
  const debug = members.find(
    (file) => (file.kind === 'module' || file.kind === 'debug-file') && debugSections(file.module.layout).size > 0,
  );
  const dwarf = hasOwn || debug === undefined || !('module' in debug) ? undefined : use(debug).module;
  const map = members.find((file) => file.kind === 'source-map');
  const companions: Companions = {
    dwarf,
    sourceMap: map === undefined ? undefined : use(map).map,
    symbolLists: members.flatMap((file) => (file.kind === 'symbol-list' ? [use(file).list] : [])),
    split: members.flatMap((file) => (file.kind === 'split-dwarf' ? [use(file).split] : [])),
  };
  return { companions, rest: members.filter((file) => !used.has(file)) };
}
