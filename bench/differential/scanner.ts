/**
 * Holds the scanner of instructions (src/container/instructions.ts) against `wasm-tools dump`: where each instruction begins, in every body of the fixtures, of published
 * modules and of the files given; and of every opcode, whether both know it and how long it is.
 *
 * `npm run scanner -- [FILE.wasm]…`; WASM_TOOLS may name the program. Exit code 3 where they differ.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bytesReader } from '../../src/container/bytes-reader.ts';
import { readBodies } from '../../src/container/code-section.ts';
import { scanInstructions } from '../../src/container/instructions.ts';
import { readModule } from '../../src/container/module.ts';
import { PLAIN, Shape, tableBehind } from '../../src/container/opcodes.ts';
import { published } from './subjects.ts';

const TOOL = process.env['WASM_TOOLS'] ?? 'wasm-tools';
const UNEQUAL = 3;

/** Where the tool begins an instruction, by its offset; `false` where it could not read the module to its end. */
async function dumped(path: string, take: (offset: number, text: string) => void): Promise<boolean> {
  const child = spawn(TOOL, ['dump', path], { stdio: ['ignore', 'pipe', 'ignore'] });
  const done = new Promise<boolean>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code === 0);
    });
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /^ *0x([0-9a-f]+) \| [0-9a-f ]{11} \| (.*)$/.exec(line);
    if (found !== null) take(Number.parseInt(found[1] ?? '', 16), found[2] ?? '');
  }
  return done;
}

interface Comparison {
  readonly instructions: number;
  readonly differences: readonly string[];
}

async function compareModule(path: string): Promise<Comparison> {
  const bytes = new Uint8Array(readFileSync(path));
  const layout = await readModule(bytesReader(bytes, path));
  const { starts, lengths } = await readBodies(layout);
  const contents = layout.code?.contents ?? 0;
  const ours = new Set<number>();
  const differences: string[] = [];
  for (const [i, start] of starts.entries()) {
    const from = contents + start;
    const isWhole = scanInstructions(bytes, from, from + (lengths[i] ?? 0), (at) => ours.add(at));
    if (!isWhole) differences.push(`body at ${hex(from)}: not read to its end`);
  }
  let [count, body] = [0, 0];
  const isRead = await dumped(path, (offset, text) => {
    const address = offset - contents;
    while (body < starts.length && address >= (starts[body] ?? 0) + (lengths[body] ?? 0)) body++;
    const isInBody = body < starts.length && address >= (starts[body] ?? 0);
    if (!isInBody || /local blocks$|^\d+ locals of type|^size of function$/.test(text)) return;
    count += 1;
    if (!ours.delete(offset)) differences.push(`${hex(offset)}: ${text}: begins for the tool alone`);
  });
  if (!isRead) differences.push('the tool could not read it to its end');
  for (const offset of ours) differences.push(`${hex(offset)}: begins for us alone`);
  return { instructions: count, differences };
}

/** Immediates that are valid for the shape: zeros, and empty vectors. */
function immediates(shape: number): readonly number[] {
  const lengths: Readonly<Record<number, number>> = {
    [Shape.leb]: 1,
    [Shape.twoLebs]: 2,
    [Shape.threeLebs]: 3,
    [Shape.byte]: 1,
    [Shape.fourBytes]: 4,
    [Shape.eightBytes]: 8,
    [Shape.sixteenBytes]: 16,
    [Shape.memory]: 2,
    [Shape.memoryAndByte]: 3,
    [Shape.labels]: 2,
    [Shape.lebAndHandlers]: 2,
    [Shape.twoLebsAndHandlers]: 3,
    [Shape.castBranch]: 4,
  };
  if (shape === Shape.blockType) return [0x40];
  if (shape === Shape.types) return [1, 0x7f];
  if (shape === Shape.blockTypeAndCatches) return [0x40, 0];
  return new Array<number>(lengths[shape] ?? 0).fill(0);
}

/** A module of one function with this instruction and two `nop`s behind it. */
function moduleOf(instruction: readonly number[]): Uint8Array {
  const body = [0, ...instruction, 0x01, 0x01, 0x0b];
  const code = [1, body.length, ...body];
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, code.length, ...code]);
}

interface Opcode {
  readonly name: string;
  readonly bytes: readonly number[];
  readonly shape: number;
}

