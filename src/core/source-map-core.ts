import { SymbolicationError } from '../errors.ts';
import { builtCores } from './built-cores.ts';
import { coreFunction, memoryView, outOfMemory } from './instance.ts';
import type { CoreFunction, CoreInstance } from './instance.ts';
import { pacer } from './pace.ts';
import type { RunOptions } from './pace.ts';

const INPUT = { bodies: 0, wanted: 1, sourceLines: 2, text: 3 } as const;
const OUTPUT = { rows: 0, sources: 1, functions: 2, bodyFunctions: 3, bodyNames: 4, sample: 5, counts: 6 } as const;

const FLAG_WANTED_ONLY = 1;
const SECTION_SCOPES = 1;
const SECTION_EXACT = 2;
const READ_ONCE_MORE = 1;
const READ_MALFORMED = 2;

/** Characters of a section that are given to the core at once. Small, so that the text is never in memory twice, and V8 gets calls between which to optimise. */
const CHUNK = 64 * 1024;

/** UTF-8 makes three bytes of a character at most; honest text is ASCII. */
const BYTES_A_CHARACTER = 3;

/** In the table of lines: the source is `null`. */
const NULL_SOURCE = 0xffffffff;

const BEHIND_ALL = 0xffffffff;

/** A section of a map, as the core reads it: without what of JSON it does not need. */
export interface CoreMapSection {
  /** Generated line and column of its start. */
  readonly line: number;
  readonly column: number;
  readonly mappings: string;
  readonly scopes: string | null;
  readonly firstSource: number;
  readonly sourceCount: number;
  readonly firstName: number;
  readonly nameCount: number;
  /** Code on a segment of one number has no place; else it keeps that of the code in front of it, as an approximate one. */
  readonly isExact: boolean;
}

export interface SourceMapInputs {
  /** For each body its code-relative start and its length, ascending. */
  readonly bodies: Uint32Array;
  /** Code-relative addresses that alone are to be answered; `null`: all. */
  readonly wanted: Uint32Array | null;
  /** Module-file offset of code-relative address 0. */
  readonly codeStart: number;
  /** By start. */
  readonly sections: readonly CoreMapSection[];
  /** Of each source the lines of its text, 0 where there is none; `null`: the map does not say what source it is. */
  readonly sourceLines: readonly (number | null)[];
  /** Nesting of inlined calls; deeper ones count to the call around them. */
  readonly inlineDepth: number;
}

/** What the core made of a map; the tables are those of native/source-map/src/lib.rs. */
export interface SourceMapRows {
  readonly rows: Uint8Array;
  /** Numbers of the map's sources that the rows use. */
  readonly sources: Uint32Array;
  /** Triples of name (from 1, 0: none), file (from 1, in `sources`), line. */
  readonly functions: Uint32Array;
  /** Pairs of body and function (from 1). */
  readonly bodyFunctions: Uint32Array;
  /** Pairs of body and name (from 1). */
  readonly bodyNames: Uint32Array;
  /** Pairs of body and code-relative address. */
  readonly sample: Uint32Array;
  readonly counts: SourceMapCounts;
}

export interface SourceMapCounts {
  /** Segments with a place that lie in a body, or right at its end. */
  readonly inside: number;
  /** Such segments elsewhere. */
  readonly outside: number;
  /** Segments on other generated lines than the first. */
  readonly onOtherLines: number;
  /** Segments whose source the map does not list. */
  readonly unknownSources: number;
  /** Segments whose line the embedded source does not have. */
  readonly linesOutside: number;
  /** Segments with a name, but for one a body; and those of them that bear the name that most of their body do. */
  readonly named: number;
  readonly agreeing: number;
  /** Sections whose scopes do not hold together. */
  readonly malformedScopes: number;
  /** Inlined calls that are nested too deep. */
  readonly tooDeep: number;
}

/**
 * Reads the mappings and scopes of a map into rows of an index, in an instance of its own.
 * @throws SymbolicationError `malformed-source-map` with the place of what cannot be read, `core-out-of-memory`, `core-failed`; the signal's reason when it aborts
 */
export async function runSourceMapCore(inputs: SourceMapInputs, options: RunOptions = {}): Promise<SourceMapRows> {
  const core = await builtCores.sourceMap();
  const { sections, wanted, sourceLines } = inputs;
  setNumbers(core, INPUT.bodies, inputs.bodies);
  if (wanted !== null) setNumbers(core, INPUT.wanted, wanted);
  setNumbers(
    core,
    INPUT.sourceLines,
    Uint32Array.from(sourceLines, (lines) => lines ?? NULL_SOURCE),
  );
  const begun = coreFunction(core, 'begin')(
    wanted === null ? 0 : FLAG_WANTED_ONLY,
    inputs.codeStart,
    inputs.inlineDepth,
  );
  if (begun < 0) throw new SymbolicationError('invalid-argument', 'The tables given to the core do not hold together.');
  const pause = pacer(options);
  for (const isScopes of [true, false]) {
    for (const [number, section] of sections.entries()) {
      const text = isScopes ? section.scopes : section.mappings;
      // Scopes of other lines are about no code, while mappings there are counted.
      if (text === null || text === '' || (isScopes && section.line > 0)) continue;
      startSection(core, section, sections[number + 1], isScopes);
      const place: SectionPlace = { number, count: sections.length };
      // The second time the core sorts.
      if (await readText(core, text, pause, place)) await readText(core, text, pause, place);
      coreFunction(core, 'end_section')();
    }
  }
  coreFunction(core, 'finish')();
  return outputs(core);
}

