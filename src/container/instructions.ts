/**
 * Which bytes of a function body begin an instruction. One table entry an opcode, by its immediates; LEB128 numbers of any
 * kind are stepped over alike. Opcodes: core specification 3.0, the finished proposals, and of the open ones stack
 * switching, wide arithmetic, half precision and custom descriptors.
 */

/** Immediates: of these letters, in order. */
type Immediates = string;
const LEB = 'l';
const BYTE = 'b';
/** Alignment, which may announce a memory index, and offset. */
const MEMORY = 'm';
/** Block type: one byte, a type index, or a reference type of two parts. */
const BLOCK_TYPE = 't';
/** Vectors of labels, value types, catch clauses, resumption handlers. */
const LABELS = 'L';
const TYPES = 'T';
const CATCHES = 'C';
const HANDLERS = 'H';

type Table = readonly (Immediates | undefined)[];

function table(...runs: readonly (readonly [from: number, to: number, immediates: Immediates])[]): Table {
  const entries: (Immediates | undefined)[] = [];
  for (const [from, to, immediates] of runs) for (let code = from; code <= to; code++) entries[code] = immediates;
  return entries;
}

const PLAIN = table(
  [0x00, 0x01, ''], // unreachable, nop
  [0x02, 0x04, BLOCK_TYPE], // block, loop, if
  [0x05, 0x05, ''], // else
  [0x06, 0x06, BLOCK_TYPE], // try
  [0x07, 0x09, LEB], // catch, throw, rethrow
  [0x0a, 0x0b, ''], // throw_ref, end
  [0x0c, 0x0d, LEB], // br, br_if
  [0x0e, 0x0e, LABELS + LEB], // br_table
  [0x0f, 0x0f, ''], // return
  [0x10, 0x10, LEB], // call
  [0x11, 0x11, LEB + LEB], // call_indirect
  [0x12, 0x12, LEB], // return_call
  [0x13, 0x13, LEB + LEB], // return_call_indirect
  [0x14, 0x15, LEB], // call_ref, return_call_ref
  [0x18, 0x18, LEB], // delegate
  [0x19, 0x1b, ''], // catch_all, drop, select
  [0x1c, 0x1c, TYPES], // select with types
  [0x1f, 0x1f, BLOCK_TYPE + CATCHES], // try_table
  [0x20, 0x26, LEB], // locals, globals, table.get, table.set
  [0x28, 0x3e, MEMORY], // loads and stores
  [0x3f, 0x42, LEB], // memory.size, memory.grow, i32.const, i64.const
  [0x43, 0x43, BYTE.repeat(4)], // f32.const
  [0x44, 0x44, BYTE.repeat(8)], // f64.const
  [0x45, 0xc4, ''], // numbers
  [0xd0, 0xd0, LEB], // ref.null
  [0xd1, 0xd1, ''], // ref.is_null
  [0xd2, 0xd2, LEB], // ref.func
  [0xd3, 0xd4, ''], // ref.eq, ref.as_non_null
  [0xd5, 0xd6, LEB], // br_on_null, br_on_non_null
  [0xe0, 0xe0, LEB], // cont.new
  [0xe1, 0xe1, LEB + LEB], // cont.bind
  [0xe2, 0xe2, LEB], // suspend
  [0xe3, 0xe3, LEB + HANDLERS], // resume
  [0xe4, 0xe4, LEB + LEB + HANDLERS], // resume_throw
  [0xe5, 0xe5, LEB + HANDLERS], // resume_throw_ref
  [0xe6, 0xe6, LEB + LEB], // switch
);

const GC = table(
  [0, 1, LEB], // struct.new, struct.new_default
  [2, 5, LEB + LEB], // struct.get, get_s, get_u, set
  [6, 7, LEB], // array.new, array.new_default
  [8, 10, LEB + LEB], // array.new_fixed, new_data, new_elem
  [11, 14, LEB], // array.get, get_s, get_u, set
  [15, 15, ''], // array.len
  [16, 16, LEB], // array.fill
  [17, 19, LEB + LEB], // array.copy, init_data, init_elem
  [20, 23, LEB], // ref.test, ref.cast
  [24, 25, BYTE + LEB + LEB + LEB], // br_on_cast, br_on_cast_fail
  [26, 30, ''], // any.convert_extern, extern.convert_any, ref.i31, i31.get_s, i31.get_u
  [32, 36, LEB], // struct.new_desc, new_default_desc, ref.get_desc, ref.cast_desc_eq
  [37, 38, BYTE + LEB + LEB + LEB], // br_on_cast_desc_eq, and its fail
);

