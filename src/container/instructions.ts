import { PLAIN, Shape, tableBehind } from './opcodes.ts';

/**
 * Called for each instruction of a body.
 * @param at Index of its first byte in the bytes that are scanned
 * @param effect Bits of `Effect` (opcodes.ts)
 * @param operand Its first number, which of a direct call is the index of the function called; 0 for other instructions than `call`
 */
export type InstructionVisitor = (at: number, effect: number, operand: number) => void;

/**
 * Reads a function body, instruction by instruction. A body begins at its locals.
 * @param bytes Bytes that hold the body from index `start` to `end`, exclusive
 * @returns Whether all of it was understood: false at an opcode that nobody has defined yet, and where the last instruction does not end
 * with the body. What had been visited until then was sound.
 */
export function scanInstructions(bytes: Uint8Array, start: number, end: number, visit: InstructionVisitor): boolean {
  const scan = new Scan(bytes, start, end);
  scan.locals();
  while (scan.at < end) {
    const at = scan.at;
    const first = bytes[scan.at++] ?? 0;
    const prefixed = first < FIRST_PREFIX ? undefined : tableBehind(first);
    const table = prefixed ?? PLAIN;
    const code = prefixed === undefined ? first : scan.leb();
    const shape = table.shapes[code] ?? Shape.unknown;
    if (shape === Shape.unknown) return false;
    let operand = 0;
    if (first === CALL) operand = scan.leb();
    else if (shape !== Shape.none) scan.immediates(shape);
    if (scan.at > end) return false;
    visit(at, table.effects[code] ?? 0, operand);
  }
  return scan.at === end;
}

const CALL = 0x10;
const FIRST_PREFIX = 0xfb;

/**
 * A place in a body. It may run past the end, which the caller finds out behind each instruction: a check at each byte took as long as the
 * scan itself. Behind the bytes there are no numbers, so that every loop ends there.
 */
class Scan {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  byte(): number {
    return this.bytes[this.at++] ?? 0;
  }

  /** Unsigned; of a signed number, or one of more than 53 bits, only the length is right. */
  leb(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let factor = 0x80; ; factor *= 0x80) {
      const next = this.byte();
      value += (next & 0x7f) * factor;
      if (next < 0x80) return value;
    }
  }

  /** Steps over groups of locals of one type. */
  locals(): void {
    this.each(() => {
      this.leb();
      this.type();
    });
  }

  immediates(shape: number): void {
    switch (shape) {
      case Shape.leb:
        this.leb();
        break;
      case Shape.twoLebs:
        this.leb();
        this.leb();
        break;
      case Shape.threeLebs:
        this.leb();
        this.leb();
        this.leb();
        break;
      case Shape.byte:
        this.at += 1;
        break;
      case Shape.fourBytes:
        this.at += 4;
        break;
      case Shape.eightBytes:
        this.at += 8;
        break;
      case Shape.sixteenBytes:
        this.at += 16;
        break;
      case Shape.memory:
        this.memory();
        break;
      case Shape.memoryAndByte:
        this.memory();
        this.at += 1;
        break;
      case Shape.blockType:
        this.type();
        break;
      case Shape.labels:
        this.each(() => this.leb());
        this.leb();
        break;
      case Shape.types:
        this.each(() => {
          this.type();
        });
        break;
      case Shape.blockTypeAndCatches:
        this.type();
        this.each(() => {
          // catch and catch_ref name a tag, catch_all and catch_all_ref do not.
          if (this.byte() < 2) this.leb();
          this.leb();
        });
        break;
      case Shape.lebAndHandlers:
        this.leb();
        this.handlers();
        break;
      case Shape.twoLebsAndHandlers:
        this.leb();
        this.leb();
        this.handlers();
        break;
      case Shape.castBranch:
        this.at += 1;
        this.leb();
        this.leb();
        this.leb();
        break;
    }
  }

  private each(read: () => void): void {
    // Each element has a byte at least, so that an announced count of billions ends with the bytes.
    for (let left = this.leb(); left > 0 && this.at <= this.end; left--) read();
  }

  private memory(): void {
    if ((this.leb() & HAS_MEMORY_INDEX) !== 0) this.leb();
    this.leb();
  }

  private handlers(): void {
    this.each(() => {
      // A tag and the label to go to; `on TAG switch` has no label.
      if (this.byte() === 0) this.leb();
      this.leb();
    });
  }

  /** A value type or block type. `(ref HEAP)` and `(ref null HEAP)` have a second part; a type index may have several bytes. */
  private type(): void {
    const first = this.byte();
    if (first === REF || first === REF_NULL) this.leb();
    else if (first >= 0x80) this.leb();
  }
}

const HAS_MEMORY_INDEX = 0x40;
const REF_NULL = 0x63;
const REF = 0x64;
