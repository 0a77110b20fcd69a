import { openIndex } from '../symbol-index/index.ts';
import { sectionsOf } from '../symbol-index/sections.ts';
import { columnSection, indexFile, TAG } from './index-file.ts';

/**
 * An index of bodies that begin elsewhere: where the file with the debug information writes their sizes in other numbers of bytes than the module that is
 * deployed, the index is made with that file's addresses and gets the module's afterwards. Rows count from the start of their body, so that nothing else changes.
 */
export function withBodyStarts(index: Uint8Array, starts: Uint32Array): Uint8Array {
  const opened = openIndex(index);
  const sections = sectionsOf(opened).map((section) =>
    section.tag === TAG.bodyStart ? columnSection(section.tag, starts) : section,
  );
  return indexFile(opened, sections, 0);
}
