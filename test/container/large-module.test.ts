import { describe, expect, it } from 'vitest';
import { openModule } from '../../src/build/open-module.ts';
import { debugSections } from '../../src/container/debug-sections.ts';
import type { RangeReader } from '../../src/container/range-reader.ts';
import { leb, sized, utf8, PREAMBLE } from './module-bytes.ts';

const MIB = 1024 * 1024;

/** A file of zeros but for these pieces, and what is read of it. */
class SparseFile implements RangeReader {
  readonly name = 'large.wasm';
  readonly size: number;
  readonly reads: { readonly offset: number; readonly length: number }[] = [];
  readonly #pieces: readonly { readonly at: number; readonly bytes: readonly number[] }[];

  constructor(size: number, pieces: readonly { readonly at: number; readonly bytes: readonly number[] }[]) {
    this.size = size;
    this.#pieces = pieces;
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    this.reads.push({ offset, length });
    const result = new Uint8Array(length);
    for (const { at, bytes } of this.#pieces) {
      bytes.forEach((byte, index) => {
        const place = at + index - offset;
        if (place >= 0 && place < length) result[place] = byte;
      });
    }
    return Promise.resolve(result);
  }

  bytesRead(): number {
    return this.reads.reduce((sum, { length }) => sum + length, 0);
  }
}

/** Lays out sections whose contents are zeros but for their beginning. */
function sparseModule(
  ...sections: readonly { readonly id: number; readonly head: readonly number[]; readonly size: number }[]
): { file: SparseFile; starts: number[] } {
  const pieces: { at: number; bytes: readonly number[] }[] = [{ at: 0, bytes: PREAMBLE }];
  const starts: number[] = [];
  let at = PREAMBLE.length;
  for (const { id, head, size } of sections) {
    pieces.push({ at, bytes: [id, ...leb(size), ...head] });
    starts.push(at);
    at += 1 + leb(size).length + size;
  }
  return { file: new SparseFile(at, pieces), starts };
}

describe('a module of 2 GiB', () => {
  it('is opened by reading its headers, not its contents', async () => {
    const debug = (name: string): { id: number; head: number[]; size: number } => ({
      id: 0,
      head: sized(name),
      size: 400 * MIB,
    });
    const bodyStart = 1 + leb(300 * MIB).length;
    const code = { id: 10, head: [1, ...leb(300 * MIB)], size: bodyStart + 300 * MIB };
    const { file } = sparseModule(
      { id: 1, head: [0], size: 1 },
      code,
      { id: 11, head: [], size: 100 * MIB },
      debug('.debug_info'),
      debug('.debug_line'),
      debug('.debug_str'),
      debug('.debug_ranges'),
      { id: 0, head: [...sized('name'), 1, 5, 1, 0, 2, ...utf8('ab')], size: 12 },
    );
    const module = await openModule(file);
    expect(file.size).toBeGreaterThan(2000 * MIB);
    expect(file.bytesRead()).toBeLessThan(MIB);
    expect([...module.bodyStarts, ...module.bodyLengths]).toEqual([bodyStart, 300 * MIB]);
    expect([...debugSections(module.layout).keys()]).toEqual([
      '.debug_info',
      '.debug_line',
      '.debug_str',
      '.debug_ranges',
    ]);
    expect(module.nameSection.functions.count).toBe(1);
  });

  it('has its code passed over from body to body', async () => {
    const count = 200;
    const size = MIB;
    const body = leb(size).length + size;
    const { file } = sparseModule({ id: 10, head: leb(count), size: leb(count).length + count * body });
    const first = PREAMBLE.length + 1 + leb(leb(count).length + count * body).length + leb(count).length;
    const bodies = Array.from({ length: count }, (_, index) => ({ at: first + index * body, bytes: leb(size) }));
    const whole = new SparseFile(file.size, [
      { at: 0, bytes: [...PREAMBLE, 10, ...leb(leb(count).length + count * body), ...leb(count)] },
      ...bodies,
    ]);
    const module = await openModule(whole);
    expect([...module.bodyLengths]).toEqual(Array(count).fill(size));
    // A page of 4 KiB a body, and some for headers.
    expect(whole.bytesRead()).toBeLessThan((count + 10) * 4 * 1024);
  });
});

it('many small reads of a caller’s reader become few large ones', async () => {
  const count = 100_000;
  const file = new SparseFile(PREAMBLE.length + 1 + leb(count + 3).length + count + 3, [
    { at: 0, bytes: [...PREAMBLE, 10, ...leb(count + 3), ...leb(count)] },
  ]);
  const module = await openModule(file);
  expect(module.bodyStarts.length).toBe(count);
  expect(file.reads.length).toBeLessThan(12);
});
