import { nodeModule } from '../host/node-modules.ts';
import { isPlaceholder } from '../identity/file-name.ts';
import type { ModuleIdentity } from '../identity/module-identity.ts';
import { type Layout, namesBeside, pathEnds, placesById } from './layouts.ts';
import {
  type FoundFile,
  joinAnswers,
  nothingFound,
  type SourceAnswer,
  type SourceMiss,
  type SymbolSource,
} from './symbol-source.ts';

const LAYOUTS: readonly Layout[] = ['debuginfod', 'unified', 'native'];

/** GDB keeps the native layout in a folder of this name, as do most systems in `/usr/lib/debug`. */
const NATIVE_ROOTS = ['', '.build-id/'] as const;

/**
 * A directory of symbols (Node, Bun, Deno). Files are found by build id, in the layouts of debuginfod (`buildid/ID/debuginfo`), of Sentry's unified stores (`67/e924…/debuginfo`)
 * and the native one (`67/e924….debug`, also below `.build-id`); else by the path or name under which the stack has the module, with what lies beside it (`app.debug.wasm`, `app.wsym`, `app.js.symbols`). Of
 * frames that name nothing the modules in a directory of few are candidates. Nothing outside is read, unless the directory has a link to it: who owns it put that there.
 */
export function directorySource(path: string): SymbolSource {
  const name = path;
  return {
    name,
    isRemote: false,
    async find(identity, { signal } = {}) {
      const host = hostFiles();
      if (host === null) return nothingFound(name, 'unreadable', 'this host has no file system');
      const folder = { name, path: host.path.resolve(path), host };
      signal?.throwIfAborted();
      const byId = await findById(folder, identity.buildIds);
      signal?.throwIfAborted();
      if (byId.files.length > 0) return byId;
      const byName = await findByName(folder, identity);
      if (byName.files.length > 0) return byName;
      const { misses } = joinAnswers([byId, byName]);
      const telling = misses.filter(({ reason }) => reason !== 'nothing-to-ask-by');
      return telling.length > 0 ? { ...byName, misses: telling } : nothingFound(name, 'nothing-to-ask-by');
    },
    async candidates(identity, { signal } = {}) {
      const host = hostFiles();
      signal?.throwIfAborted();
      return host === null ? [] : modulesIn({ name, path: host.path.resolve(path), host }, identity);
    },
  };
}

interface Folder {
  readonly name: string;
  readonly path: string;
  readonly host: HostFiles;
}

interface HostFiles {
  readonly fs: typeof import('node:fs/promises');
  readonly path: typeof import('node:path');
}

/** `null` where the host has no files. */
function hostFiles(): HostFiles | null {
  const [fs, path] = [nodeModule('node:fs/promises'), nodeModule('node:path')];
  return fs === null || path === null ? null : { fs, path };
}

async function findById(folder: Folder, ids: readonly string[]): Promise<SourceAnswer> {
  if (ids.length === 0) return nothingFound(folder.name, 'nothing-to-ask-by');
  const misses: SourceMiss[] = [];
  for (const layout of LAYOUTS) {
    for (const root of layout === 'native' ? NATIVE_ROOTS : ['']) {
      for (const places of placesById(ids, layout)) {
        const files: FoundFile[] = [];
        for (const { kind, path } of places) {
          const found = await look(folder, root + path);
          if (found === null) continue;
          if ('reason' in found) misses.push(found);
          else files.push({ ...found, kind, by: 'build-id' });
        }
        if (files.length > 0) return { files, misses, requests: 0, bytes: 0 };
      }
    }
  }
  return misses.length > 0 ? { files: [], misses, requests: 0, bytes: 0 } : nothingFound(folder.name, 'not-found');
}

async function findByName(folder: Folder, { url, names }: ModuleIdentity): Promise<SourceAnswer> {
  const ends = url !== null && !isPlaceholder(url) ? pathEnds(url) : names.flatMap(fileNames);
  if (ends.length === 0) return nothingFound(folder.name, 'nothing-to-ask-by');
  const misses: SourceMiss[] = [];
  for (const end of ends) {
    const files: FoundFile[] = [];
    for (const path of [end, ...namesBeside(end)]) {
      const found = await look(folder, path);
      if (found === null) continue;
      if ('reason' in found) misses.push(found);
      else files.push({ ...found, kind: 'any', by: 'file-name' });
    }
    if (files.length > 0) return { files, misses, requests: 0, bytes: 0 };
  }
  return misses.length > 0 ? { files: [], misses, requests: 0, bytes: 0 } : nothingFound(folder.name, 'not-found');
}

/** A module's own name is mostly that of its file, with or without the ending. */
function fileNames(name: string): readonly string[] {
  const [whole] = pathEnds(name);
  if (whole === undefined || whole.includes('/')) return [];
  return whole.endsWith('.wasm') ? [whole] : [`${whole}.wasm`, whole];
}

/** In a directory of more modules than this, elimination tells nothing, and would read them all. */
const MOST_CANDIDATES = 16;

/**
 * The modules that lie in the directory itself, where there are few: of frames that name none it may be one of these. Those of the length that V8's hash tells, where there are such; else all, since the one that
 * was kept may have debug information that the deployed one has not.
 */
async function modulesIn(folder: Folder, { byteLength }: ModuleIdentity): Promise<readonly FoundFile[]> {
  const { fs } = folder.host;
  const entries = await fs.readdir(folder.path).catch(() => []);
  const names = entries.filter((entry) => /\.(?:wasm|wsym)$/i.test(entry)).sort();
  if (names.length > MOST_CANDIDATES) return [];
  const seen = await Promise.all(names.map((entry) => look(folder, entry)));
  const files = seen.flatMap((found): FoundFile[] =>
    found === null || 'reason' in found ? [] : [{ ...found, kind: 'any', by: 'elimination' }],
  );
  const ofLength = files.filter(({ version }) => byteLength !== null && version?.startsWith(`${byteLength}-`));
  return ofLength.length > 0 ? ofLength : files;
}

type Seen = Pick<FoundFile, 'name' | 'version' | 'input'>;

/** `null` where there is no file. Pipes and devices are none: they would be waited for. */
async function look({ name, path, host }: Folder, relative: string): Promise<Seen | SourceMiss | null> {
  const file = host.path.join(path, relative);
  try {
    const status = await host.fs.stat(file);
    if (!status.isFile()) return null;
    return { name: file, version: `${status.size}-${status.mtimeMs}-${status.ino}`, input: file };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    const cause = error instanceof Error ? error.message : String(error);
    return { source: name, reason: 'unreadable', detail: cause };
  }
}
