import { SymbolicationError } from '../errors.ts';
import { sectionsOf } from './sections.ts';
import { filePath } from './strings.ts';
import { readerOf, type SymbolIndex } from './symbol-index.ts';

/** Tags of the two sections of source texts, which only the main entry reads. */
export const FILE_SOURCE_TAG = 24;
export const SOURCES_TAG = 25;

/** Bytes of all texts that are decoded. Honest files have each text once; those of a hostile index could all be the same large one. */
const TEXTS_LIMIT = 2 ** 28;

/** The texts that an index holds, by the whole paths of their files. What of them is damaged is left out. */
export function sourceTexts(index: SymbolIndex): Map<string, string> {
  const texts = new Map<string, string>();
  const sections = new Map(sectionsOf(index).map((section) => [section.tag, section]));
  const [files, sources] = [sections.get(FILE_SOURCE_TAG), sections.get(SOURCES_TAG)];
  if (files === undefined || sources === undefined) return texts;
  const places = new DataView(files.bytes.buffer, files.bytes.byteOffset, files.bytes.byteLength);
  const reader = readerOf(index, sources.bytes);
  let left = TEXTS_LIMIT;
  for (let fileId = 1; fileId * 4 + 4 <= places.byteLength; fileId++) {
    const place = places.getUint32(fileId * 4, true);
    if (place === 0) continue;
    try {
      const path = filePath(index, fileId);
      reader.position = place - 1;
      const length = reader.varint();
      left -= length;
      if (left < 0) break;
      const text = reader.text(length);
      if (path !== null) texts.set(path, text ?? '');
    } catch (error) {
      if (!SymbolicationError.is(error)) throw error;
    }
  }
  return texts;
}
