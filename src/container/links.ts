import { SymbolicationError } from '../errors.ts';
import { cursorOver, readU32, skipBytes } from './cursor.ts';
import { customSections } from './module.ts';
import type { ModuleLayout } from './module.ts';
import { decodeText } from './text.ts';

/** The custom sections that hold nothing but where a file for debugging is (tool-conventions, Dwarf.md; ECMA-426). */
export type LinkSection = 'external_debug_info' | 'sourceMappingURL';

/** A whole source map may stand in a `data:` URL; more than this of a link is nothing to show. */
const LINK_LIMIT = 64 * 1024;

/**
 * The URL in such a section, as the module has it, often relative to the module's own; `null` where there is none. Of several sections the last valid one
 * counts, as Dwarf.md says. A longer link than `limit` bytes is cut.
 */
export async function readLink(layout: ModuleLayout, name: LinkSection, limit = LINK_LIMIT): Promise<string | null> {
  for (const section of [...customSections(layout, name)].reverse()) {
    const bytes = await layout.reader.read(section.contents, Math.min(section.size, limit));
    const cursor = cursorOver(bytes, section.contents, layout.reader.name);
    try {
      const length = readU32(cursor);
      const start = cursor.at;
      skipBytes(cursor, section.size > limit ? bytes.length - start : length);
      if (cursor.at > start) return decodeText(bytes.subarray(start, cursor.at));
    } catch (error) {
      if (!SymbolicationError.is(error)) throw error;
    }
  }
  return null;
}
