/** A module and its source map of two million mappings, as a compiler might write them: 100 in each of 20,000 functions, some 5 bytes apart. */

const BODIES = 20_000;
const SEGMENTS = 100;
const STEP = 5;
const SOURCES = 500;

export interface MadeMap {
  readonly module: Uint8Array;
  readonly map: string;
  /** Columns of mappings, in no order. */
  readonly columns: Uint32Array;
}

export function madeMap(): MadeMap {
  const below = seeded(1);
  const bodyLength = SEGMENTS * STEP + 2;
  const bodySize = leb(bodyLength);
  const count = leb(BODIES);
  const codeLength = count.length + BODIES * (bodyLength + bodySize.length);
  const types = [1, 4, 1, 0x60, 0, 0];
  const functions = [3, ...leb(BODIES + count.length), ...count, ...Array<number>(BODIES).fill(0)];
  const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...types, ...functions, 10, ...leb(codeLength), ...count];
  const module = new Uint8Array(head.length + codeLength - count.length);
  module.set(head);
  const all = new Uint32Array(BODIES * SEGMENTS);
  const mappings: string[] = [];
  let [column, source, line, sourceColumn] = [0, 0, 0, 0];
  let at = head.length;
  for (let body = 0; body < BODIES; body += 1) {
    module.set(bodySize, at);
    at += bodySize.length;
    // No locals, `nop`s, `end`.
    module.fill(1, at + 1, at + bodyLength - 1);
    module[at + bodyLength - 1] = 0x0b;
    for (let segment = 0; segment < SEGMENTS; segment += 1) {
      const next = {
        column: at + 1 + segment * STEP + below(STEP - 1),
        source: below(20) === 0 ? below(SOURCES) : source,
        sourceColumn: below(80),
      };
      const nextLine = next.source === source ? Math.max(0, line + below(9) - 3) : below(2000);
      const steps = [next.column - column, next.source - source, nextLine - line, next.sourceColumn - sourceColumn];
      mappings.push(steps.map(vlq).join(''));
      ({ column, source, sourceColumn } = next);
      line = nextLine;
      all[body * SEGMENTS + segment] = column;
    }
    at += bodyLength;
  }
  const sources = Array.from({ length: SOURCES }, (_, number) => `src/module${number % 20}/file${number}.c`);
  const map = JSON.stringify({ version: 3, sources, names: [], mappings: mappings.join(',') });
  const columns = Uint32Array.from({ length: 100_000 }, () => all[below(all.length)] ?? 0);
  return { module, map, columns };
}

function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 7) % limit;
  };
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function vlq(number: number): string {
  let text = '';
  for (let rest = number < 0 ? -number * 2 + 1 : number * 2; ; rest >>>= 5) {
    text += DIGITS.charAt((rest & 31) | (rest > 31 ? 32 : 0));
    if (rest <= 31) return text;
  }
}
