import { type CutDescription, describeCut } from '../build/cut.ts';
import { locationOf } from '../build/locations.ts';
import { equalNumbers, holdSameCode } from '../build/same-code.ts';
import { openCompanion, type OpenModule } from '../build/open-module.ts';
import { openSplitFile, type SplitFile } from '../build/split-file.ts';
import type { Companions } from '../build/companions.ts';
import { readBuildId } from '../container/build-id.ts';
import { hashCode } from '../container/code-hash.ts';
import { debugSections } from '../container/debug-sections.ts';
import { readLink } from '../container/links.ts';
import { customSections, type ModuleLayout, readModule } from '../container/module.ts';
import { splitUnitIds } from '../container/split-ids.ts';
import { splitSections } from '../container/split-sections.ts';
import { type ModuleInput, openReader } from '../container/open-reader.ts';
import type { OpenReader } from '../container/range-reader.ts';
import { SymbolicationError } from '../errors.ts';
import { disposable } from '../host/disposal.ts';
import { parseSourceMap } from '../source-map/parse.ts';
import type { SourceMap } from '../source-map/source-map.ts';
import { openIndex } from '../hot-rows/open-index.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import { isSymbolList, parseSymbolList, type SymbolList } from '../symbol-list/symbol-list.ts';
import { componentSectionName } from '../build/section-name.ts';
import { type ComponentLayout, readComponent } from '../container/component.ts';
import { EVIDENCE, type FileIdentity, groupFiles } from './grouping.ts';
import { joinNested, type OpenedModule } from './join-nested.ts';
import { openModules, type OpenModuleOptions } from './module.ts';
import type { OpenedFiles, UnusedFile } from './opened-files.ts';

/** What `openFiles` does. */
export async function joinFiles(
  inputs: readonly ModuleInput[],
  options: Pick<OpenModuleOptions, 'search' | 'signal'> = {},
): Promise<OpenedFiles> {
  const files: GivenFile[] = [];
  const opened: OpenedModule[] = [];
  const close = async (): Promise<void> => {
    await Promise.all([...opened.map(({ module }) => module.close()), ...files.map((file) => file.reader.close())]);
  };
  try {
    for (const input of inputs) files.push(await openGiven(input, options));
    const identities = await identitiesOf(files, options.signal);
    const { groups, conflicts, contradictions } = groupFiles(identities);
    const joined = groups.flatMap(({ deployed, members }) => members.map((member) => ({ ...member, to: deployed })));
    const unused: UnusedFile[] = conflicts.map(({ file, conflict, other }) => ({ file, reason: conflict, other }));
    for (const { deployed, members } of groups) {
      const own = [deployed, ...members.map(({ file }) => file)].flatMap((file) => files[file] ?? []);
      // The deployed file's is that of the code, as for all that have some.
      const sureness = (file: GivenFile): number =>
        EVIDENCE.indexOf(members.find((member) => files[member.file] === file)?.evidence ?? 'code');
      const main = mainAmong(own);
      const input = main === undefined ? undefined : inputs[files.indexOf(main)];
      if (main === undefined || input === undefined) continue;
      const { companions, indexes, rest } = companionsAmong(
        main,
        own.filter((file) => file !== main),
        sureness,
      );
      const reason = main.kind === 'symbol-index' ? 'needs-module' : 'not-needed';
      for (const file of rest) unused.push({ file: files.indexOf(file), reason, other: files.indexOf(main) });
      // A response can be read once; beside a path or URL there may be more.
      const source = locationOf(input) === null ? main.reader : input;
      const place = { input: files.indexOf(main), location: locationOf(input), companions };
      for (const module of await openModules(source, { ...options, companions, indexes }))
        opened.push({ ...place, module });
    }
    const nested = await joinNested(opened, options);
    for (const { file, to, isUsed } of nested.joined) {
      if (isUsed) joined.push({ file, evidence: 'code', to });
      else unused.push({ file, reason: 'not-needed', other: to });
    }
    const { modules } = nested;
    return disposable({ modules, joined, unused, contradictions, cut: cutsOf(files), close });
  } catch (error) {
    await close();
    throw error;
  }
}