const MISCELLANEOUS = table(
  [0, 7, ''], // saturating truncations
  [8, 8, LEB + LEB], // memory.init
  [9, 9, LEB], // data.drop
  [10, 10, LEB + LEB], // memory.copy
  [11, 11, LEB], // memory.fill
  [12, 12, LEB + LEB], // table.init
  [13, 13, LEB], // elem.drop
  [14, 14, LEB + LEB], // table.copy
  [15, 18, LEB], // table.grow, table.size, table.fill, memory.discard
  [19, 22, ''], // wide arithmetic
);

const VECTOR = table(
  [0, 11, MEMORY], // loads, v128.store
  [12, 13, BYTE.repeat(16)], // v128.const, i8x16.shuffle
  [14, 20, ''], // swizzle, splats
  [21, 34, BYTE], // lanes extracted and replaced
  [35, 83, ''],
  [84, 91, MEMORY + BYTE], // lanes loaded and stored
  [92, 93, MEMORY], // v128.load32_zero, load64_zero
  [94, 275, ''], // the rest, and the relaxed ones
  [0x120, 0x120, ''], // f16x8.splat
  [0x121, 0x122, BYTE], // f16x8 lanes
  [0x123, 0x14f, ''], // f16x8 arithmetic
);

const ATOMIC = table(
  [0, 2, MEMORY], // notify, wait32, wait64
  [3, 3, BYTE], // fence
  [0x10, 0x4e, MEMORY],
);

const PREFIXED: ReadonlyMap<number, Table> = new Map([
  [0xfb, GC],
  [0xfc, MISCELLANEOUS],
  [0xfd, VECTOR],
  [0xfe, ATOMIC],
]);

/** `call` to `return_call_ref`: the instructions at which a frame can wait for another. */
export function isCall(opcode: number): boolean {
  return opcode >= 0x10 && opcode <= 0x15;
}

/**
 * Calls `visit` with the offset and first byte of every instruction of a body, which begins at its locals. Throws a
 * RangeError where an opcode is unknown or the last instruction does not end where the body does.
 */
export function scanInstructions(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: (offset: number, opcode: number) => void,
): void {
  let at = start;
  const byte = (): number => {
    if (at >= end) throw new RangeError(`body of ${start} ends in the middle of an instruction`);
    return bytes[at++] ?? 0;
  };
  const leb = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const next = byte();
      value += (next & 0x7f) * factor;
      if (next < 0x80) return value;
    }
  };
  const type = (): void => {
    const first = byte();
    if (first === 0x63 || first === 0x64 || first >= 0x80) leb();
  };
  const immediate = (kind: string): void => {
    switch (kind) {
      case LEB:
        leb();
        break;
      case BYTE:
        byte();
        break;
      case MEMORY:
        if (leb() & 0x40) leb();
        leb();
        break;
      case BLOCK_TYPE:
        type();
        break;
      case LABELS:
        for (let left = leb(); left > 0; left--) leb();
        break;
      case TYPES:
        for (let left = leb(); left > 0; left--) type();
        break;
      case CATCHES:
        for (let left = leb(); left > 0; left--) {
          if (byte() < 2) leb();
          leb();
        }
        break;
      case HANDLERS:
        for (let left = leb(); left > 0; left--) {
          if (byte() === 0) leb();
          leb();
        }
    }
  };

  for (let groups = leb(); groups > 0; groups--) {
    leb();
    type();
  }
  while (at < end) {
    const offset = at;
    const opcode = byte();
    const prefixed = PREFIXED.get(opcode);
    const immediates = prefixed === undefined ? PLAIN[opcode] : prefixed[leb()];
    if (immediates === undefined) throw new RangeError(`unknown opcode 0x${opcode.toString(16)} at ${offset}`);
    for (const kind of immediates) immediate(kind);
    visit(offset, opcode);
  }
}
