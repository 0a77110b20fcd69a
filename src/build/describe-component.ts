import type { ComponentLayout } from '../container/component.ts';
import { CUSTOM_SECTION, isCut } from '../container/module.ts';
import { type CutDescription, describeCut } from './cut.ts';
import type { SectionDescription } from './describe-module.ts';
import { componentSectionName } from './section-name.ts';

/** What a component's file carries, as plain data. Offsets are those of its file. */
export interface ComponentDescription {
  readonly file: string | null;
  readonly size: number;
  /** In file order, those of nested components behind the section that holds them. */
  readonly sections: readonly ComponentSectionDescription[];
  /** Where the file ends too early; `null` where every section is whole. */
  readonly cut: CutDescription | null;
}

export interface ComponentSectionDescription extends SectionDescription {
  /** Numbers of the components around it, outermost first; empty in the outermost. */
  readonly path: readonly number[];
}

export function describeComponent(layout: ComponentLayout): ComponentDescription {
  const { reader, sections } = layout;
  return {
    file: reader.name,
    size: reader.size,
    sections: sections.map((section) => ({
      name: componentSectionName(section),
      custom: section.id === CUSTOM_SECTION,
      offset: section.contents,
      size: section.size,
      truncated: isCut(section),
      path: section.path,
    })),
    cut: describeCut(layout, componentSectionName),
  };
}