type Contents =
  | { readonly kind: 'module' | 'debug-file'; readonly module: OpenModule }
  /** A component: its core modules are joined with those of other files, by their code alone. */
  | { readonly kind: 'component'; readonly layout: ComponentLayout }
  | { readonly kind: 'symbol-index'; readonly index: SymbolIndex }
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
      return { kind: 'symbol-index', index: openIndex(await reader.read(0, reader.size), { name }), reader };
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
  if (head[4] === COMPONENT_VERSION && head[6] === 1)
    return { kind: 'component', layout: await readComponent(reader), reader };
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

/**
 * A map is an object whose first field is one of a map's, or which has another of those that every map has close behind its start: a tool may have put a field of its own in front. A list of
 * symbols in JSON has numbers for keys.
 */
function isMap(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head).replace(/^\uFEFF?(?:\)\]\}'?[^\n]*\n)?\s*/, '');
  const first =
    /^\{\s*"(?:version|file|sourceRoot|sources|sourcesContent|names|mappings|sections|debugId|debug_id|scopes|rangeMappings|x_[a-z_]+|ignoreList)"\s*:/i;
  return first.test(text) || (/^\{\s*"\D/.test(text) && /"(?:sources|mappings|sections)"\s*:\s*["[]/.test(text));
}

function cutsOf(files: readonly GivenFile[]): OpenedFiles['cut'] {
  return files.flatMap((given, file) => {
    const cut = cutOf(given);
    return cut === null ? [] : [{ file, cut }];
  });
}

function cutOf(file: GivenFile): CutDescription | null {
  switch (file.kind) {
    case 'module':
    case 'debug-file':
      return describeCut(file.module.layout);
    case 'split-dwarf':
      return describeCut(file.split.layout);
    case 'component':
      return describeCut(file.layout, componentSectionName);
    case 'symbol-index':
    case 'source-map':
    case 'symbol-list':
      return null;
  }
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
  const hasSplit = files.some(({ kind }) => kind === 'split-dwarf');
  const identities: FileIdentity[] = [];
  for (const [number, file] of files.entries()) {
    // A single one is told from no other: its code need not be read.
    const identity = await identityOf(file, number, withCode.length > 1, signal);
    const splitIds = withCode.length > 1 && hasSplit ? await splitIdsOf(file) : [];
    const twin = await twinOf(file, files.slice(0, number), signal);
    const code = twin === null ? identity.code : (identities[twin]?.code ?? null);
    identities.push({ ...identity, code, splitIds });
  }
  return identities;
}

/** Of the units that a module asks for, or a split file holds. */
async function splitIdsOf(file: GivenFile): Promise<readonly string[]> {
  switch (file.kind) {
    case 'module':
    case 'debug-file': {
      const sections = debugSections(file.module.layout);
      const info = sections.get('.debug_info');
      return info === undefined ? [] : splitUnitIds(file.module.layout.reader, info, sections.get('.debug_abbrev'));
    }
    case 'split-dwarf': {
      const { layout, units } = file.split;
      if (units !== null) return Array.from(units.keys(), (id) => id.toString(16).padStart(16, '0'));
      const sections = splitSections(layout);
      const info = sections.get('.debug_info');
      return info === undefined ? [] : splitUnitIds(layout.reader, info, sections.get('.debug_abbrev'));
    }
    case 'component':
    case 'symbol-index':
    case 'source-map':
    case 'symbol-list':
      return [];
  }
}

/** The first of the modules before this one that holds the same bodies with sizes that are written otherwise; `null` where there is none. */
async function twinOf(
  file: GivenFile,
  before: readonly GivenFile[],
  signal: AbortSignal | undefined,
): Promise<number | null> {
  if (file.kind !== 'module') return null;
  for (const [number, other] of before.entries()) {
    if (other.kind !== 'module' || equalNumbers(other.module.bodyStarts, file.module.bodyStarts)) continue;
    if (await holdSameCode(other.module, file.module, signal)) return number;
  }
  return null;
}

async function identityOf(
  file: GivenFile,
  number: number,
  hashes: boolean,
  signal: AbortSignal | undefined,
): Promise<FileIdentity> {
  const { kind } = file;
  const { name } = file.reader;
  const nothing = { name, code: null, isCodeKnown: false, id: null, moduleName: null, links: [], splitIds: [] };
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
        isCodeKnown: hash !== null,
        id: buildId === null ? null : hex(buildId),
        moduleName,
        links: links.filter((link) => link !== null),
      };
    }
    case 'component':
      return { ...nothing, kind: 'module', code: `file ${number}` };
    case 'symbol-index':
      return {
        ...nothing,
        kind,
        code: file.index.identity.codeHash ?? `file ${number}`,
        isCodeKnown: file.index.identity.codeHash !== null,
        id: file.index.identity.buildId,
      };
    case 'source-map': {
      const { debugId, file: target } = file.map;
      return {
        ...nothing,
        kind,
        id: debugId,
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

/**
 * The file of a group that the others are joined to: the first one with code, and where that is a symbol index, the module itself, which can be read together with
 * other files; but offsets are those of the first file.
 */
function mainAmong(files: readonly GivenFile[]): GivenFile | undefined {
  const [first] = files;
  if (first?.kind !== 'symbol-index') return first;
  const { codeStart } = first.index.identity;
  return files.find((file) => file.kind === 'module' && file.module.codeStart === codeStart) ?? first;
}

/** What the members of a group are to its main file, and those that add nothing to it. */
function companionsAmong(
  main: GivenFile,
  members: readonly GivenFile[],
  sureness: (file: GivenFile) => number,
): {
  readonly companions: Companions;
  readonly indexes: readonly SymbolIndex[];
  readonly rest: readonly GivenFile[];
} {
  const indexes = members.flatMap((file) => (file.kind === 'symbol-index' ? [file.index] : []));
  const others = members.filter(({ kind }) => kind !== 'symbol-index');
  if (main.kind !== 'module') return { companions: {}, indexes, rest: others };
  const used = new Set<GivenFile>();
  const use = <F extends GivenFile>(file: F): F => {
    used.add(file);
    return file;
  };
  // What may be of another module only waits behind what is surely of this one.
  const surestFirst = others.toSorted((a, b) => sureness(a) - sureness(b));
  // Of the same code the file with most of it: what a tool has emptied, or left in part, is smaller.
  const dwarfFile = largestOfSurest(
    surestFirst.flatMap((file) => (file.kind === 'module' || file.kind === 'debug-file' ? [file] : [])),
    debugBytes(main.module),
    sureness,
  );
  const map = surestFirst.find((file) => file.kind === 'source-map');
  const companions: Companions = {
    dwarf: dwarfFile === undefined ? undefined : use(dwarfFile).module,
    sourceMap: map === undefined ? undefined : use(map).map,
    symbolLists: others.flatMap((file) => (file.kind === 'symbol-list' ? [use(file).list] : [])),
    split: others.flatMap((file) => (file.kind === 'split-dwarf' ? [use(file).split] : [])),
  };
  return { companions, indexes, rest: others.filter((file) => !used.has(file)) };
}

/** Of files that stand by how sure it is that they belong here: among the first that have more than `least` bytes of debug sections the one with most. */
function largestOfSurest<F extends GivenFile & { readonly module: OpenModule }>(
  files: readonly F[],
  least: number,
  sureness: (file: GivenFile) => number,
): F | undefined {
  let best: F | undefined;
  for (const file of files) {
    if (debugBytes(file.module) <= least) continue;
    const isAsSure = best === undefined || sureness(file) === sureness(best);
    if (isAsSure && debugBytes(file.module) > (best === undefined ? least : debugBytes(best.module))) best = file;
  }
  return best;
}

function debugBytes({ layout }: OpenModule): number {
  return [...debugSections(layout).values()].reduce((sum, { size }) => sum + size, 0);
}
