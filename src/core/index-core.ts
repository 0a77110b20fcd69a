import { SymbolicationError } from '../errors.ts';
import { demangleCppNames } from './cpp-names.ts';
import { coreFunction, coreLoader, memoryView, outOfMemory } from './instance.ts';
import type { CoreInstance } from './instance.ts';
import { pacer } from './pace.ts';
import type { RunOptions } from './pace.ts';

/** Bytes that are copied into the core piece by piece, so that they are never in memory twice. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `offset` of this source. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** The sections of DWARF that the core reads, by their names in a module. */
export type CoreDebugSection = keyof typeof DEBUG_INPUTS;

const DEBUG_INPUTS = {
  '.debug_info': 16,
  '.debug_abbrev': 17,
  '.debug_line': 18,
  '.debug_str': 19,
  '.debug_line_str': 20,
  '.debug_str_offsets': 21,
  '.debug_addr': 22,
  '.debug_ranges': 23,
  '.debug_rnglists': 24,
  '.debug_types': 25,
} as const;

const INPUT = {
  bodies: 0,
  identity: 1,
  names: 2,
  nameBytes: 3,
  wanted: 4,
  notes: 5,
  demangled: 6,
  key: 7,
  run: 8,
  part: 9,
} as const;

const FLAG_WANTED_ONLY = 1;
const FLAG_NO_ARBITRATION = 2;

/** Of the hash tables: a file that knew it could make them slow. The index does not depend on it. */
const KEY_SIZE = 16;

const STEP_DONE = 1;
const STEP_NAMES_WANTED = 2;
const STEP_PART_WANTED = 3;
const STEP_MISSING = 4;

const COPY_SIZE = 1024 * 1024;

/** What an index is made of. All tables are flat lists of numbers below 2^32. */
export interface IndexInputs {
  /** For each body its code-relative start and its length, ascending. */
  readonly bodies: Uint32Array;
  /** The index's identity section, as the format has it. */
  readonly identity: Uint8Array;
  /** For each name: function index, offset in `nameBytes`, length, origin (2 name section, 3 export); by function index, the better name first. */
  readonly names: Uint32Array;
  /** One after the other, they are the bytes that `names` points into. */
  readonly nameBytes: readonly Uint8Array[];
  /** Code-relative addresses, ascending, that alone are to be answered; `null`: all. */
  readonly wanted: Uint32Array | null;
  /** For each diagnostic of the container: code, count, place. */
  readonly notes: Uint32Array;
  readonly debug: ReadonlyMap<CoreDebugSection, CoreSection>;
}

/** A build in parts: which units this core reads, and what becomes of them. Only the core with parts (part-core.ts) knows of it. */
export interface CoreRun {
  /** Offsets in `.debug_info`: of the units that start in `[from, to)`. */
  readonly from: number;
  readonly to: number;
  /** Gives the next part for a core that goes on with the parts of others, `null` behind the last; left out: the output is a part. */
  readonly nextPart?: (() => Promise<Uint8Array | null>) | undefined;
  /** The line programs that are given, and no units. */
  readonly linesOnly?: boolean | undefined;
  /** What is missing of sections that are given in pieces is left out: it does not exist, or a limit is reached. */
  readonly leavesOut?: 'missing' | 'limited' | undefined;
  /** Bytes of all debug sections, where they are not given. */
  readonly debugBytes?: number | undefined;
  /** Takes the list of what is missing of sections that are given in pieces; the run is then over, and gives no bytes. */
  readonly onMissing?: ((list: Uint8Array) => void) | undefined;
}

/** What a core is given of a section. */
export interface CoreSection extends ByteSource {
  /** The pieces that the source has of the section, one behind the other: for each its offset (low and high word) and length; last the section's size, with length 0. */
  readonly pieces?: Uint32Array | undefined;
}

/** Bounds on what one build takes. What a limit cut is counted in the index (`limit-reached`); the rest of the answer holds. */
export interface CoreLimits {
  /** Units of DWARF (compilation units, and line tables without one) that are read. */
  readonly units: number;
  /** Nesting of inlined calls; deeper ones count to the call around them. The reader of an index gives 1,000 at most. */
  readonly inlineDepth: number;
  /** Time in the core; no step begins behind it. A unit in the work is finished. */
  readonly milliseconds: number;
}

const NO_LIMITS: CoreLimits = { units: Infinity, inlineDepth: 1000, milliseconds: Infinity };

export interface CoreOptions extends RunOptions {
  /** `false` leaves rows and inline ranges as the file has them, also where tools tore them. For comparisons with other readers. */
  readonly arbitrate?: boolean | undefined;
  readonly limits?: Partial<CoreLimits> | undefined;
}

const loadIndexCore = coreLoader(() => import('../../native/pkg/gimli_wasm_bg.wasm'));

/**
 * Builds a symbol index in an instance of its own.
 * @param load only the tests give another core
 * @throws SymbolicationError `core-out-of-memory`, `core-failed`, `invalid-argument`, and what the sources throw; the signal's reason when it aborts
 */
export async function runIndexCore(
  inputs: IndexInputs,
  options: CoreOptions = {},
  load: () => Promise<CoreInstance> = loadIndexCore,
): Promise<Uint8Array> {
  return runCore(await load(), inputs, options);
}

const ROLE_PART = 1;
const ROLE_MERGE = 2;
const ROLE_LINES = 3;
const LEAVES_OUT = { missing: 0x100, limited: 0x300 } as const;

/** Inputs of the sections' pieces count from here as those of the sections themselves do. */
const PIECES_BEHIND = 16;

