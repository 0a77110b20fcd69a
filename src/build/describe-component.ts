import type { ComponentLayout } from '../container/component.ts';
import { CUSTOM_SECTION } from '../container/module.ts';
import type { SectionDescription } from './describe-module.ts';

/** What a component's file carries, as plain data. Offsets are those of its file. */
export interface ComponentDescription {
  readonly file: string | null;
  readonly size: number;
  /** In file order, those of nested components behind the section that holds them. */
  readonly sections: readonly ComponentSectionDescription[];
}

export interface ComponentSectionDescription extends SectionDescription {
  /** Numbers of the components around it, outermost first; empty in the outermost. */
  readonly path: readonly number[];
}

/** By id, as the component model's binary format has them. */
const SECTION_NAMES = [
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

export function describeComponent({ reader, sections }: ComponentLayout): ComponentDescription {
  return {
    file: reader.name,
    size: reader.size,
    sections: sections.map(({ id, name, contents, size, truncated, path }) => ({
      name: name ?? SECTION_NAMES[id] ?? `section ${id}`,
      custom: id === CUSTOM_SECTION,
      offset: contents,
      size,
      truncated,
      path,
    })),
  };
}
