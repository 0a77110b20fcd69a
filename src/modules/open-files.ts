import type { ModuleInput } from '../container/open-reader.ts';
import type { OpenModuleOptions } from './module.ts';
import type { OpenedFiles } from './opened-files.ts';

/**
 * Opens files that describe modules, in any order: modules and components, debug companions, `.dwo` and `.dwp`, source maps, symbol lists,
 * symbol indexes. Those that are about one module become one, whose offsets are those of the first of them that has code.
 * @throws SymbolicationError where a file cannot be read, or is none of these
 */
export async function openFiles(
  inputs: readonly ModuleInput[],
  options: Pick<OpenModuleOptions, 'search' | 'signal'> = {},
): Promise<OpenedFiles> {
  const { joinFiles } = await import('./join-files.ts');
  return joinFiles(inputs, options);
}
