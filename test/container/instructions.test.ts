import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isCall, scanInstructions } from '../../src/container/instructions.ts';
import { readWasm } from '../../bench/differential/module.ts';

const END = 0x0b;

/** Offsets and opcodes of a body without locals. */
function scan(...code: readonly number[]): [number, number][] {
  const bytes = Uint8Array.of(0, ...code);
  const found: [number, number][] = [];
  scanInstructions(bytes, 0, bytes.length, (offset, opcode) => found.push([offset, opcode]));
  return found;
}

describe('scanInstructions', () => {
  it.each([
    ['call of a five-byte index', [0x10, 0x80, 0x80, 0x80, 0x80, 0x00]],
    ['call_indirect', [0x11, 0x05, 0x80, 0x01]],
    ['return_call_indirect', [0x13, 0x05, 0x00]],
    ['call_ref', [0x14, 0x81, 0x01]],
    ['block of a value type', [0x02, 0x7f]],
    ['block of a type index', [0x02, 0x85, 0x01]],
    ['block of a reference type', [0x02, 0x64, 0x85, 0x01]],
    ['br_table', [0x0e, 0x02, 0x00, 0x80, 0x01, 0x02]],
    ['select of types', [0x1c, 0x02, 0x7f, 0x63, 0x70]],
    ['try_table with all four clauses', [0x1f, 0x40, 0x04, 0x00, 0x01, 0x02, 0x01, 0x01, 0x02, 0x02, 0x03, 0x03, 0x04]],
    ['old try', [0x06, 0x40]],
    ['delegate', [0x18, 0x00]],
    ['load', [0x28, 0x02, 0xff, 0x01]],
    ['load of another memory', [0x28, 0x42, 0x01, 0x10]],
    ['i64.const of ten bytes', [0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]],
    ['f32.const', [0x43, 0x10, 0x10, 0x10, 0x10]],
    ['f64.const', [0x44, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10]],
    ['ref.null', [0xd0, 0x70]],
    ['struct.get', [0xfb, 0x02, 0x01, 0x02]],
    ['array.len', [0xfb, 0x0f]],
    ['br_on_cast', [0xfb, 0x18, 0x03, 0x01, 0x6e, 0x80, 0x01]],
    ['opcode of a long LEB', [0xfb, 0x8f, 0x00]],
    ['memory.init', [0xfc, 0x08, 0x01, 0x00]],
    ['i64.add128', [0xfc, 0x13]],
    ['v128.load', [0xfd, 0x00, 0x04, 0x10]],
    ['v128.const', [0xfd, 0x0c, ...new Array<number>(16).fill(0x10)]],
    ['i8x16.shuffle', [0xfd, 0x0d, ...new Array<number>(16).fill(0x10)]],
    ['i32x4.extract_lane', [0xfd, 0x1b, 0x03]],
    ['v128.load32_lane', [0xfd, 0x56, 0x02, 0x00, 0x03]],
    ['relaxed madd', [0xfd, 0x85, 0x02]],
    ['atomic.fence', [0xfe, 0x03, 0x00]],
    ['i32.atomic.rmw.add', [0xfe, 0x1e, 0x02, 0x08]],
    ['resume with a handler of either kind', [0xe3, 0x01, 0x02, 0x00, 0x01, 0x02, 0x01, 0x03]],
  ])('steps over %s', (_, instruction) => {
    expect(scan(0x01, ...instruction, 0x1a, END)).toEqual([
      [1, 0x01],
      [2, instruction[0]],
      [2 + instruction.length, 0x1a],
      [3 + instruction.length, END],
    ]);
  });

  it('begins behind the locals', () => {
    const bytes = Uint8Array.of(0x02, 0x80, 0x01, 0x7f, 0x01, 0x63, 0x80, 0x01, 0x10, 0x00, END);
    const found: number[] = [];
    scanInstructions(bytes, 0, bytes.length, (offset) => found.push(offset));
    expect(found).toEqual([8, 10]);
  });

  it('refuses an unknown opcode and an instruction that is cut', () => {
    expect(() => scan(0x27)).toThrow(RangeError);
    expect(() => scan(0xfb, 0x7f)).toThrow(RangeError);
    expect(() => scan(0x10)).toThrow(RangeError);
    expect(() => scan(0x43, 0, 0, 0)).toThrow(RangeError);
  });

  it('takes the calls of all kinds for calls', () => {
    const calls = Array.from({ length: 256 }, (_, opcode) => opcode).filter(isCall);
    expect(calls).toEqual([0x10, 0x11, 0x12, 0x13, 0x14, 0x15]);
  });

  const modules = new URL('../../fixtures/modules/', import.meta.url);

  it.each(readdirSync(modules).filter((name) => name.endsWith('.wasm')))('consumes every body of %s', (name) => {
    const module = readWasm(readFileSync(new URL(name, modules)));
    for (const { start, end } of module.bodies) {
      let last = -1;
      scanInstructions(module.bytes, module.codeStart + start, module.codeStart + end, (_, opcode) => (last = opcode));
      expect(last).toBe(END);
    }
  });
});
