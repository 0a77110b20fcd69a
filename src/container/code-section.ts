import { cursorOver, malformed, readU32 } from './cursor.ts';
import type { ModuleLayout } from './module.ts';

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

/** Small enough that modules of few, large bodies are skipped over. Doubled as long as bodies end within a chunk: each read is waited for. */
const CHUNK_SIZE = 4 * 1024;
const LARGEST_CHUNK_SIZE = 64 * 1024;

/**
 * Finds the bodies by their sizes alone; the code in between is passed over, and not read at all where it fills whole chunks.
 * @throws SymbolicationError `malformed-module` where sizes and section do not agree: every later address would be wrong
 */
export async function readBodies(layout: ModuleLayout, signal?: AbortSignal): Promise<FunctionBodies> {
  const { code, reader } = layout;
  if (code === null) return { starts: new Uint32Array(0), lengths: new Uint32Array(0) };
  const sectionEnd = code.contents + code.size;
  const fail = (offset: number, cause: string): Error => malformed(reader.name, offset, cause);
  const head = cursorOver(
    await reader.read(code.contents, Math.min(SIZE_LIMIT, code.size)),
    code.contents,
    reader.name,
  );
  const announced = readU32(head);
  if (announced > BODY_LIMIT)
    throw fail(code.contents, `${announced} function bodies are announced; ${BODY_LIMIT} is the limit`);

  const bodies = new BodyList();
  let chunkSize = CHUNK_SIZE;
  for (let offset = code.contents + head.at; offset < sectionEnd;) {
    signal?.throwIfAborted();
    const bytes = await reader.read(offset, Math.min(chunkSize, sectionEnd - offset));
    const chunk = cursorOver(bytes, offset, reader.name);
    // A number that the end of the chunk may cut is left to the next chunk.
    const lastStart = offset + bytes.length === sectionEnd ? bytes.length - 1 : bytes.length - SIZE_LIMIT;
    while (chunk.at <= lastStart) {
      if (bodies.count === announced)
        throw fail(offset + chunk.at, `the code section goes on behind its ${announced} function bodies`);
      const length = readU32(chunk);
      const start = offset + chunk.at;
      if (length > sectionEnd - start) {
        throw fail(
          start,
          `function body ${bodies.count} has ${length} bytes, the code section only ${sectionEnd - start}`,
        );
      }
      bodies.add(start - code.contents, length);
      chunk.at += length;
    }
    const goesOnSoon = chunk.at < bytes.length + CHUNK_SIZE;
    chunkSize = goesOnSoon ? Math.min(chunkSize * 2, LARGEST_CHUNK_SIZE) : CHUNK_SIZE;
    offset += chunk.at;
  }
  if (bodies.count < announced) {
    throw fail(sectionEnd, `${announced} function bodies are announced, the code section ends behind ${bodies.count}`);
  }
  return bodies.take();
}

/** Grows with the bodies that are there, as the announced count may be a lie. */
class BodyList {
  count = 0;
  #starts = new Uint32Array(1024);
  #lengths = new Uint32Array(1024);

  add(start: number, length: number): void {
    if (this.count === this.#starts.length) {
      this.#starts = doubled(this.#starts);
      this.#lengths = doubled(this.#lengths);
    }
    this.#starts[this.count] = start;
    this.#lengths[this.count] = length;
    this.count += 1;
  }

  take(): FunctionBodies {
    return { starts: this.#starts.slice(0, this.count), lengths: this.#lengths.slice(0, this.count) };
  }
}

function doubled(list: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(list.length * 2);
  larger.set(list);
  return larger;
}
