import type { OpenReader } from '../container/range-reader.ts';
import { closeModule, type Module, openModules } from '../modules/module.ts';
import { UsageError } from './failure.ts';
import { openLocalFile } from './local-file.ts';

/** The values of `-m`, of which there must be at least one. */
export function modulePaths(command: string, paths: readonly string[] | undefined): readonly string[] {
  if (paths === undefined || paths.length === 0) {
    throw new UsageError('no module given; name one with -m MODULE', command);
  }
  return paths;
}

/** The module is the user's own: its debug information may be wherever the build left it. */
const SEARCH = { anywhere: true } as const;

/** Opens modules, symbol indexes and the core modules of components for as long as `use` runs. */
export async function withModules<T>(
  paths: readonly string[],
  use: (modules: readonly Module[]) => Promise<T>,
): Promise<T> {
  const modules: Module[] = [];
  const files: OpenReader[] = [];
  try {
    for (const path of paths) {
      const file = openLocalFile(path);
      if (file !== null) files.push(file);
      modules.push(...(await openModules(file ?? path, { search: SEARCH })));
    }
    return await use(modules);
  } finally {
    await Promise.all(modules.map(closeModule));
    // Who opens a reader closes it.
    await Promise.all(files.map((file) => file.close()));
  }
}
