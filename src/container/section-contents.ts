import { malformed } from './cursor.ts';
import type { Section } from './module.ts';
import type { RangeReader } from './range-reader.ts';

/** The most bytes of imports, exports or names that are taken into memory. The largest name section that was met has some 100 MB. */
export const CONTENTS_LIMIT = 512 * 1024 * 1024;

/** All contents of a section. @throws SymbolicationError `malformed-module` where they exceed {@link CONTENTS_LIMIT} */
export async function readWhole(reader: RangeReader, section: Pick<Section, 'contents' | 'size'>): Promise<Uint8Array> {
  if (section.size > CONTENTS_LIMIT) {
    throw malformed(
      reader.name,
      section.contents,
      `a section of ${section.size} bytes; at most ${CONTENTS_LIMIT} are read of its kind`,
    );
  }
  return reader.read(section.contents, section.size);
}
