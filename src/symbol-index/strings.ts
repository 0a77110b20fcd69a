import { malformed } from './malformed.ts';
import { readerOf } from './symbol-index.ts';
import type { SymbolIndex } from './symbol-index.ts';

const ABSOLUTE = /^([/\\]|[a-z]:[/\\])/i;

/**
 * The whole path of a file id, as the build wrote it: directories joined, nothing normalised. `null` for id 0. Decoded on
 * demand and cached in the index. Throws 'malformed-index' for what lies outside the index.
 */
export function filePath(index: SymbolIndex, fileId: number): string | null {
  if (fileId === 0) return null;
  const cached = index.texts.get(-fileId);
  if (cached !== undefined) return cached;
  if (fileId >= index.fileCount) malformed(index.name, null, `no file ${fileId}`);
  const part = (column: number): string | null => stringAt(index, index.files[column]?.[fileId] ?? 0);
  let path = part(2);
  // From the innermost directory outwards, until the path is absolute.
  for (let column = 1; column >= 0 && !ABSOLUTE.test(path ?? ''); column--) {
    const directory = part(column);
    if (directory !== null) path = path === null ? directory : directory.replace(/[/\\]?$/, '/') + path;
  }
  return remember(index, -fileId, path);
}

/** The string at an offset of the strings section; `null` for the empty one, which stands for "unknown". */
export function stringAt(index: SymbolIndex, offset: number): string | null {
  if (offset === 0) return null;
  const cached = index.texts.get(offset);
  if (cached !== undefined) return cached;
  const reader = readerOf(index, index.strings);
  reader.position = offset;
  return remember(index, offset, reader.text(reader.varint()));
}

/**
 * Caches a text while the budget lasts. An honest index never uses it up; a hostile one can let a million strings overlap,
 * each as long as the file.
 */
function remember(index: SymbolIndex, key: number, text: string | null): string | null {
  index.textBudget -= text?.length ?? 0;
  if (index.textBudget >= 0) index.texts.set(key, text);
  return text;
}
