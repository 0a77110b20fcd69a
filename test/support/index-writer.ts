/**
 * An encoder of symbol indexes for tests, written from the specification in native/src/format.rs alone: it shares nothing
 * with the core's writer or with the reader, so that either is tested against the page and not against itself.
 */

export interface RangeDescription {
  /** Code-relative address of the first byte. */
  readonly start: number;
  /** Node id, 0 for the body's own code. */
  readonly node?: number;
  /** File id. */
  readonly file?: number;
  readonly line?: number;
  readonly column?: number;
}

export interface BodyDescription {
  readonly start: number;
  readonly length: number;
  readonly function?: number;
  readonly wasmName?: string;
  /** 1 DWARF, 2 source map. */
  readonly origin?: number;
  /** Absent: the body has no rows. */
  readonly ranges?: readonly RangeDescription[];
  /** Of a body without rows in a partial index: it was asked for. */
  readonly wanted?: boolean;
}

/** Lists count from id 1; `nodes` give their caller's id, 0 for the body's function. */
export interface IndexDescription {
  readonly flags?: number;
  readonly codeStart?: number;
  readonly codeSize: number;
  readonly moduleSize?: bigint;
  readonly importedFunctions?: number;
  readonly exportedFunctions?: number;
  readonly codeHash?: readonly number[];
  readonly buildId?: readonly number[];
  readonly moduleName?: string;
  readonly files?: readonly { compDir?: string; directory?: string; name?: string }[];
  readonly functions?: readonly {
    linkage?: string;
    display?: string;
    file?: number;
    line?: number;
    origin?: number;
    language?: number;
  }[];
  readonly callSites?: readonly { function: number; file: number; line: number; column: number }[];
  readonly nodes?: readonly { caller: number; callSite: number }[];
  readonly bodies?: readonly BodyDescription[];
  readonly diagnostics?: readonly { code: number; count: number; place: number }[];
}

const NO_ROWS = 0;
const NO_ROWS_THOUGH_WANTED = 1;
const ROWS_BIAS = 2;
const BLOCK_RANGES = 16;
const NODE_GROUP = 8;

/** The whole index file of a description. */
export function writeIndex(description: IndexDescription): Uint8Array {
  const strings = new StringTable();
  const { files = [], functions = [], callSites = [], bodies = [], diagnostics = [] } = description;

  const rows: number[] = [];
  const bodyRecords = bodies.map((body) => {
    const without = body.wanted ? NO_ROWS_THOUGH_WANTED : NO_ROWS;
    const at = body.ranges === undefined ? without : ROWS_BIAS + rows.length;
    if (body.ranges !== undefined) rows.push(...rowsOf(body, body.ranges));
    return [body.start, body.length, body.function ?? 0, strings.add(body.wasmName), at];
  });
  const functionRecords = functions.map((each) => [
    strings.add(each.linkage),
    strings.add(each.display),
    each.file ?? 0,
    each.line ?? 0,
    (each.origin ?? 1) | ((each.language ?? 0) << 8),
  ]);
  const fileRecords = files.map((each) => [each.compDir, each.directory, each.name].map((part) => strings.add(part)));
  const { offsets, nodes } = nodesOf(description.nodes ?? []);

  return assemble(description.flags ?? 0, [
    { tag: 1, bytes: identityOf(description), count: 1 },
    ...columns(2, 5, bodyRecords),
    ...columns(7, 5, [[0, 0, 0, 0, 0], ...functionRecords]),
    ...columns(12, 3, [[0, 0, 0], ...fileRecords]),
    ...columns(
      15,
      4,
      callSites.map((site) => [site.function, site.file, site.line, site.column]),
    ),
    { tag: 19, bytes: rows, count: bodies.reduce((sum, body) => sum + (body.ranges?.length ?? 0), 0) },
    column(20, offsets),
    { tag: 21, bytes: nodes, count: description.nodes?.length ?? 0 },
    { tag: 22, bytes: strings.bytes, count: strings.count },
    {
      tag: 23,
      bytes: u32s(diagnostics.flatMap((each) => [each.code, each.count, each.place])),
      count: diagnostics.length,
    },
  ]);
}

/** The columns of a table, of ascending tags. */
export function columns(tag: number, width: number, records: readonly (readonly number[])[]): SectionDescription[] {
  return Array.from({ length: width }, (_, at) =>
    column(
      tag + at,
      records.map((record) => record[at] ?? 0),
    ),
  );
}

function column(tag: number, numbers: readonly number[]): SectionDescription {
  const most = Math.max(0, ...numbers);
  const width = most === 0 ? 0 : most < 0x100 ? 1 : most < 0x10000 ? 2 : 4;
  return { tag, bytes: numbers.flatMap((number) => u32s([number]).slice(0, width)), count: numbers.length };
}

export interface SectionDescription {
  readonly tag: number;
  readonly bytes: readonly number[];
  readonly count: number;
}