function runTable({ from, to, nextPart, linesOnly, leavesOut, debugBytes = 0 }: CoreRun): Uint32Array {
  const words = (offset: number): [number, number] => [offset % 2 ** 32, Math.floor(offset / 2 ** 32)];
  const role = linesOnly === true ? ROLE_LINES : nextPart === undefined ? ROLE_PART : ROLE_MERGE;
  const flags = leavesOut === undefined ? 0 : LEAVES_OUT[leavesOut];
  return Uint32Array.of(...words(from), ...words(to), role | flags, Math.min(debugBytes, 2 ** 32 - 1));
}

/** Gives a core its inputs, and takes its steps to the end. */
export async function runCore(
  core: CoreInstance,
  inputs: IndexInputs,
  options: CoreOptions,
  run?: CoreRun,
): Promise<Uint8Array> {
  setNumbers(core, INPUT.bodies, inputs.bodies);
  setBytes(core, INPUT.identity, [inputs.identity]);
  setNumbers(core, INPUT.names, inputs.names);
  setBytes(core, INPUT.nameBytes, inputs.nameBytes);
  if (inputs.wanted !== null) setNumbers(core, INPUT.wanted, inputs.wanted);
  setNumbers(core, INPUT.notes, inputs.notes);
  setBytes(core, INPUT.key, [crypto.getRandomValues(new Uint8Array(KEY_SIZE))]);
  if (run !== undefined) setNumbers(core, INPUT.run, runTable(run));
  for (const [name, source] of inputs.debug) {
    const input = DEBUG_INPUTS[name];
    if (source.pieces !== undefined) setNumbers(core, input + PIECES_BEHIND, source.pieces);
    await copySource(core, input, source, options.signal);
  }

  const wantedOnly = inputs.wanted === null ? 0 : FLAG_WANTED_ONLY;
  const asInFile = options.arbitrate === false ? FLAG_NO_ARBITRATION : 0;
  const limits = { ...NO_LIMITS, ...options.limits };
  checkStatus(coreFunction(core, 'begin')(wantedOnly | asInFile, Math.min(limits.inlineDepth, NO_LIMITS.inlineDepth)));
  const status = await runSteps(core, options, limits, run?.nextPart);
  if (status === STEP_MISSING) {
    run?.onMissing?.(output(core));
    return new Uint8Array();
  }
  return output(core);
}

async function runSteps(
  core: CoreInstance,
  options: CoreOptions,
  limits: CoreLimits,
  nextPart: CoreRun['nextPart'],
): Promise<number> {
  const step = coreFunction(core, 'step');
  const done = coreFunction(core, 'progress');
  const total = coreFunction(core, 'total');
  const progress = (): readonly [number, number] => [done() >>> 0, total() >>> 0];
  const pause = pacer(options);
  const end = performance.now() + limits.milliseconds;
  for (let steps = 0; ; steps += 1) {
    if (steps === limits.units || performance.now() > end) coreFunction(core, 'cut')();
    const status = checkStatus(step());
    if (status === STEP_MISSING) return status;
    if (status === STEP_DONE) break;
    if (status === STEP_NAMES_WANTED) {
      const answers = await demangleCppNames(output(core), options.signal);
      setBytes(core, INPUT.demangled, answers);
    }
    if (status === STEP_PART_WANTED) {
      const part = await nextPart?.();
      // A step without a part says that there is none.
      if (part) setBytes(core, INPUT.part, [part]);
    }
    await pause(progress);
  }
  options.onProgress?.(...progress());
  return STEP_DONE;
}

/** The status itself, unless it is an error. */
function checkStatus(status: number): number {
  if (status >= 0) return status;
  switch (status) {
    case -1:
      throw outOfMemory();
    case -2:
      throw new SymbolicationError('invalid-argument', 'The tables given to the core do not hold together.');
    case -4:
      throw new SymbolicationError(
        'core-out-of-memory',
        'The symbol index would exceed 4 GiB, the limit of its format.',
      );
    default:
      throw new SymbolicationError('core-failed', `The core stopped on this module (status ${status}).`);
  }
}

/** A copy of the core's output. */
function output(core: CoreInstance): Uint8Array {
  const length = coreFunction(core, 'output_length')() >>> 0;
  return memoryView(core, coreFunction(core, 'output_pointer')(), length).slice();
}

/** Room for an input in the core's memory. The pointer is unsigned. */
function reserve(core: CoreInstance, input: number, length: number): number {
  if (length >= 2 ** 32) throw outOfMemory();
  const pointer = coreFunction(core, 'reserve')(input, length) >>> 0;
  if (pointer === 0 && length > 0) throw outOfMemory();
  return pointer;
}

function setBytes(core: CoreInstance, input: number, parts: readonly Uint8Array[]): void {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const view = memoryView(core, reserve(core, input, length), length);
  let at = 0;
  for (const part of parts) {
    view.set(part, at);
    at += part.length;
  }
}

/** Little-endian by `DataView`, as the host need not be. */
function setNumbers(core: CoreInstance, input: number, numbers: Uint32Array): void {
  const room = memoryView(core, reserve(core, input, numbers.byteLength), numbers.byteLength);
  const view = new DataView(room.buffer, room.byteOffset, room.byteLength);
  numbers.forEach((number, index) => {
    view.setUint32(index * 4, number, true);
  });
}

async function copySource(
  core: CoreInstance,
  input: number,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<void> {
  const pointer = reserve(core, input, source.size);
  for (let at = 0; at < source.size; at += COPY_SIZE) {
    signal?.throwIfAborted();
    const bytes = await source.read(at, Math.min(COPY_SIZE, source.size - at));
    memoryView(core, pointer + at, bytes.length).set(bytes);
  }
}
