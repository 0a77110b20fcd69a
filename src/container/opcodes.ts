/**
 * The instruction set by what a reader of stacks needs of it: how long an instruction is, and whether a frame can stand on it. Opcodes of the core
 * specification 3.0, the finished proposals, and of the open ones stack switching, wide arithmetic, half precision, custom
 * descriptors and shared-everything threads. Held against `wasm-tools dump`, opcode by opcode (bench/differential/scanner.ts).
 */

/** How an instruction's immediates are written. Numbers of any LEB128 kind are stepped over alike. */
export const Shape = {
  unknown: 0,
  none: 1,
  leb: 2,
  twoLebs: 3,
  byte: 4,
  fourBytes: 5,
  eightBytes: 6,
  sixteenBytes: 7,
  /** Alignment, which may announce a memory's index, and offset. */
  memory: 8,
  memoryAndByte: 9,
  /** A byte, a type index, or a reference type of two parts. */
  blockType: 10,
  /** A vector of labels and one more. */
  labels: 11,
  /** A vector of value types. */
  types: 12,
  blockTypeAndCatches: 13,
  lebAndHandlers: 14,
  twoLebsAndHandlers: 15,
  /** Flags, a label, two heap types. */
  castBranch: 16,
  threeLebs: 17,
} as const;

/** What a frame can do at an instruction: bits of one number. */
export const Effect = {
  none: 0,
  /** A call, behind which the frame waits for another. */
  call: 1,
  /** The called function's index is the instruction's first number. */
  direct: 2,
  /** `unreachable`. */
  unreachable: 4,
  /** Touches a memory. */
  memory: 8,
  /** Touches a table. */
  table: 16,
  /** Divides integers, or takes their remainder. */
  division: 32,
  /** Makes an integer of a number that may not fit. */
  conversion: 64,
  /** Compares a function's type with the one that is wanted. */
  signature: 128,
  /** Follows a reference that may be null. */
  reference: 256,
  /** Casts a reference. */
  cast: 512,
  /** Touches an array, whose bounds it checks. */
  array: 1024,
  /** Throws an exception, suspends or resumes. */
  exception: 2048,
  /** Allocates on the managed heap. */
  allocation: 4096,
  /** Waits for or wakes threads. */
  atomic: 8192,
  /** Calls a function in the caller's place, which leaves no frame. */
  tailCall: 16384,
  /** Goes on in one of several places. wasmtime joins such a one with an `unreachable` that it leads to. */
  branch: 32768,
} as const;

type Run = readonly [from: number, to: number, shape: number, effect?: number];

/** One set of opcodes: those without a prefix, or those behind one. */
export interface OpcodeTable {
  /** By opcode: of {@link Shape}. */
  readonly shapes: Uint8Array;
  /** By opcode: bits of {@link Effect}. */
  readonly effects: Uint16Array;
}

function tableOf(size: number, runs: readonly Run[]): OpcodeTable {
  const table = { shapes: new Uint8Array(size), effects: new Uint16Array(size) };
  for (const [from, to, shape, effect = Effect.none] of runs) {
    table.shapes.fill(shape, from, to + 1);
    table.effects.fill(effect, from, to + 1);
  }
  return table;
}