function opcodes(): readonly Opcode[] {
  const plain = Array.from({ length: 0xfb }, (_, code) => ({ bytes: [code], shape: PLAIN.shapes[code] ?? 0 }));
  const prefixed = [0xfb, 0xfc, 0xfd, 0xfe].flatMap((prefix) =>
    Array.from({ length: 0x180 }, (_, code) => ({
      bytes: [prefix, ...(code < 0x80 ? [code] : [(code & 0x7f) | 0x80, code >> 7])],
      shape: tableBehind(prefix)?.shapes[code] ?? 0,
    })),
  );
  return [...plain, ...prefixed].map((each) => ({
    ...each,
    name: each.bytes.map((byte) => byte.toString(16)).join(' '),
  }));
}

/** Instructions that need others around them, or whose operands zeros cannot be: `else`, `catch`, `delegate`, `catch_all`, `end`. */
const NOT_ALONE: ReadonlySet<number> = new Set([0x05, 0x07, 0x0b, 0x18, 0x19]);

interface OpcodeComparison {
  readonly equal: number;
  readonly unknownToBoth: number;
  readonly oursAlone: readonly string[];
  readonly differences: readonly string[];
}

async function compareOpcodes(folder: string): Promise<OpcodeComparison> {
  const path = join(folder, 'one.wasm');
  const oursAlone: string[] = [];
  const differences: string[] = [];
  let [equal, unknownToBoth] = [0, 0];
  for (const { name, bytes, shape } of opcodes()) {
    const [first = 0] = bytes;
    if (bytes.length === 1 && NOT_ALONE.has(first)) continue;
    const instruction = [...bytes, ...(shape === Shape.unknown ? [0, 0, 0, 0] : immediates(shape))];
    writeFileSync(path, moduleOf(instruction));
    const seen: string[] = [];
    let mnemonic = '';
    const start = 23;
    await dumped(path, (offset, text) => {
      if (offset < start || /local blocks$|^size of function$/.test(text)) return;
      if (offset === start) mnemonic = text;
      else seen.push(`${offset - start} ${text}`);
    });
    const length = instruction.length;
    const isKnown = mnemonic !== '' && mnemonic !== '??';
    const isEqual = seen.join() === `${length} nop,${length + 1} nop,${length + 2} end`;
    if (shape === Shape.unknown) {
      if (isKnown) differences.push(`${name}: ${mnemonic}: known to the tool alone`);
      else unknownToBoth += 1;
    } else if (!isKnown) oursAlone.push(name);
    else if (isEqual || /^(?:block|loop|if|try|try_table)\b/.test(mnemonic)) equal += 1;
    else differences.push(`${name}: ${mnemonic}: of another length: ${seen.join(', ')}`);
  }
  return { equal, unknownToBoth, oursAlone, differences };
}

function hex(offset: number): string {
  return `0x${offset.toString(16)}`;
}

function modules(): readonly string[] {
  const given = process.argv.slice(2);
  if (given.length > 0) return given;
  const fixtures = ['modules', 'features', 'stacks/modules', 'symbol-lists'].flatMap((folder) => {
    const path = fileURLToPath(new URL(`../../fixtures/${folder}`, import.meta.url));
    return readdirSync(path)
      .filter((file) => file.endsWith('.wasm'))
      .map((file) => join(path, file));
  });
  return [...fixtures, ...published().flatMap(({ path }) => (existsSync(path) ? [path] : []))];
}

let isEqual = true;
let total = 0;
for (const path of modules()) {
  const { instructions, differences } = await compareModule(path);
  total += instructions;
  if (differences.length === 0) continue;
  isEqual = false;
  console.log(`${path}: ${differences.length} differences of ${instructions} instructions`);
  for (const difference of differences.slice(0, 5)) console.log(`  ${difference}`);
}
console.log(`${modules().length} modules, ${total} instructions`);

const folder = mkdtempSync(join(tmpdir(), 'scanner-'));
try {
  const { equal, unknownToBoth, oursAlone, differences } = await compareOpcodes(folder);
  console.log(
    `opcodes: ${equal} equal, ${unknownToBoth} known to neither, ${oursAlone.length} to us alone: ${oursAlone.join(', ')}`,
  );
  for (const difference of differences) console.log(`  ${difference}`);
  if (differences.length > 0) isEqual = false;
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = isEqual ? 0 : UNEQUAL;
