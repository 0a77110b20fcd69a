import { closeModule, type Module, openModule } from '../modules/module.ts';
import { UsageError } from './failure.ts';

/** The values of `-m`, of which there must be at least one. */
export function modulePaths(command: string, paths: readonly string[] | undefined): readonly string[] {
  if (paths === undefined || paths.length === 0) {
    throw new UsageError('no module given; name one with -m MODULE', command);
  }
  return paths;
}

/** The module is the user's own: its debug information may be wherever the build left it. */
const SEARCH = { anywhere: true } as const;

/** Opens modules or symbol indexes for as long as `use` runs. */
export async function withModules<T>(
  paths: readonly string[],
  use: (modules: readonly Module[]) => Promise<T>,
): Promise<T> {
  const modules: Module[] = [];
  try {
    for (const path of paths) modules.push(await openModule(path, { search: SEARCH }));
    return await use(modules);
  } finally {
    await Promise.all(modules.map(closeModule));
  }
}
