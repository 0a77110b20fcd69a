import { readBuildIdSection } from '../container/build-id.ts';
import { readLink } from '../container/links.ts';
import { customSections } from '../container/module.ts';
import type { ModuleLayout } from '../container/module.ts';
import { missingDebugSections } from '../container/missing-sections.ts';
import {
  NOTE_COMPANION_MISSING,
  NOTE_DWARF_SHIFTED,
  NOTE_LIMIT_REACHED,
  NOTE_SECTION_MISSING,
} from '../container/notes.ts';
import type { Note } from '../container/notes.ts';
import type { ModuleInput } from '../container/open-reader.ts';
import type { ByteSource } from '../core/inputs.ts';
import type { CoreDebugSection, CoreLimits, CoreOptions } from '../core/run-core.ts';
import type { SplitUnit } from '../core/split-units.ts';
import { dwarfTexts, NO_SOURCES, readDwarfSources } from '../dwarf-sources/dwarf-sources.ts';
import { SymbolicationError } from '../errors.ts';
import { addSources } from '../reduce/add-sources.ts';
import { reduceIndex, type ReduceOptions } from '../reduce/reduce-index.ts';
import { pathMapping } from '../paths/path-options.ts';
import { embeddedSources } from '../source-context/embedded-sources.ts';
import type { SourceReader } from '../source-context/source-context.ts';
import { sourceTextsOf } from '../source-map/source-texts.ts';
import { withBodyStarts } from '../reduce/body-starts.ts';
import { isDwarfStale } from '../reduce/stale-dwarf.ts';
import type { Companions } from './companions.ts';
import { type Cores, coresFor } from './cores.ts';
import { takeDebugAhead } from './debug-ahead.ts';
import { debugSource } from './debug-source.ts';
import { sectionSources } from './section-sources.ts';
import { identityBytes, identityCounts, NO_FILE_IDENTITY, readFileIdentity } from './identity.ts';
import { movedAddresses } from './moved-addresses.ts';
import { nameTable } from './name-table.ts';
import { isOpenModule, openModule } from './open-module.ts';
import type { OpenModule } from './open-module.ts';
import { readMapRows } from './source-map-rows.ts';
import { equalNumbers } from './same-code.ts';
import { startsByWalrus } from './shifted-dwarf.ts';
import { SplitSources } from './split-sources.ts';

/** Bounds on what one build takes from a module. What a limit cut is counted in the index (`limit-reached`). */
export interface BuildLimits extends CoreLimits {
  /** Bytes of DWARF; a module with more is answered by its names alone. */
  readonly debugBytes: number;
  /**
   * Bytes that debug sections and the cores that read them take at once, about. What needs more is read part by part: the index is the same, byte for byte, and takes two to four times
   * as long. A unit that alone needs more is left out (`limit-reached`). On top of it comes the index while it is made, some four times its size, and what every
   * build holds of the module: bodies and names. Left out: as much as it takes, but part by part where one core could not hold it. With split files (`companions.split`) it has no
   * effect, as they are read in one piece with the module; where a build is done part by part, `companions.findSplit` is not asked, and its units count as `split-missing`.
   */
  readonly memory: number;
}

/** Real modules of 1 GB stay far below. */
const DEFAULT_DEBUG_BYTES = 16 * 2 ** 30;

/** Of a build that one core does: the sections that are read are a part of a file, and 4 GiB is all that a core can hold. */
const ONE_PIECE_DEBUG_BYTES = 3 * 2 ** 30;

/** As the core has it. */
const MAX_INLINE_DEPTH = 1000;

export interface BuildOptions extends Omit<CoreOptions, 'limits'>, ReduceOptions {
  /**
   * Module-file offsets, in any order, that alone the index is to answer: debug information of other functions is passed over. Offsets
   * outside the code section are ignored. Such a partial index carries no code hash. Left out: everything.
   */
  readonly offsets?: readonly number[] | undefined;
  readonly limits?: Partial<BuildLimits> | undefined;
  /** Other files that describe the module. */
  readonly companions?: Companions | undefined;
  /** Where the texts come from that `contents: 'sources'` adds besides those that DWARF 5 and the source map embed; asked by mapped path. */
  readonly sources?: SourceReader | undefined;
  /**
   * Threads that may share the build of a whole index, this one included; default 1. The index is the same, byte for byte, unless a limit cuts something. Each holds the debug
   * sections in a memory of its own. Of small modules (2 MB of `.debug_info` a thread), of builds with `offsets`, `limits.units`, `limits.memory` or companions for split
   * files, and on a host without threads, or where dist/part-worker.js is not beside the package's other files, this thread does all the work.
   */
  readonly workers?: number | undefined;
}

