import { nodeModule } from '../host/node-modules.ts';
import { pathEnds, type ScriptPath } from './script-path.ts';

/** A file that was read. */
export interface ReadFile {
  /** Without symbolic links. */
  readonly path: string;
  readonly text: string;
}

/** Files under the directories that a caller allowed. */
export interface AllowedFiles {
  /** The files that a script's path may mean, the likeliest first. */
  scripts(script: ScriptPath): AsyncGenerator<ReadFile, void, undefined>;
  /** The file at a path relative to another file; `null` where there is none, or it lies outside. */
  beside(file: string, relative: string): Promise<ReadFile | null>;
}

/** Half of the longest string of V8; a device or a pipe has no size. */
const LARGEST_FILE = 2 ** 28;

/** `null` where there are no directories, or the host has no files. */
export async function allowedFiles(roots: readonly string[]): Promise<AllowedFiles | null> {
  if (roots.length === 0) return null;
  const [fs, path] = [nodeModule('node:fs/promises'), nodeModule('node:path')];
  if (fs === null || path === null) return null;
  const real = (file: string): Promise<string | null> => fs.realpath(file).catch(() => null);
  const realRoots = (await Promise.all(roots.map(real))).filter((root) => root !== null);
  const namedRoots = [...realRoots, ...roots.map((root) => path.resolve(root))];
  const isUnder = (file: string, folders: readonly string[]): boolean =>
    folders.some((folder) => file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep));

  const read = async (file: string): Promise<ReadFile | null> => {
    // Following the links of `//host/share/app.js` would ask that host on Windows.
    if (!isUnder(path.resolve(file), namedRoots)) return null;
    const found = await real(file);
    if (found === null || !isUnder(found, realRoots)) return null;
    try {
      const { size, isFile } = await fs.stat(found).then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
      if (!isFile || size === 0 || size > LARGEST_FILE) return null;
      return { path: found, text: await fs.readFile(found, 'utf8') };
    } catch {
      return null;
    }
  };

  return {
    async *scripts(script) {
      const under = realRoots.flatMap((root) => pathEnds(script).map((end) => path.join(root, end)));
      for (const file of new Set(script.absolute === null ? under : [script.absolute, ...under])) {
        const found = await read(file);
        if (found !== null) yield found;
      }
    },
    beside: (file, relative) => read(path.resolve(path.dirname(file), relative)),
  };
}
