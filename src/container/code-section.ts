import { malformed } from './cursor.ts';
import type { ModuleLayout } from './module.ts';

/** The function bodies of a module in code section order: body `i` is function `importedFunctions + i`. */
export interface FunctionBodies {
  /** Code-relative address just behind the body's size: where its locals are declared, and where DWARF says that a function starts. Ascending. */
  readonly starts: Uint32Array;
  /** Bytes from there to the body's end. */
  readonly lengths: Uint32Array;
}

/** Ten times what the WebAssembly JavaScript interface lets engines accept. */
export const BODY_LIMIT = 10_000_000;

/** A body's size is at most five bytes of LEB128. */
const SIZE_LIMIT = 5;

/** Small enough that modules of few, large bodies are skipped over; `readAhead` makes it large where bodies are small. */
const CHUNK_SIZE = 16 * 1024;

/**
 * Finds the bodies by their sizes alone; the code in between is passed over, and not read at all where it fills whole chunks.
 * @throws SymbolicationError `malformed-module` where sizes and section do not agree: every later address would be wrong
 */
export async function readBodies(layout: ModuleLayout, signal?: AbortSignal): Promise<FunctionBodies> {
  const { code, reader } = layout;
  if (code === null) return { starts: new Uint32Array(0), lengths: new Uint32Array(0) };
  const bodies = new BodyList();
  const sectionEnd = code.contents + code.size;
  const fail = (offset: number, cause: string): Error => malformed(reader.name, offset, cause);

  let announced = -1;
  let offset = code.contents;
  while (offset < sectionEnd) {
    signal?.throwIfAborted();
    const chunk = await reader.read(offset, Math.min(CHUNK_SIZE, sectionEnd - offset));
    const chunkStart = offset;
    const isLast = chunkStart + chunk.length === sectionEnd;
    let at = 0;
    // A number that the chunk may cut is left to the next one.
    while (isLast ? at < chunk.length : at <= chunk.length - SIZE_LIMIT) {
      let value = 0;
      let shift = 0;
      let byte: number | undefined;
      do {
        byte = chunk[at];
        if (byte === undefined) throw fail(sectionEnd, 'the code section ends within a number');
        if (shift === 28 && byte > 0x0f)
          throw fail(chunkStart + at, 'a number in the code section has more than 32 bits');
        value += (byte & 0x7f) * 2 ** shift;
        shift += 7;
        at += 1;
      } while (byte >= 0x80);

      if (announced < 0) {
        announced = value;
        if (announced > BODY_LIMIT)
          throw fail(code.contents, `${announced} function bodies are announced; ${BODY_LIMIT} is the limit`);
        continue;
      }
      const start = chunkStart + at;
      if (value > sectionEnd - start)
        throw fail(
          start,
          `function body ${bodies.count} has ${value} bytes, the code section only ${sectionEnd - start}`,
        );
      if (bodies.count === announced)
        throw fail(start, `the code section goes on behind its ${announced} function bodies`);
      bodies.add(start - code.contents, value);
      at += value;
    }
    offset = chunkStart + at;
  }
  if (bodies.count !== Math.max(announced, 0)) {
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
