import { SymbolicationError } from '../errors.ts';
import { nodeModule } from '../host/node-modules.ts';
import { withoutFileScheme } from '../paths/map-path.ts';
import type { SourceReader } from './source-context.ts';

/** Bytes of a source. sqlite3.c has 9 MB; a file above this is none that a program is written in. */
const SIZE_LIMIT = 16 * 1024 * 1024;

/**
 * Reads sources below these folders and nowhere else: paths of debug information are hostile, and may name `/etc/passwd`, climb with `..`, or go by
 * way of a link. A relative path is looked for in each folder, in order; an absolute one must lie in one of them. Works where there is a file system
 * (Node, Bun, Deno).
 * @throws SymbolicationError `unreadable-input` for a folder that is none, and where the host has no files
 */
export async function sourcesUnder(folders: readonly string[]): Promise<SourceReader> {
  const [files, paths] = [nodeModule('node:fs/promises'), nodeModule('node:path')];
  if (files === null || paths === null) {
    throw new SymbolicationError('unreadable-input', 'This host has no file system to read sources from.');
  }
  const { constants, open, realpath, stat } = files;

  const roots = await Promise.all(
    folders.map(async (folder) => {
      try {
        const root = await realpath(folder);
        if ((await stat(root)).isDirectory()) return root;
      } catch {
        // Said below, with the folder's name.
      }
      throw new SymbolicationError('unreadable-input', `${folder}: there is no such folder`, { file: folder });
    }),
  );

  const isBelow = (root: string, path: string): boolean => {
    const way = paths.relative(root, path);
    return way !== '' && way !== '..' && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way);
  };

  /** Without links; what is missing, or no path at all, is `null`. */
  const resolved = async (path: string): Promise<string | null> => {
    try {
      return await realpath(path);
    } catch {
      return null;
    }
  };

  const textOf = async (path: string): Promise<string | null> => {
    // Where a host has no such flag it is `undefined`, which adds none. A pipe would keep the reader waiting; a link that came into the path just now would lead out.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const found = await file.stat();
      if (!found.isFile() || found.size > SIZE_LIMIT) return null;
      return (await file.readFile()).toString('utf8');
    } finally {
      await file.close();
    }
  };

  return async (path) => {
    const plain = withoutFileScheme(path);
    // On Windows even the question whether `\\host\share` is there asks that host, and tells it who asks.
    if (/^[/\\]{2}/.test(plain) && !roots.some((root) => isBelow(root, paths.resolve(plain)))) return null;
    const candidates = paths.isAbsolute(plain)
      ? [plain]
      : roots.map((root) => paths.join(root, plain.replaceAll('\\', '/')));
    for (const candidate of candidates) {
      const real = await resolved(candidate);
      if (real === null || !roots.some((root) => isBelow(root, real))) continue;
      try {
        const text = await textOf(real);
        if (text !== null) return text;
      } catch {
        // As a source that is not there.
      }
    }
    return null;
  };
}
