import { bytesReader } from '../../src/container/bytes-reader.ts';
import { readBodies } from '../../src/container/code-section.ts';
import { scanInstructions } from '../../src/container/instructions.ts';
import { readModule } from '../../src/container/module.ts';

/** A module with other code, as a later build of the same sources has. */
export interface Rebuilt {
  readonly bytes: Uint8Array;
  /** Where an instruction of the module, or the start of a body, is in the rebuilt one; both by module-file offset. */
  readonly moved: (offset: number) => number;
}

const NOP = 0x01;

/**
 * Makes a body longer, as a change to a function does: by so many `nop`s in front of the instruction at an offset. All that lies behind moves, also by the sizes that need
 * more bytes.
 */
export async function withInstructions(bytes: Uint8Array, offset: number, count: number): Promise<Rebuilt> {
  const layout = await readModule(bytesReader(bytes, 'module.wasm'));
  const { starts, lengths } = await readBodies(layout);
  const { code } = layout;
  if (code === null) throw new TypeError('the module has no code');
  const body = starts.findIndex((start, i) => {
    const at = offset - code.contents - start;
    return at >= 0 && at < (lengths[i] ?? 0);
  });
  const start = code.contents + (starts[body] ?? 0);
  const length = lengths[body] ?? 0;
  const added = new Array<number>(count).fill(NOP);
  const sizeStart = sizeStartOf(bytes, start, length);
  const sectionSizeStart = sizeStartOf(bytes, code.contents, code.size);
  const size = leb(length + added.length);
  const growth = added.length + size.length - (start - sizeStart);
  const sectionSize = leb(code.size + growth);
  const sectionGrowth = sectionSize.length - (code.contents - sectionSizeStart);
  const rebuilt = Uint8Array.from([
    ...bytes.subarray(0, sectionSizeStart),
    ...sectionSize,
    ...bytes.subarray(code.contents, sizeStart),
    ...size,
    ...bytes.subarray(start, offset),
    ...added,
    ...bytes.subarray(offset),
  ]);
  const moved = (each: number): number => {
    if (each < sizeStart) return each + sectionGrowth;
    if (each < offset || each === start) return each + sectionGrowth + size.length - (start - sizeStart);
    return each + sectionGrowth + growth;
  };
  return { bytes: rebuilt, moved };
}

/** Offsets of instructions, a few in each body: where a later build may have changed something. */
export async function changeable(bytes: Uint8Array, perBody: number): Promise<readonly number[]> {
  const layout = await readModule(bytesReader(bytes, 'module.wasm'));
  const { starts, lengths } = await readBodies(layout);
  const contents = layout.code?.contents ?? 0;
  return [...starts].flatMap((start, i) => {
    const offsets: number[] = [];
    const from = contents + start;
    scanInstructions(bytes, from, from + (lengths[i] ?? 0), (at) => offsets.push(at));
    return Array.from({ length: perBody }, (_, k) => offsets[Math.floor((k * offsets.length) / perBody)] ?? from);
  });
}

/** Sizes may be written with more bytes than they need, so that they are read from the front. */
function sizeStartOf(bytes: Uint8Array, contents: number, size: number): number {
  for (let at = contents - 5; at < contents; at++) if (at >= 0 && readLeb(bytes, at, contents) === size) return at;
  throw new TypeError('no size stands in front of the contents');
}

function readLeb(bytes: Uint8Array, from: number, end: number): number | null {
  let value = 0;
  for (let at = from; at < end; at++) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (at - from));
    if (byte < 0x80) return at + 1 === end ? value : null;
  }
  return null;
}

function leb(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    const byte = rest % 0x80;
    rest = Math.floor(rest / 0x80);
    out.push(rest > 0 ? byte + 0x80 : byte);
  } while (rest > 0);
  return out;
}