function startSection(
  core: CoreInstance,
  { line, column, firstSource, sourceCount, firstName, nameCount, isExact }: CoreMapSection,
  next: CoreMapSection | undefined,
  isScopes: boolean,
): void {
  const end = next?.line === line ? next.column : BEHIND_ALL;
  const numbers = [line, column, end, firstSource, sourceCount, firstName, nameCount].map((n) =>
    Math.min(n, BEHIND_ALL),
  );
  coreFunction(core, 'start')((isScopes ? SECTION_SCOPES : 0) | (isExact ? SECTION_EXACT : 0), ...numbers);
}

interface SectionPlace {
  readonly number: number;
  readonly count: number;
}

/** Gives the core a section's text. True if it wants it once more. */
async function readText(
  core: CoreInstance,
  text: string,
  pause: ReturnType<typeof pacer>,
  { number, count }: SectionPlace,
): Promise<boolean> {
  const read = coreFunction(core, 'read');
  const encoder = new TextEncoder();
  let room: Uint8Array = new Uint8Array(0);
  let capacity = 0;
  for (let start = 0; start < text.length;) {
    const end = chunkEnd(text, start);
    const wanted = (end - start) * BYTES_A_CHARACTER;
    if (wanted > capacity) {
      room = reserve(core, INPUT.text, wanted);
      capacity = wanted;
    } else if (room.length === 0) {
      // The core's memory has grown, so that its buffer is another.
      room = reserve(core, INPUT.text, capacity);
    }
    const { written } = encoder.encodeInto(text.slice(start, end), room);
    const status = read(written);
    if (status === READ_MALFORMED) throw malformedMappings(coreFunction(core, 'fault'), number, count);
    if (status === READ_ONCE_MORE) return true;
    if (status < 0)
      throw new SymbolicationError('core-failed', `The core stopped on this source map (status ${status}).`);
    const paused = pause(() => [number, count]);
    if (paused !== null) await paused;
    start = end;
  }
  return false;
}

/** Behind the last separator of a chunk; where there is none (no honest text), behind the next. */
function chunkEnd(text: string, start: number): number {
  const end = start + CHUNK;
  if (end >= text.length) return text.length;
  const chunk = text.slice(start, end);
  // Semicolons are rare: looking for one too takes as long as all the rest.
  const comma = chunk.lastIndexOf(',');
  const last = comma < 0 ? chunk.lastIndexOf(';') : comma;
  if (last >= 0) return start + last + 1;
  const next = text.slice(end).search(/[,;]/);
  return next < 0 ? text.length : end + next + 1;
}

/** By number of the core's `Fault`. */
const FAULTS = [
  '',
  'a character that is no digit of base64',
  'a number that is cut off',
  'a number of more than 32 bits',
  'a segment has one, four or five numbers',
  'a column below 0, or of more than 32 bits',
];

function malformedMappings(fault: CoreFunction, section: number, sectionCount: number): SymbolicationError {
  const [kind, line, segment, character] = [0, 1, 2, 3].map((number) => fault(number) >>> 0);
  const where = sectionCount === 1 ? '' : ` of section ${section}`;
  return new SymbolicationError(
    'malformed-source-map',
    `The mappings${where} cannot be read at line ${line}, segment ${segment}, character ${character} (all counted from 0): ${FAULTS[kind ?? 0]}.`,
  );
}

function outputs(core: CoreInstance): SourceMapRows {
  const counts = numbersOf(core, OUTPUT.counts);
  const count = (at: number): number => counts[at] ?? 0;
  return {
    rows: bytesOf(core, OUTPUT.rows).slice(),
    sources: numbersOf(core, OUTPUT.sources),
    functions: numbersOf(core, OUTPUT.functions),
    bodyFunctions: numbersOf(core, OUTPUT.bodyFunctions),
    bodyNames: numbersOf(core, OUTPUT.bodyNames),
    sample: numbersOf(core, OUTPUT.sample),
    counts: {
      inside: count(0),
      outside: count(1),
      onOtherLines: count(2),
      unknownSources: count(3),
      linesOutside: count(4),
      named: count(5),
      agreeing: count(6),
      malformedScopes: count(7),
      tooDeep: count(8),
    },
  };
}

function bytesOf(core: CoreInstance, output: number): Uint8Array {
  const length = coreFunction(core, 'output_length')(output) >>> 0;
  return memoryView(core, coreFunction(core, 'output_pointer')(output), length);
}

/** Little-endian by `DataView`, as the host need not be. */
function numbersOf(core: CoreInstance, output: number): Uint32Array {
  const bytes = bytesOf(core, output);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, at) => view.getUint32(at * 4, true));
}

function reserve(core: CoreInstance, input: number, length: number): Uint8Array {
  const pointer = coreFunction(core, 'reserve')(input, length) >>> 0;
  if (pointer === 0 && length > 0) throw outOfMemory();
  return memoryView(core, pointer, length);
}

function setNumbers(core: CoreInstance, input: number, numbers: Uint32Array): void {
  const room = reserve(core, input, numbers.byteLength);
  const view = new DataView(room.buffer, room.byteOffset, room.byteLength);
  numbers.forEach((number, at) => {
    view.setUint32(at * 4, number, true);
  });
}
