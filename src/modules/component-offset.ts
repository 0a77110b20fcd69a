import type { Module } from './module.ts';

/**
 * The core module that an offset in a component's file lies in, and the offset in that module; `null` where it lies in none, or where the modules
 * are those of no component.
 */
export function inCoreModule(modules: readonly Module[], offset: number): { module: Module; offset: number } | null {
  for (const module of modules) {
    const { nesting } = module.file ?? { nesting: null };
    if (nesting === null) continue;
    const own = offset - nesting.start;
    if (own >= 0 && own < nesting.size) return { module, offset: own };
  }
  return null;
}