/**
 * Builds the symbol index of a module: the bytes that `openIndex` of wasm-symbolicate/lookup reads. The same input gives the same bytes.
 * @throws SymbolicationError `unreadable-input`, `not-a-module`, `component`, `malformed-module`, `malformed-source-map`, `invalid-argument`,
 * `core-out-of-memory`, `core-failed`; the signal's reason when it aborts. Damaged debug information is no error but a diagnostic of the index.
 */
export async function buildIndex(input: ModuleInput | OpenModule, options: BuildOptions = {}): Promise<Uint8Array> {
  const { workers = 1 } = options;
  if (!Number.isInteger(workers) || workers < 1) {
    throw new SymbolicationError('invalid-argument', `A number of workers is an integer ≥ 1, not ${workers}.`);
  }
  if (isOpenModule(input)) return buildFrom(input, options);
  const module = await openModule(input, options);
  try {
    return await buildFrom(module, options);
  } finally {
    await module.close();
  }
}

async function buildFrom(module: OpenModule, options: BuildOptions): Promise<Uint8Array> {
  const { layout, nameSection, exports } = module;
  const wanted = options.offsets === undefined ? null : wantedAddresses(options.offsets, module);
  // A partial index is used once and not kept, so that nobody asks for its identity: not worth reading all code.
  const identity = readFileIdentity(module, wanted === null, options.signal);
  // Other threads hash while this one copies. Whoever fails before it is waited for must not leave its failure to nobody.
  identity.catch(() => undefined);
  const companions = options.companions ?? {};
  const source = await debugSource(module, companions.dwarf, options.signal);
  const debug = source.layout === null ? new Map<CoreDebugSection, ByteSource>() : sectionSources(source.layout);
  const debugBytes = [...debug.values()].reduce((sum, { size }) => sum + size, 0);
  const isTooLarge = debugBytes > (options.limits?.debugBytes ?? defaultDebugBytes(companions));
  if (isTooLarge) debug.clear();
  const ahead = source.layout === null || isTooLarge ? null : takeDebugAhead(source.layout);
  const cores = coresFor(debug, options, ahead);
  const split = new SplitSources(companions, (options.limits?.debugBytes ?? ONE_PIECE_DEBUG_BYTES) - debugBytes);
  try {
    const { names, nameBytes, nameNotes, sources } = nameTable(module, {
      fuller: source.names,
      symbolLists: companions.symbolLists,
      wanted: wanted === null ? null : bodiesAt(wanted, module),
    });
    const notes = [
      ...layout.notes,
      ...nameSection.notes,
      ...exports.notes,
      ...module.symbolTable.notes,
      ...source.notes,
      ...(await missingSectionNotes(source.layout)),
      ...(await missingMapNotes(layout, debug.size > 0 || companions.sourceMap !== undefined)),
      ...nameNotes,
      ...(isTooLarge ? [{ code: NOTE_LIMIT_REACHED, count: 1, place: 0 }] : []),
    ];
    const bodies = interleaved(module.bodyStarts, module.bodyLengths);
    const { sourceMap } = companions;
    const buildId = sourceMap === undefined ? null : ((await readBuildIdSection(layout))?.id ?? null);
    const reading = { bodies, wanted, buildId, inlineDepth: options.limits?.inlineDepth ?? MAX_INLINE_DEPTH, options };
    const ofMap = sourceMap === undefined ? null : await readMapRows(module, sourceMap, reading);
    notes.push(...(ofMap?.notes ?? []));
    const identitySection = identity.then((read) => identityBytes(module, read, sources));
    identitySection.catch(() => undefined);
    const partIdentity = (): Uint8Array => identityBytes(module, NO_FILE_IDENTITY, sources);
    /** With the bodies where the DWARF has them. */
    const run = async (own: Cores, starts: Uint32Array, ownNotes: readonly Note[]): Promise<Uint8Array> => {
      const isMoved = !equalNumbers(module.bodyStarts, starts);
      const inputs = {
        bodies: isMoved ? interleaved(starts, module.bodyLengths) : bodies,
        identity: identitySection,
        identityCounts: identityCounts(module),
        names,
        nameBytes,
        wanted: isMoved && wanted !== null ? movedAddresses(wanted, module, starts) : wanted,
        notes: noteTable(ownNotes),
        given: ofMap?.given ?? undefined,
        split: (units: readonly SplitUnit[]) => split.inputsFor(units),
      };
      const made = await withFile(module.name, () => own.run(inputs, partIdentity));
      return isMoved ? withBodyStarts(made, module.bodyStarts) : made;
    };
    const asWritten = await run(cores, source.bodyStarts, notes);
    const shifted = isDwarfStale(asWritten) ? startsByWalrus(source) : null;
    const putRight =
      shifted === null
        ? null
        : await run(coresFor(debug, { ...options, workers: 1 }), shifted, [...notes, DWARF_SHIFTED]);
    const made = putRight === null || isDwarfStale(putRight) ? asWritten : putRight;
    const reduced = reduceIndex(made, options);
    if (options.contents !== 'sources') return reduced;
    const ofDwarf =
      source.layout === null || isDwarfStale(made) ? NO_SOURCES : await readDwarfSources(source.layout, options.signal);
    const texts = [
      dwarfTexts(ofDwarf),
      sourceMap === undefined || ofMap?.given == null ? [] : sourceTextsOf(sourceMap),
    ];
    const read = embeddedSources(texts, pathMapping(options), options.sources);
    return await addSources(reduced, read, options.signal);
  } finally {
    cores.end();
    await split.close();
  }
}

