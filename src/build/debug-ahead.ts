import { customSections } from '../container/module.ts';
import type { ModuleLayout } from '../container/module.ts';
import { builtCores } from '../core/built-cores.ts';
import type { CoreInstance } from '../core/instance.ts';
import { setDebug } from '../core/run-core.ts';
import { fitsOneCore } from './cores.ts';
import { sectionSources } from './section-sources.ts';
import type { OpenModule } from './open-module.ts';

/** Begins to compile the core for a build that is expected, in other threads of the host. */
export function compileAhead(): void {
  // Whoever needs the core learns why there is none.
  builtCores.core.compiled().catch(() => undefined);
}

const ahead = new WeakMap<ModuleLayout, Promise<CoreInstance>>();

/**
 * Begins to read a module's debug sections into a core for the next build of it, of whatever offsets. A file that is read by other threads of the host comes in
 * while this one still reads the stack. When it returns they have begun to read.
 */
export async function readDebugAhead({ layout }: OpenModule): Promise<void> {
  const isElsewhere = customSections(layout, 'external_debug_info').length > 0;
  const debug = sectionSources(layout);
  if (isElsewhere || debug.size === 0 || !fitsOneCore(debug) || ahead.has(layout)) return;
  const loading = builtCores.core();
  const reading = loading.then(async (core) => {
    await setDebug(core, debug, undefined);
    return core;
  });
  ahead.set(layout, reading);
  // It fails for whoever takes it, if anybody does.
  reading.catch(() => undefined);
  await loading.catch(() => undefined);
}

/** The core with a module's debug sections, which is then the caller's alone; `null` where none was asked to read them. */
export function takeDebugAhead(layout: ModuleLayout): Promise<CoreInstance> | null {
  const reading = ahead.get(layout) ?? null;
  ahead.delete(layout);
  return reading;
}
