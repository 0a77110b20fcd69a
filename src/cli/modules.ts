import { closeModule, type Module, openModules } from '../modules/module.ts';
import { UsageError } from './failure.ts';

/** The values of `-m`, of which there must be at least one. */
export function modulePaths(command: string, paths: readonly string[] | undefined): readonly string[] {
  if (paths === undefined || paths.length === 0) {
    throw new UsageError('no module given; name one with -m MODULE', command);
  }
  return paths;
}

/** Opens modules, symbol indexes and the core modules of components for as long as `use` runs. */
export async function withModules<T>(
  paths: readonly string[],
  use: (modules: readonly Module[]) => Promise<T>,
): Promise<T> {
  const modules: Module[] = [];
  try {
    for (const path of paths) modules.push(...(await openModules(path)));
    return await use(modules);
  } finally {
    await Promise.all(modules.map(closeModule));
  }
}
