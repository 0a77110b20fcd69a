import type { DebugSectionName } from './debug-sections.ts';
import type { ModuleLayout, Section } from './module.ts';

/** The sections of split files that are read, by the name that they have without `.dwo`. Addresses are never among them: those stay in the module. */
export const SPLIT_SECTION_NAMES = [
  '.debug_info',
  '.debug_types',
  '.debug_abbrev',
  '.debug_line',
  '.debug_str',
  '.debug_line_str',
  '.debug_str_offsets',
  '.debug_rnglists',
] as const satisfies readonly DebugSectionName[];

export type SplitSectionName = (typeof SPLIT_SECTION_NAMES)[number];

/** The split sections of a `.dwo` or `.dwp` file, by their names without `.dwo`; of several with one name the last that has contents. */
export function splitSections(layout: ModuleLayout): ReadonlyMap<SplitSectionName, Section> {
  const found = new Map<SplitSectionName, Section>();
  for (const name of SPLIT_SECTION_NAMES) {
    const last = layout.sections.filter((section) => section.name === `${name}.dwo` && section.size > 0).at(-1);
    if (last !== undefined) found.set(name, last);
  }
  return found;
}
