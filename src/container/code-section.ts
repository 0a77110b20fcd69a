import { cursorOver, malformed, readU32 } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { isCut } from './module.ts';
import type { ModuleLayout, Section } from './module.ts';
import { pieceReader } from './range-reader.ts';

/** The function bodies of a module in code section order: body `i` is function `importedFunctions + i`. */
export interface FunctionBodies {
  /** Code-relative address just behind the body's size: where its locals are declared, and where DWARF says that a function starts. Ascending. */
  readonly starts: Uint32Array;
  /** Bytes from there to the body's end. */
  readonly lengths: Uint32Array;
}

/** What the WebAssembly JavaScript interface lets engines accept. */
export const BODY_LIMIT = 1_000_000;

/** A body's size is at most five bytes of LEB128. */
const SIZE_LIMIT = 5;

/** Small enough that modules of few, large bodies are skipped over. It doubles up to the larger one as long as bodies are small. */
const CHUNK_SIZE = 4 * 1024;
const LARGEST_CHUNK = 256 * 1024;

/**
 * Finds the bodies by their sizes alone; the code in between is passed over, and not read at all where it fills whole chunks. Of a code section that the end of
 * the file cuts, those whose size is there, the last one as far as it goes.
 * @throws SymbolicationError `malformed-module` where sizes and section do not agree: every later address would be wrong
 */
export async function readBodies(layout: ModuleLayout, signal?: AbortSignal): Promise<FunctionBodies> {
  const { code, reader } = layout;
  if (code === null) return { starts: new Uint32Array(0), lengths: new Uint32Array(0) };
  const sectionEnd = code.contents + code.size;
  // So near to a cut the size of a body may be a part of it only.
  const scanEnd = isCut(code) ? Math.max(sectionEnd - SIZE_LIMIT + 1, code.contents) : sectionEnd;
  const fail = (offset: number, cause: string): Error => malformed(reader.name, offset, cause);
  if (isCut(code) && code.size < SIZE_LIMIT) return { starts: new Uint32Array(0), lengths: new Uint32Array(0) };
  const head = cursorOver(
    await reader.read(code.contents, Math.min(SIZE_LIMIT, code.size)),
    code.contents,
    reader.name,
  );
  const announced = readU32(head);
  if (announced > BODY_LIMIT)
    throw fail(code.contents, `${announced} function bodies are announced; ${BODY_LIMIT} is the limit`);

  // Each takes a byte at least: what is announced may be a lie.
  const room = Math.min(announced, code.size);
  const bodies = { starts: new Uint32Array(room), lengths: new Uint32Array(room) };
  const read = pieceReader(reader, LARGEST_CHUNK);
  let count = 0;
  let chunkSize = CHUNK_SIZE;
  for (let offset = code.contents + head.at; offset < scanEnd;) {
    signal?.throwIfAborted();
    const chunk = cursorOver(await read(offset, Math.min(chunkSize, sectionEnd - offset)), offset, reader.name);
    count = readSizes(chunk, code, count, bodies);
    if (chunk.at < chunk.bytes.length && count === announced)
      throw fail(offset + chunk.at, `the code section goes on behind its ${announced} function bodies`);
    chunkSize = chunk.at > 2 * chunk.bytes.length ? CHUNK_SIZE : Math.min(2 * chunkSize, LARGEST_CHUNK);
    offset += chunk.at;
  }
  if (isCut(code)) return { starts: bodies.starts.slice(0, count), lengths: bodies.lengths.slice(0, count) };
  if (count < announced) {
    throw fail(sectionEnd, `${announced} function bodies are announced, the code section ends behind ${count}`);
  }
  return bodies;
}

/** Reads the bodies that begin in a chunk, up to a size that its end may cut. Returns how many are known then. */
function readSizes(chunk: Cursor, code: Section, known: number, { starts, lengths }: FunctionBodies): number {
  const { bytes, base } = chunk;
  const { contents, size } = code;
  const sectionEnd = contents + size;
  const endsWhole = base + bytes.length === sectionEnd && !isCut(code);
  const lastStart = endsWhole ? bytes.length - 1 : bytes.length - SIZE_LIMIT;
  let { at } = chunk;
  let count = known;
  for (; at <= lastStart && count < starts.length; count += 1) {
    let length = bytes[at] ?? 0;
    const second = bytes[at + 1] ?? 0x80;
    // A call for each body would take a fresh process, whose code V8 has not optimised yet, three times as long.
    if (length < 0x80) {
      at += 1;
    } else if (second < 0x80) {
      length = (length & 0x7f) | (second << 7);
      at += 2;
    } else {
      chunk.at = at;
      length = readU32(chunk);
      at = chunk.at;
    }
    const left = sectionEnd - base - at;
    if (length > left && isCut(code)) length = left;
    if (length > left) {
      throw malformed(
        chunk.file,
        base + at,
        `function body ${count} has ${length} bytes, the code section only ${left}`,
      );
    }
    starts[count] = base + at - contents;
    lengths[count] = length;
    at += length;
  }
  chunk.at = at;
  return count;
}