/** Header, directory and sections with their padding. */
export function assemble(flags: number, sections: readonly SectionDescription[]): Uint8Array {
  const directory: number[] = [];
  const contents: number[] = [];
  const contentsStart = 24 + sections.length * 16;
  for (const { tag, bytes, count } of sections) {
    directory.push(...u32s([tag, contentsStart + contents.length, bytes.length, count]));
    contents.push(...bytes);
    while (contents.length % 4 !== 0) contents.push(0);
  }
  const length = contentsStart + contents.length;
  const checked = [...u32s([sections.length, 0]), ...directory, ...contents];
  const magic = [0x77, 0x73, 0x79, 0x6d];
  return Uint8Array.from([...magic, 1, 0, flags, 0, ...u32s([length, checksum(checked)]), ...checked]);
}

/** FNV-1a over little-endian words. */
export function checksum(bytes: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at += 4) {
    const word = [0, 1, 2, 3].reduce((sum, byte) => sum + (bytes[at + byte] ?? 0) * 256 ** byte, 0);
    hash = Number((BigInt((hash ^ word) >>> 0) * 0x01000193n) & 0xffffffffn);
  }
  return hash;
}

function rowsOf(body: BodyDescription, ranges: readonly RangeDescription[]): number[] {
  const files = [...new Set(ranges.map((range) => range.file ?? 0))].filter((file) => file !== 0);
  const nodes = ranges.map((range) => range.node ?? 0).filter((node) => node !== 0);
  const nodeBase = nodes.length === 0 ? 0 : Math.min(...nodes) - 1;
  const blocks: number[] = [];
  const table: number[] = [];
  for (let from = 0; from < ranges.length; from += BLOCK_RANGES) {
    const block = ranges.slice(from, from + BLOCK_RANGES);
    let before = { start: body.start, node: 0, file: 0, line: 0 };
    if (from > 0) {
      before = { ...before, start: block[0]?.start ?? 0 };
      table.push(before.start - body.start, blocks.length);
    }
    for (const range of block) {
      const node = range.node ? range.node - nodeBase : 0;
      const file = range.file ? files.indexOf(range.file) + 1 : 0;
      const line = range.line ?? 0;
      const step = range.start - before.start;
      const steps = [node - before.node, file - before.file, line - before.line];
      const flags = steps.reduce((sum, each, bit) => sum | (each === 0 ? 0 : 1 << bit), 0);
      blocks.push(flags | (Math.min(step, 31) << 3));
      if (step >= 31) blocks.push(...varint(step - 31));
      for (const each of steps) if (each !== 0) blocks.push(...zigzag(each));
      blocks.push(...varint(range.column ?? 0));
      before = { start: range.start, node, file, line };
    }
  }
  const wide = table.some((number) => number > 0xffff);
  return [
    ...varint((ranges.length << 4) | (wide ? 8 : 0) | (nodes.length > 0 ? 4 : 0) | (body.origin ?? 1)),
    ...(nodes.length > 0 ? varint(nodeBase) : []),
    ...varint(files.flatMap(varint).length),
    ...files.flatMap(varint),
    ...table.flatMap((number) => u32s([number]).slice(0, wide ? 4 : 2)),
    ...blocks,
  ];
}

function nodesOf(list: readonly { caller: number; callSite: number }[]): { offsets: number[]; nodes: number[] } {
  const offsets: number[] = [];
  const nodes: number[] = [];
  let siteBefore = 0;
  list.forEach(({ caller, callSite }, at) => {
    if (at % NODE_GROUP === 0) {
      offsets.push(nodes.length);
      siteBefore = 0;
    }
    nodes.push(...varint(caller === 0 ? 0 : at + 1 - caller), ...zigzag(callSite - siteBefore));
    siteBefore = callSite;
  });
  return { offsets, nodes };
}

function identityOf(description: IndexDescription): number[] {
  const moduleSize = description.moduleSize ?? 0n;
  return [
    ...u32s([description.codeStart ?? 0, description.codeSize]),
    ...u32s([Number(moduleSize & 0xffffffffn), Number(moduleSize >> 32n)]),
    ...u32s([description.importedFunctions ?? 0, description.exportedFunctions ?? 0]),
    ...[
      description.codeHash ?? [],
      description.buildId ?? [],
      new TextEncoder().encode(description.moduleName ?? ''),
    ].flatMap((run) => [...u32s([run.length]), ...run]),
  ];
}

class StringTable {
  readonly bytes = [0];
  count = 1;
  readonly #offsets = new Map<string, number>([['', 0]]);

  add(text = ''): number {
    const known = this.#offsets.get(text);
    if (known !== undefined) return known;
    const offset = this.bytes.length;
    const utf8 = new TextEncoder().encode(text);
    this.bytes.push(...varint(utf8.length), ...utf8);
    this.count++;
    this.#offsets.set(text, offset);
    return offset;
  }
}

export function u32s(values: readonly number[]): number[] {
  return values.flatMap((value) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff));
}

export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

/** Steps wrap at 32 bits. */
function zigzag(step: number): number[] {
  const value = step | 0;
  return varint(value < 0 ? -2 * value - 1 : 2 * value);
}