const DWARF_SHIFTED: Note = { code: NOTE_DWARF_SHIFTED, count: 1, place: 0 };

/** The place is the end of the file, where they may have been. */
async function missingSectionNotes(layout: ModuleLayout | null): Promise<readonly Note[]> {
  const count = layout === null ? 0 : (await missingDebugSections(layout)).length;
  return count === 0 ? [] : [{ code: NOTE_SECTION_MISSING, count, place: layout?.reader.size ?? 0 }];
}

/** A module without DWARF that names a source map says where its places are, whether or not the map is there. */
async function missingMapNotes(layout: ModuleLayout, hasPlaces: boolean): Promise<readonly Note[]> {
  if (hasPlaces || (await readLink(layout, 'sourceMappingURL')) === null) return [];
  const section = customSections(layout, 'sourceMappingURL').at(-1);
  return [{ code: NOTE_COMPANION_MISSING, count: 1, place: section?.start ?? 0 }];
}

/** One core reads a module together with its split files; without them it may be read in parts. */
function defaultDebugBytes({ split = [] }: Companions): number {
  return split.length > 0 ? ONE_PIECE_DEBUG_BYTES : DEFAULT_DEBUG_BYTES;
}

/** Code-relative, ascending, each once. */
function wantedAddresses(offsets: readonly number[], { codeStart, layout, name }: OpenModule): Uint32Array {
  const codeSize = layout.code?.size ?? 0;
  const addresses = new Set<number>();
  for (const offset of offsets) {
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new SymbolicationError('invalid-argument', `An offset is an integer ≥ 0, not ${offset}.`, { file: name });
    }
    const address = offset - codeStart;
    if (address >= 0 && address < codeSize) addresses.add(address);
  }
  return Uint32Array.from(addresses).sort();
}

/** The bodies in which addresses lie, which ascend: each body once. */
function bodiesAt(addresses: Uint32Array, { bodyStarts, bodyLengths }: OpenModule): number[] {
  const bodies: number[] = [];
  for (const address of addresses) {
    let [low, high] = [0, bodyStarts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((bodyStarts[middle] ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    const body = low - 1;
    const isInside = body >= 0 && address < (bodyStarts[body] ?? 0) + (bodyLengths[body] ?? 0);
    if (isInside && bodies.at(-1) !== body) bodies.push(body);
  }
  return bodies;
}

function interleaved(starts: Uint32Array, lengths: Uint32Array): Uint32Array {
  const pairs = new Uint32Array(starts.length * 2);
  for (let body = 0; body < starts.length; body += 1) {
    pairs[body * 2] = starts[body] ?? 0;
    pairs[body * 2 + 1] = lengths[body] ?? 0;
  }
  return pairs;
}

function noteTable(notes: readonly Note[]): Uint32Array {
  // A place behind 4 GiB does not fit the format; that there is one is still worth saying.
  return Uint32Array.from(notes.flatMap(({ code, count, place }) => [code, count, Math.min(place, 2 ** 32 - 1)]));
}

/** The core does not know what file it works on. */
async function withFile<T>(file: string | null, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!SymbolicationError.is(error) || error.file !== null || file === null) throw error;
    throw new SymbolicationError(error.code, `${file}: ${error.message}`, { file, offset: error.offset, cause: error });
  }
}