/** Opcodes of one byte. */
export const PLAIN = tableOf(256, [
  [0x00, 0x00, Shape.none, Effect.unreachable],
  [0x01, 0x01, Shape.none], // nop
  [0x02, 0x03, Shape.blockType], // block, loop
  [0x04, 0x04, Shape.blockType, Effect.branch], // if
  [0x05, 0x05, Shape.none], // else
  [0x06, 0x06, Shape.blockType], // try
  [0x07, 0x07, Shape.leb], // catch
  [0x08, 0x09, Shape.leb, Effect.exception], // throw, rethrow
  [0x0a, 0x0a, Shape.none, Effect.exception | Effect.reference], // throw_ref
  [0x0b, 0x0b, Shape.none], // end
  [0x0c, 0x0c, Shape.leb], // br
  [0x0d, 0x0d, Shape.leb, Effect.branch], // br_if
  [0x0e, 0x0e, Shape.labels, Effect.branch], // br_table
  [0x0f, 0x0f, Shape.none], // return
  [0x10, 0x10, Shape.leb, Effect.call | Effect.direct], // call
  [0x11, 0x11, Shape.twoLebs, Effect.call | Effect.table | Effect.signature], // call_indirect
  [0x12, 0x12, Shape.leb, Effect.tailCall], // return_call
  [0x13, 0x13, Shape.twoLebs, Effect.tailCall | Effect.table | Effect.signature], // return_call_indirect
  [0x14, 0x14, Shape.leb, Effect.call | Effect.reference], // call_ref
  [0x15, 0x15, Shape.leb, Effect.tailCall | Effect.reference], // return_call_ref
  [0x18, 0x18, Shape.leb], // delegate
  [0x19, 0x1b, Shape.none], // catch_all, drop, select
  [0x1c, 0x1c, Shape.types], // select with types
  [0x1f, 0x1f, Shape.blockTypeAndCatches], // try_table
  [0x20, 0x24, Shape.leb], // locals, globals
  [0x25, 0x26, Shape.leb, Effect.table], // table.get, table.set
  [0x28, 0x3e, Shape.memory, Effect.memory], // loads and stores
  [0x3f, 0x42, Shape.leb], // memory.size, memory.grow, i32.const, i64.const
  [0x43, 0x43, Shape.fourBytes], // f32.const
  [0x44, 0x44, Shape.eightBytes], // f64.const
  [0x45, 0xc4, Shape.none], // numbers
  [0x6d, 0x70, Shape.none, Effect.division], // i32.div_s … rem_u
  [0x7f, 0x82, Shape.none, Effect.division], // i64.div_s … rem_u
  [0xa8, 0xab, Shape.none, Effect.conversion], // i32.trunc…
  [0xae, 0xb1, Shape.none, Effect.conversion], // i64.trunc…
  [0xd0, 0xd0, Shape.leb], // ref.null
  [0xd1, 0xd1, Shape.none], // ref.is_null
  [0xd2, 0xd2, Shape.leb], // ref.func
  [0xd3, 0xd3, Shape.none], // ref.eq
  [0xd4, 0xd4, Shape.none, Effect.reference], // ref.as_non_null
  [0xd5, 0xd6, Shape.leb, Effect.branch], // br_on_null, br_on_non_null
  [0xe0, 0xe0, Shape.leb, Effect.reference | Effect.allocation], // cont.new
  [0xe1, 0xe1, Shape.twoLebs, Effect.reference | Effect.allocation], // cont.bind
  [0xe2, 0xe2, Shape.leb, Effect.call | Effect.exception], // suspend
  [0xe3, 0xe3, Shape.lebAndHandlers, Effect.call | Effect.reference], // resume
  [0xe4, 0xe4, Shape.twoLebsAndHandlers, Effect.call | Effect.reference | Effect.exception], // resume_throw
  [0xe5, 0xe5, Shape.lebAndHandlers, Effect.call | Effect.reference | Effect.exception], // resume_throw_ref
  [0xe6, 0xe6, Shape.twoLebs, Effect.call | Effect.reference], // switch
]);

