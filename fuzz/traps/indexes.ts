/** Symbol indexes made to cost more than their bytes: deep chains, texts that overlap, many ids for one long path. */
import { ByteWriter, putNumber, uleb } from '../bytes.ts';
import { checksum } from '../mutate/index-file.ts';
import { below, once, pick } from '../random.ts';
import type { Random } from '../random.ts';

const TAG = {
  identity: 1,
  bodyStart: 2,
  bodyLength: 3,
  bodyFunction: 4,
  bodyName: 5,
  bodyRows: 6,
  functionLinkage: 7,
  functionDisplay: 8,
  functionFile: 9,
  functionLine: 10,
  functionFlags: 11,
  fileCompDir: 12,
  fileDirectory: 13,
  fileName: 14,
  callSiteFunction: 15,
  callSiteFile: 16,
  callSiteLine: 17,
  callSiteColumn: 18,
  rows: 19,
  nodeOffset: 20,
  nodes: 21,
  strings: 22,
} as const;

type Section = readonly [tag: number, count: number, bytes: Uint8Array];

const HEADER_SIZE = 24;
const ENTRY_SIZE = 16;
const BLOCK_RANGES = 16;

/** A column in four bytes a number. */
function column(tag: number, numbers: readonly number[]): Section {
  const writer = new ByteWriter();
  for (const number of numbers) writer.number(number, 4);
  return [tag, numbers.length, writer.view()];
}

function assembled(sections: readonly Section[]): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.bytes([0x77, 0x73, 0x79, 0x6d, 1, 0, 0, 0]);
  writer.fill(0, HEADER_SIZE - 8 + sections.length * ENTRY_SIZE);
  writer.patch(16, sections.length);
  sections.forEach(([tag, count, bytes], n) => {
    [tag, writer.length, bytes.length, count].forEach((field, at) => {
      writer.patch(HEADER_SIZE + n * ENTRY_SIZE + at * 4, field);
    });
    writer.bytes(bytes);
    writer.fill(0, -writer.length & 3);
  });
  const file = writer.view().slice();
  putNumber(file, 8, file.length, 4);
  putNumber(file, 12, checksum(file), 4);
  return file;
}

/** One body of so many bytes with one range a byte, in a chain of inlined calls, and tables of so many records. */
export function makeIndexTrap(random: Random, bytes: number): Uint8Array<ArrayBuffer> {
  const ranges = Math.max(1, Math.floor(bytes / pick(random, [4, 8, 1000])));
  const depth = pick(random, [1, 7, 900, 1000, 1001, Math.floor(bytes / 8)]);
  const files = pick(random, [2, 100, Math.max(2, Math.floor(bytes / 40))]);
  const functions = pick(random, [2, 100, Math.max(2, Math.floor(bytes / 60))]);
  const areShared = once(random, 4);
  const { strings, at } = stringsOf(random, Math.max(20, Math.floor(bytes / 4)));
  const identity = new ByteWriter();
  for (const word of [0, ranges + 100, ranges + 200, 0, 0, 0, 0, 0, 0]) identity.number(word, 4);
  const { nodes, offsets } = nodesOf(depth);
  const all = (count: number, value: (n: number) => number): number[] => [
    0,
    ...Array.from({ length: count - 1 }, (_, n) => value(n)),
  ];
  // Many small bodies behind the large one, each with a function of its own.
  const bodies = Math.min(functions - 1, 100_000);
  const starts = Array.from({ length: bodies }, (_, n) => (n === 0 ? 3 : 3 + ranges + n));
  return assembled([
    [TAG.identity, 1, identity.view()],
    column(TAG.bodyStart, starts),
    column(
      TAG.bodyLength,
      starts.map((_, n) => (n === 0 ? ranges : 1)),
    ),
    column(
      TAG.bodyFunction,
      starts.map((_, n) => n + 1),
    ),
    column(TAG.bodyName, starts.map(at)),
    column(
      TAG.bodyRows,
      starts.map((_, n) => (n === 0 || areShared ? 2 : 0)),
    ),
    column(TAG.functionLinkage, all(functions, at)),
    column(
      TAG.functionDisplay,
      all(functions, (n) => at(n * 2)),
    ),
    column(
      TAG.functionFile,
      all(functions, (n) => n % files),
    ),
    column(
      TAG.functionLine,
      all(functions, (n) => n),
    ),
    column(
      TAG.functionFlags,
      all(functions, () => 1),
    ),
    column(TAG.fileCompDir, all(files, at)),
    column(
      TAG.fileDirectory,
      all(files, (n) => at(n + 1)),
    ),
    column(
      TAG.fileName,
      all(files, (n) => at(n + 2)),
    ),
    column(
      TAG.callSiteFunction,
      Array.from({ length: 64 }, (_, n) => n % functions),
    ),
    column(
      TAG.callSiteFile,
      Array.from({ length: 64 }, (_, n) => n % files),
    ),
    column(
      TAG.callSiteLine,
      Array.from({ length: 64 }, (_, n) => n),
    ),
    column(
      TAG.callSiteColumn,
      Array.from({ length: 64 }, (_, n) => n),
    ),
    [TAG.rows, ranges, rowsOf(random, ranges, depth, files)],
    column(TAG.nodeOffset, offsets),
    [TAG.nodes, depth, nodes],
    [TAG.strings, 1, strings],
  ]);
}

