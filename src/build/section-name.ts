import type { Section } from '../container/module.ts';

/** By id. */
const OF_MODULES = [
  'custom',
  'type',
  'import',
  'function',
  'table',
  'memory',
  'global',
  'export',
  'start',
  'element',
  'code',
  'data',
  'data count',
  'tag',
] as const;

/** By id, as the component model's binary format has them. */
const OF_COMPONENTS = [
  'custom',
  'core module',
  'core instance',
  'core type',
  'component',
  'instance',
  'alias',
  'type',
  'canonical function',
  'start',
  'import',
  'export',
  'value',
] as const;

/** What people call a section of a module; a custom one has a name of its own. */
export function sectionName({ id, name }: Pick<Section, 'id' | 'name'>): string {
  return name ?? OF_MODULES[id] ?? `section ${id}`;
}

/** The same in a component, outside of its core modules. */
export function componentSectionName({ id, name }: Pick<Section, 'id' | 'name'>): string {
  return name ?? OF_COMPONENTS[id] ?? `section ${id}`;
}