const GARBAGE_COLLECTION = tableOf(39, [
  [0, 1, Shape.leb, Effect.allocation], // struct.new, struct.new_default
  [2, 5, Shape.twoLebs, Effect.reference], // struct.get, get_s, get_u, set
  [6, 7, Shape.leb, Effect.allocation], // array.new, array.new_default
  [8, 8, Shape.twoLebs, Effect.allocation], // array.new_fixed
  [9, 10, Shape.twoLebs, Effect.allocation | Effect.array | Effect.memory | Effect.table], // array.new_data, new_elem
  [11, 14, Shape.leb, Effect.reference | Effect.array], // array.get, get_s, get_u, set
  [15, 15, Shape.none, Effect.reference], // array.len
  [16, 16, Shape.leb, Effect.reference | Effect.array], // array.fill
  [17, 17, Shape.twoLebs, Effect.reference | Effect.array], // array.copy
  [18, 19, Shape.twoLebs, Effect.reference | Effect.array | Effect.memory | Effect.table], // array.init_data, init_elem
  [20, 21, Shape.leb], // ref.test
  [22, 23, Shape.leb, Effect.cast | Effect.reference], // ref.cast
  [24, 25, Shape.castBranch], // br_on_cast, br_on_cast_fail
  [26, 28, Shape.none], // any.convert_extern, extern.convert_any, ref.i31
  [29, 30, Shape.none, Effect.reference], // i31.get_s, i31.get_u
  [32, 33, Shape.leb, Effect.allocation | Effect.reference], // struct.new_desc, new_default_desc
  [34, 34, Shape.leb, Effect.reference], // ref.get_desc
  [35, 36, Shape.leb, Effect.cast | Effect.reference], // ref.cast_desc_eq
  [37, 38, Shape.castBranch], // br_on_cast_desc_eq, and its fail
]);

const MISCELLANEOUS = tableOf(23, [
  [0, 7, Shape.none], // saturating truncations
  [8, 8, Shape.twoLebs, Effect.memory], // memory.init
  [9, 9, Shape.leb], // data.drop
  [10, 10, Shape.twoLebs, Effect.memory], // memory.copy
  [11, 11, Shape.leb, Effect.memory], // memory.fill
  [12, 12, Shape.twoLebs, Effect.table], // table.init
  [13, 13, Shape.leb], // elem.drop
  [14, 14, Shape.twoLebs, Effect.table], // table.copy
  [15, 16, Shape.leb], // table.grow, table.size
  [17, 17, Shape.leb, Effect.table], // table.fill
  [18, 18, Shape.leb, Effect.memory], // memory.discard
  [19, 22, Shape.none], // wide arithmetic
]);

const VECTOR = tableOf(0x150, [
  [0, 11, Shape.memory, Effect.memory], // loads, v128.store
  [12, 13, Shape.sixteenBytes], // v128.const, i8x16.shuffle
  [14, 20, Shape.none], // swizzle, splats
  [21, 34, Shape.byte], // lanes extracted and replaced
  [35, 83, Shape.none],
  [84, 91, Shape.memoryAndByte, Effect.memory], // lanes loaded and stored
  [92, 93, Shape.memory, Effect.memory], // v128.load32_zero, load64_zero
  [94, 275, Shape.none], // the rest, and the relaxed ones
  [0x120, 0x120, Shape.none], // f16x8.splat
  [0x121, 0x122, Shape.byte], // f16x8 lanes
  [0x123, 0x14f, Shape.none], // f16x8 arithmetic
]);

const ATOMIC = tableOf(0x73, [
  [0, 2, Shape.memory, Effect.memory | Effect.atomic], // notify, wait32, wait64
  [3, 3, Shape.byte], // fence
  [0x10, 0x4e, Shape.memory, Effect.memory | Effect.atomic],
  [0x4f, 0x57, Shape.twoLebs], // shared globals
  [0x58, 0x5b, Shape.twoLebs, Effect.table], // shared tables
  [0x5c, 0x66, Shape.threeLebs, Effect.reference], // fields of shared structures
  [0x67, 0x71, Shape.twoLebs, Effect.reference | Effect.array], // elements of shared arrays
  [0x72, 0x72, Shape.none], // ref.i31_shared
]);

/** The opcodes behind a prefix; `undefined` where the byte is none. */
export function tableBehind(prefix: number): OpcodeTable | undefined {
  switch (prefix) {
    case 0xfb:
      return GARBAGE_COLLECTION;
    case 0xfc:
      return MISCELLANEOUS;
    case 0xfd:
      return VECTOR;
    case 0xfe:
      return ATOMIC;
    default:
      return undefined;
  }
}
