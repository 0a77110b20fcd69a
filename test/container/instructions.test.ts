import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scanInstructions as witness } from '../../bench/differential/instructions.ts';
import { bytesReader } from '../../src/container/bytes-reader.ts';
import { readBodies } from '../../src/container/code-section.ts';
import { scanInstructions } from '../../src/container/instructions.ts';
import { readModule } from '../../src/container/module.ts';
import { Effect } from '../../src/container/opcodes.ts';

const modules = join(import.meta.dirname, '../../fixtures/modules');

interface Instruction {
  readonly at: number;
  readonly effect: number;
  readonly operand: number;
}

function scan(bytes: readonly number[] | Uint8Array, start = 0, end = bytes.length): [boolean, Instruction[]] {
  const found: Instruction[] = [];
  const understood = scanInstructions(Uint8Array.from(bytes), start, end, (at, effect, operand) => {
    found.push({ at, effect, operand });
  });
  return [understood, found];
}

/** Without locals. */
const body = (...bytes: number[]): number[] => [0, ...bytes];

describe('scanInstructions', () => {
  it('finds in every body of every fixture what the second reader of the benchmarks finds', async () => {
    let count = 0;
    for (const name of readdirSync(modules).filter((file) => file.endsWith('.wasm'))) {
      const bytes = readFileSync(join(modules, name));
      const layout = await readModule(bytesReader(bytes, name));
      const { starts, lengths } = await readBodies(layout);
      const contents = layout.code?.contents ?? 0;
      for (let i = 0; i < starts.length; i++) {
        const start = contents + (starts[i] ?? 0);
        const end = start + (lengths[i] ?? 0);
        const expected: number[] = [];
        const found: number[] = [];
        witness(bytes, start, end, (at) => expected.push(at));
        const understood = scanInstructions(bytes, start, end, (at) => found.push(at));
        expect({ name, start, understood, found }).toEqual({ name, start, understood: true, found: expected });
        count += found.length;
      }
    }
    expect(count).toBeGreaterThan(50_000);
  });

  it('gives the function that is called', () => {
    expect(scan(body(0x10, 0x83, 0x01, 0x0b))).toEqual([
      true,
      [
        { at: 1, effect: Effect.call | Effect.direct, operand: 131 },
        { at: 4, effect: Effect.none, operand: 0 },
      ],
    ]);
  });

  it.each([
    ['call_indirect', [0x11, 0x81, 0x00, 0x02], Effect.call | Effect.table | Effect.signature],
    ['a load of a second memory', [0x28, 0x42, 0x01, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], Effect.memory],
    ['a vector constant', [0xfd, 12, ...new Array<number>(16).fill(0x80)], Effect.none],
    ['v128.load8_lane', [0xfd, 84, 0x00, 0x10, 3], Effect.memory],
    ['try_table with all kinds of catch', [0x1f, 0x40, 4, 0, 1, 2, 1, 1, 2, 2, 3, 3, 4], Effect.none],
    ['br_on_cast', [0xfb, 24, 1, 0x80, 0x01, 0x6e, 0x6d], Effect.none],
    ['resume', [0xe3, 5, 2, 0, 1, 2, 1, 7], Effect.call | Effect.reference],
    ['select with types', [0x1c, 2, 0x64, 0x85, 0x01, 0x7f], Effect.none],
    ['br_table', [0x0e, 2, 0x81, 0x01, 1, 0], Effect.branch],
    ['a relaxed vector instruction', [0xfd, 0x80, 0x02], Effect.none],
    ['i32.atomic.rmw.add', [0xfe, 0x1e, 2, 0], Effect.memory | Effect.atomic],
    ['i32.rem_s', [0x6f], Effect.division],
  ])('steps over %s', (_, bytes, effect) => {
    expect(scan(body(...bytes, 0x0b))).toEqual([
      true,
      [
        { at: 1, effect, operand: 0 },
        { at: 1 + bytes.length, effect: Effect.none, operand: 0 },
      ],
    ]);
  });

  it('steps over locals of reference types', () => {
    expect(scan([2, 0x85, 0x01, 0x63, 0x80, 0x01, 1, 0x7f, 0x0b])).toEqual([
      true,
      [{ at: 8, effect: Effect.none, operand: 0 }],
    ]);
  });

  it.each([
    ['an opcode that nobody has defined', body(0x01, 0xff), 1],
    ['an instruction that runs out of the body', body(0x01, 0x44, 1, 2), 1],
    ['a number without end', body(0x41, ...new Array<number>(1000).fill(0xff)), 0],
    ['a count of four billions', body(0x01, 0x0e, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x00), 1],
    ['locals without end', [0xff, 0xff, 0xff, 0xff, 0x0f, 0x01, 0x7f], 0],
  ])('stops at %s, and says so', (_, bytes, sound) => {
    const [understood, found] = scan(bytes);
    expect([understood, found.length]).toEqual([false, sound]);
  });
});
