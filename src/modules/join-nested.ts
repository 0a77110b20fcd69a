import type { Companions } from '../build/companions.ts';
import type { OpenModule } from '../build/open-module.ts';
import type { CompanionSearch } from '../build/search.ts';
import { hashCode } from '../container/code-hash.ts';
import { debugSections } from '../container/debug-sections.ts';
import type { CompanionSources } from './companion-sources.ts';
import { Module, searchFrom } from './module.ts';

/** A module that was opened, and of what. */
export interface OpenedModule {
  readonly module: Module;
  /** Its file, by its place in the list that was given. */
  readonly input: number;
  /** Path or URL of the file. */
  readonly location: string | null;
  readonly companions: Companions;
}

export interface JoinedModules {
  readonly modules: readonly Module[];
  /** Files of which a module was found in another file, too, each with that one, and whether its debug information is used. */
  readonly joined: readonly { readonly file: number; readonly to: number; readonly isUsed: boolean }[];
}

/**
 * Joins core modules of components with those of other files that have the same code, as a stripped component and the one from before it was stripped: offsets are
 * those of the first, and where that has less debug information, the other's counts.
 */
export async function joinNested(
  opened: readonly OpenedModule[],
  {
    search,
    signal,
  }: { readonly search?: CompanionSearch | null | undefined; readonly signal?: AbortSignal | undefined },
): Promise<JoinedModules> {
  const isNested = ({ module }: OpenedModule): boolean => (module.file?.nesting ?? null) !== null;
  if (!opened.some(isNested) || new Set(opened.map(({ input }) => input)).size < 2) {
    return { modules: opened.map(({ module }) => module), joined: [] };
  }
  // With what opens modules, which is loaded by now.
  const { CompanionSources: Sources } = await import('./module-files.ts');
  const kept: OpenedModule[] = [];
  const byCode = new Map<string, number[]>();
  const joined = new Map<string, { file: number; to: number; isUsed: boolean }>();
  for (const each of opened) {
    const { file } = each.module;
    const code = file === null ? null : await hashCode(file.layout, signal);
    const key = String(code);
    const same = code === null ? [] : (byCode.get(key) ?? []);
    const [first] = same.flatMap((at) => kept[at] ?? []);
    // A component may hold one module twice; both are deployed.
    if (first === undefined || first.input === each.input || !(isNested(first) || isNested(each))) {
      byCode.set(key, [...same, kept.push(each) - 1]);
      continue;
    }
    let isUsed = false;
    for (const at of same) {
      const better = kept[at] === undefined || file === null ? null : withDwarfOf(kept[at], file, search, Sources);
      if (better === null) continue;
      kept[at] = better;
      isUsed = true;
    }
    const pair = `${each.input} ${first.input}`;
    const known = joined.get(pair);
    joined.set(pair, { file: each.input, to: first.input, isUsed: isUsed || known?.isUsed === true });
  }
  const files = new Set([...joined.values()].map(({ file }) => file));
  // What component tools add to each component and has no code is told from nothing.
  const rest = kept.filter(({ module, input }) => !(files.has(input) && module.outline.bodyStarts.length === 0));
  return { modules: rest.map(({ module }) => module), joined: [...joined.values()] };
}

/** The module with another file's debug information; `null` where it has as much. */
function withDwarfOf(
  { module, input, location, companions }: OpenedModule,
  dwarf: OpenModule,
  search: CompanionSearch | null | undefined,
  Sources: typeof CompanionSources,
): OpenedModule | null {
  const { file } = module;
  if (file === null || debugBytes(companions.dwarf ?? file) >= debugBytes(dwarf)) return null;
  const all = { ...companions, dwarf };
  const sources = new Sources(all, searchFrom(location, search), location ?? module.outline.name);
  const close = async (): Promise<void> => {
    await Promise.all([module.close(), sources.close()]);
  };
  return {
    module: new Module(file, module.outline, sources, close, module.given),
    input,
    location,
    companions: all,
  };
}

function debugBytes({ layout }: OpenModule): number {
  return [...debugSections(layout).values()].reduce((sum, { size }) => sum + size, 0);
}