/** Honest strings, one long one, or one whose every place begins another. */
function stringsOf(random: Random, size: number): { strings: Uint8Array; at: (n: number) => number } {
  const writer = new ByteWriter();
  writer.number(0, 1);
  const kind = below(random, 3);
  if (kind === 0) {
    const starts: number[] = [];
    for (let n = 0; writer.length < size; n += 1) {
      const text = new TextEncoder().encode(`name${n}`);
      starts.push(writer.length);
      writer.uleb(text.length);
      writer.bytes(text);
    }
    return { strings: writer.view(), at: (n) => starts[n % starts.length] ?? 0 };
  }
  if (kind === 1) {
    writer.uleb(size);
    writer.fill(pick(random, [0x2f, 0x61, 0x01, 0xff]), size);
    return { strings: writer.view(), at: () => 1 };
  }
  // Each pair of bytes is a length; as many bytes follow the last one.
  const length = Math.min(16_000, size / 2);
  const pairs = Math.floor(size / 4);
  for (let n = 0; n < pairs; n += 1) writer.bytes(uleb(length, 2));
  writer.fill(0x61, length);
  return { strings: writer.view(), at: (n) => 1 + (n % pairs) * 2 };
}

/** Each call within the one before it. */
function nodesOf(depth: number): { nodes: Uint8Array; offsets: number[] } {
  const nodes = new ByteWriter();
  const offsets: number[] = [];
  for (let n = 0; n < depth; n += 1) {
    if (n % 8 === 0) offsets.push(nodes.length);
    nodes.uleb(n === 0 ? 0 : 1, n % 8 === 0 ? 0 : 2);
  }
  return { nodes: nodes.view(), offsets };
}

/** Ranges of one byte, all within the innermost call, in files that change with each of them. */
function rowsOf(random: Random, ranges: number, depth: number, files: number): Uint8Array {
  const blocks = new ByteWriter();
  const index = new ByteWriter();
  const changes = once(random, 2);
  for (let n = 0; n < ranges; n += 1) {
    const isFirst = n % BLOCK_RANGES === 0;
    if (isFirst && n > 0) {
      index.number(n, 4);
      index.number(blocks.length, 4);
    }
    const step = isFirst ? 0 : 1;
    blocks.number((isFirst ? 0b111 : changes ? 0b010 : 0) | (step << 3), 1);
    if (isFirst) blocks.uleb(2 * depth, 2 * 1, 2 * 7);
    else if (changes) blocks.uleb(n % 2 === 0 ? 1 : 2);
    blocks.number(0, 1);
  }
  const writer = new ByteWriter();
  writer.uleb((ranges << 4) | 0b1101, 0);
  const list = new ByteWriter();
  for (let n = 1; n < Math.min(files, 50); n += 1) list.uleb(n);
  writer.uleb(list.length);
  writer.bytes(list.view());
  writer.bytes(index.view());
  writer.bytes(blocks.view());
  return writer.view();
}
