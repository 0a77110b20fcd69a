import { checkStatus, setBytes, setNumbers, setSources } from './inputs.ts';
import type { ByteSource } from './inputs.ts';
import { coreFunction, memoryView } from './instance.ts';
import type { CoreInstance } from './instance.ts';
import { pacer } from './pace.ts';
import type { RunOptions } from './pace.ts';
import { readSplitUnits } from './split-units.ts';
import type { SplitUnit } from './split-units.ts';

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
  members: 13,
  run: 14,
  part: 15,
} as const;

const GIVEN_INPUT = { rows: 8, files: 9, functions: 10, bodyFunctions: 11, text: 12 } as const;

const FLAG_WANTED_ONLY = 1;
const FLAG_NO_ARBITRATION = 2;

/** Of the hash tables: a file that knew it could make them slow. The index does not depend on it. */
const KEY_SIZE = 16;

const STEP_DONE = 1;
const STEP_NAMES_WANTED = 2;
const STEP_SPLIT_WANTED = 3;
const STEP_IDENTITY_WANTED = 4;
const STEP_PART_WANTED = 5;
const STEP_MISSING = 6;

/** What an index is made of. All tables are flat lists of numbers below 2^32. */
export interface IndexInputs {
  /** For each body its code-relative start and its length, ascending. */
  readonly bodies: Uint32Array;
  /** The index's identity section, as the format has it. */
  readonly identity: Uint8Array | Promise<Uint8Array>;
  /** Its first 24 bytes, with which the core begins where the rest takes time: hashing the code in another thread is waited for last, then. */
  readonly identityCounts?: Uint8Array | undefined;
  /** For each name: function index, offset in `nameBytes`, length, origin (2 name section, 3 export); by function index, the better name first. */
  readonly names: Uint32Array;
  /** One after the other, they are the bytes that `names` points into. */
  readonly nameBytes: readonly Uint8Array[];
  /** Code-relative addresses, ascending, that alone are to be answered; `null`: all. */
  readonly wanted: Uint32Array | null;
  /** For each diagnostic of the container: code, count, place. */
  readonly notes: Uint32Array;
  readonly debug: ReadonlyMap<CoreDebugSection, CoreSection>;
  /** For the bodies of which `debug` has no rows. Of no use to a core whose output is a part. */
  readonly given?: GivenRows | undefined;
  /** Called with units that split files describe; once, or for chosen addresses twice. Left out: there are no such files. Never called by cores that share a build. */
  readonly split?: ((units: readonly SplitUnit[]) => Promise<SplitInputs>) | undefined;
}

/** Rows that come from elsewhere than DWARF: what `runSourceMapCore` makes, with its names and paths. Files and functions count from 1; 0 is unknown. */
export interface GivenRows {
  /** As the core of source maps writes them. */
  readonly rows: Uint8Array;
  /** Of each file offset and length of its path in `text`. */
  readonly files: Uint32Array;
  /** Of each function offset and length of its name in `text`, file, line. */
  readonly functions: Uint32Array;
  /** Pairs of body and function. */
  readonly bodyFunctions: Uint32Array;
  readonly text: Uint8Array;
}

/** What split files add. The sections are theirs, one behind the other. */
export interface SplitInputs {
  readonly debug: ReadonlyMap<CoreDebugSection, ByteSource>;
  /**
   * For each unit of a package, or each file, eleven numbers: start and length in `.debug_info`, the same in `.debug_types`, starts in `.debug_abbrev`,
   * `.debug_line`, `.debug_str`, `.debug_line_str`, `.debug_str_offsets` and `.debug_rnglists`, 1 if the file is cut off. The parts of the first two ascend and do not overlap.
   */
  readonly members: Uint32Array;
  /** As in {@link IndexInputs}. */
  readonly notes: Uint32Array;
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
  /** Distinct names, and parts of paths, that are kept; functions and files whose name is a further one have none. */
  readonly names: number;
  /** Time in the core; no step begins behind it. A unit in the work is finished. */
  readonly milliseconds: number;
}

const NO_LIMITS: CoreLimits = { units: Infinity, inlineDepth: 1000, names: 2 ** 32 - 1, milliseconds: Infinity };

export interface CoreOptions extends RunOptions {
  /** `false` leaves rows and inline ranges as the file has them, also where tools tore them. For comparisons with other readers. */
  readonly arbitrate?: boolean | undefined;
  readonly limits?: Partial<CoreLimits> | undefined;
}

