import type { ModuleLayout, Section } from './module.ts';

/**
 * The DWARF sections from which functions, inlined calls and lines are read. Not among them: locations of variables (`.debug_loc…`) and the
 * accelerator tables (`.debug_names`, `.debug_pub…`, `.debug_aranges`), which are often missing or stale.
 */
export const DEBUG_SECTION_NAMES = [
  '.debug_info',
  '.debug_abbrev',
  '.debug_line',
  '.debug_str',
  '.debug_line_str',
  '.debug_str_offsets',
  '.debug_addr',
  '.debug_ranges',
  '.debug_rnglists',
  '.debug_types',
] as const;

export type DebugSectionName = (typeof DEBUG_SECTION_NAMES)[number];

/**
 * The module's debug sections by name. Of several with one name the last that has contents counts: a tool that cannot remove a section adds
 * its own behind it, and `external_debug_info` is specified in the same way.
 */
export function debugSections(layout: ModuleLayout): ReadonlyMap<DebugSectionName, Section> {
  const found = new Map<DebugSectionName, Section>();
  for (const name of DEBUG_SECTION_NAMES) {
    const last = layout.sections.filter((section) => section.name === name && section.size > 0).at(-1);
    if (last !== undefined) found.set(name, last);
  }
  return found;
}
