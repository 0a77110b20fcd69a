import { SymbolicationError } from '../errors.ts';
import type { SourceReader } from '../source-context/source-context.ts';
import { filePath, openIndex } from '../symbol-index/index.ts';
import { sectionsOf } from '../symbol-index/sections.ts';
import { FILE_SOURCE_TAG, SOURCES_TAG, sourceTexts } from '../symbol-index/source-texts.ts';
import { indexFile } from './index-file.ts';
import { varint } from './varint.ts';

/** Bytes of texts in one index. */
const TEXTS_LIMIT = 2 ** 27;
/** Bytes of texts that are looked at: a hostile file has a million names for one that is too large. */
const LOOKED_LIMIT = 2 * TEXTS_LIMIT;

/**
 * The index with the texts of its sources: those that it holds already, then those that `read` gives by path. Texts beyond 128 MiB together are left out.
 * @throws SymbolicationError `not-an-index`, `index-version`, `malformed-index`; the signal's reason when it aborts
 */
export async function addSources(bytes: Uint8Array, read: SourceReader, signal?: AbortSignal): Promise<Uint8Array> {
  const index = openIndex(bytes);
  const held = sourceTexts(index);
  const files = new Uint32Array(index.fileCount > MOST_FILES ? 0 : index.fileCount);
  const places = new Map<string, number>();
  const parts: Uint8Array[] = [];
  let size = 0;
  let looked = 0;
  for (let fileId = 1; fileId < files.length; fileId++) {
    signal?.throwIfAborted();
    const path = pathOrNull(() => filePath(index, fileId));
    if (path === null) continue;
    const isNew = !places.has(path);
    if (isNew) places.set(path, 0);
    const text = isNew && looked < LOOKED_LIMIT ? (held.get(path) ?? (await read(path))) : null;
    if (text !== null) {
      const content = utf8.encode(text);
      looked += content.length;
      const length = varint(content.length);
      if (size + content.length > TEXTS_LIMIT) continue;
      places.set(path, size + 1);
      parts.push(length, content);
      size += length.length + content.length;
    }
    files[fileId] = places.get(path) ?? 0;
  }
  if (parts.length === 0) return bytes;
  const others = sectionsOf(index).filter(({ tag }) => tag !== FILE_SOURCE_TAG && tag !== SOURCES_TAG);
  return indexFile(
    index,
    [
      ...others,
      { tag: FILE_SOURCE_TAG, count: files.length, bytes: littleEndian(files) },
      { tag: SOURCES_TAG, count: parts.length / 2, bytes: concatenated(parts, size) },
    ].sort((a, b) => a.tag - b.tag),
    0,
  );
}

/** Where an index announces more files than bodies may be, the number is made up. */
const MOST_FILES = 1_000_000;

const utf8 = new TextEncoder();

function pathOrNull(read: () => string | null): string | null {
  try {
    return read();
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
    return null;
  }
}

function littleEndian(numbers: Uint32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.length * 4));
  numbers.forEach((value, i) => {
    view.setUint32(i * 4, value, true);
  });
  return new Uint8Array(view.buffer);
}

function concatenated(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