/** Answers a core that asks for names. Lists are those of `demangleNames`. */
export type Demangle = (names: Uint8Array, signal?: AbortSignal) => Promise<readonly Uint8Array[]>;

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
  demangle: Demangle,
  run?: CoreRun,
): Promise<Uint8Array> {
  setNumbers(core, INPUT.bodies, inputs.bodies);
  setNumbers(core, INPUT.names, inputs.names);
  setBytes(core, INPUT.nameBytes, inputs.nameBytes);
  if (inputs.wanted !== null) setNumbers(core, INPUT.wanted, inputs.wanted);
  setNumbers(core, INPUT.notes, inputs.notes);
  if (inputs.given !== undefined) setGiven(core, inputs.given);
  setBytes(core, INPUT.key, [hashKey(inputs.wanted !== null)]);
  if (run !== undefined) setNumbers(core, INPUT.run, runTable(run));
  for (const [name, { pieces }] of inputs.debug) {
    if (pieces !== undefined) setNumbers(core, DEBUG_INPUTS[name] + PIECES_BEHIND, pieces);
  }
  await setDebug(core, inputs.debug, options.signal);
  setBytes(core, INPUT.identity, [inputs.identityCounts ?? (await inputs.identity)]);

  const wantedOnly = inputs.wanted === null ? 0 : FLAG_WANTED_ONLY;
  const asInFile = options.arbitrate === false ? FLAG_NO_ARBITRATION : 0;
  const limits = { ...NO_LIMITS, ...options.limits };
  const inlineDepth = Math.min(limits.inlineDepth, NO_LIMITS.inlineDepth);
  const names = Math.min(limits.names, NO_LIMITS.names);
  checkStatus(coreFunction(core, 'begin')(wantedOnly | asInFile, inlineDepth, names));
  const status = await runSteps(core, options, limits, {
    demangle,
    split: inputs.split,
    identity: inputs.identity,
    nextPart: run?.nextPart,
  });
  if (status === STEP_MISSING) {
    run?.onMissing?.(output(core));
    return new Uint8Array();
  }
  return output(core);
}

/** Reads debug sections into a core, which does nothing else meanwhile. */
export async function setDebug(
  core: CoreInstance,
  debug: ReadonlyMap<CoreDebugSection, ByteSource>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const sources = [...debug].map(([name, source]) => [DEBUG_INPUTS[name], source] as const);
  await setSources(core, sources, signal);
}

/**
 * Web Crypto takes a fresh Node 3 ms, a tenth of a one-shot answer. There the host's other random numbers do: it seeds them from the system, and nothing that we put out tells of them.
 */
function hashKey(isOneShot: boolean): Uint8Array {
  const key = new Uint8Array(KEY_SIZE);
  return isOneShot ? key.map(() => Math.random() * 256) : crypto.getRandomValues(key);
}

function setGiven(core: CoreInstance, { rows, files, functions, bodyFunctions, text }: GivenRows): void {
  setBytes(core, GIVEN_INPUT.rows, [rows]);
  setNumbers(core, GIVEN_INPUT.files, files);
  setNumbers(core, GIVEN_INPUT.functions, functions);
  setNumbers(core, GIVEN_INPUT.bodyFunctions, bodyFunctions);
  setBytes(core, GIVEN_INPUT.text, [text]);
}

async function runSteps(
  core: CoreInstance,
  options: CoreOptions,
  limits: CoreLimits,
  {
    demangle,
    split,
    identity,
    nextPart,
  }: { demangle: Demangle } & Pick<IndexInputs, 'split' | 'identity'> & Pick<CoreRun, 'nextPart'>,
): Promise<number> {
  const step = coreFunction(core, 'step');
  const done = coreFunction(core, 'progress');
  const total = coreFunction(core, 'total');
  const progress = (): readonly [number, number] => [done() >>> 0, total() >>> 0];
  const pause = pacer(options);
  const isTimed = limits.milliseconds !== Infinity;
  const end = isTimed ? performance.now() + limits.milliseconds : Infinity;
  for (let steps = 0; ; steps += 1) {
    if (steps === limits.units || (isTimed && performance.now() > end)) coreFunction(core, 'cut')();
    const status = checkStatus(step());
    if (status === STEP_MISSING) return status;
    if (status === STEP_DONE) break;
    if (status === STEP_NAMES_WANTED) {
      const answers = await demangle(output(core), options.signal);
      setBytes(core, INPUT.demangled, answers);
    }
    if (status === STEP_SPLIT_WANTED && split !== undefined) {
      const { debug, members, notes } = await split(readSplitUnits(output(core)));
      await setDebug(core, debug, options.signal);
      setNumbers(core, INPUT.members, members);
      setNumbers(core, INPUT.notes, notes);
    }
    if (status === STEP_IDENTITY_WANTED) setBytes(core, INPUT.identity, [await identity]);
    if (status === STEP_PART_WANTED) {
      const part = await nextPart?.();
      // A step without a part says that there is none.
      if (part) setBytes(core, INPUT.part, [part]);
    }
    const paused = pause(progress);
    if (paused !== null) await paused;
  }
  options.onProgress?.(...progress());
  return STEP_DONE;
}

/** A copy of the core's output. */
function output(core: CoreInstance): Uint8Array {
  const length = coreFunction(core, 'output_length')() >>> 0;
  return memoryView(core, coreFunction(core, 'output_pointer')(), length).slice();
}
