import type { Inspection } from '../modules/inspect.ts';

/**
 * True of a core module that tools put into every component: wit-component's tables of calls and its adapters, which have no source of the user's, and modules without
 * a function. No build can bring them lines, and nobody misses some.
 */
export function isComponentGlue({ nesting, identity, coverage }: Inspection): boolean {
  if (nesting === null) return false;
  return coverage.functions === 0 || identity.moduleName?.startsWith('wit-component:') === true;
}
