import { SymbolicationError } from '../errors.ts';
import type { Lookup, Reason, Status, SymbolFrame } from '../types.ts';
import { FrameCursor } from './frame-cursor.ts';
import { declaration, functionName, linkageName, NAME_ORIGINS, nameOriginNumber } from './names.ts';
import type { RangeCursor } from './range-cursor.ts';
import { filePath } from './strings.ts';
import type { SymbolIndex } from './symbol-index.ts';

export interface LookupOptions {
  /** The offsets count from the code section's contents, as DWARF addresses do, instead of from the module file's start. */
  readonly codeRelative?: boolean | undefined;
}

/**
 * What is known of the instruction at an offset of the module file. A miss is an answer with a reason, also where the index
 * is damaged. Throws 'invalid-argument' for what is no offset.
 */
export function lookup(index: SymbolIndex, offset: number, options?: LookupOptions): Lookup {
  let cursor = cursors.get(index);
  if (!cursor) cursors.set(index, (cursor = new FrameCursor(index)));
  return answerAt(cursor, index, offset, plainFrames, options);
}

/** A cursor takes as long to make as an answer. */
const cursors = /* @__PURE__ */ new WeakMap<SymbolIndex, FrameCursor>();

/** `lookup` of many offsets, answers in the order asked; ascending offsets are the fastest. */
export function lookupAll(index: SymbolIndex, offsets: Iterable<number>, options?: LookupOptions): Lookup[] {
  const cursor = new FrameCursor(index);
  return Array.from(offsets, (offset) => answerAt(cursor, index, offset, plainFrames, options));
}

/** A lookup whose frames say more. */
export interface LookupWith<F extends SymbolFrame> extends Lookup {
  readonly frames: readonly F[];
}

/** Makes the frames of the instruction where a cursor stands, innermost first; the cursor goes on to the last one. */
export type FramesOf<F extends SymbolFrame> = (cursor: FrameCursor, index: SymbolIndex) => readonly F[];

/** As {@link lookup}, with frames made as the caller wants them, and a cursor that serves many lookups. */
export function answerAt<F extends SymbolFrame>(
  cursor: FrameCursor,
  index: SymbolIndex,
  offset: number,
  framesOf: FramesOf<F>,
  options?: LookupOptions,
): LookupWith<F> {
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new SymbolicationError('invalid-argument', `${offset} is not a byte offset`);
  }
  const { codeStart, codeSize, importedFunctions } = index.identity;
  const { ranges } = cursor;
  const address = offset - (options?.codeRelative === true ? 0 : codeStart);
  let functionIndex: number | null = null;
  let reason: Reason | null = 'outside-code';
  let frames: readonly F[] = [];
  if (address >= 0 && address < codeSize) {
    try {
      if (cursor.seek(address)) {
        frames = framesOf(cursor, index);
        functionIndex = importedFunctions + ranges.body;
        reason = reasonOf(ranges, index, frames);
      } else {
        // The code of a whole module ends with a body, or holds but a count of none.
        const isLost = index.setAside === 'truncated-module' && address > (index.bodies[0].at(-1) ?? 4);
        reason = isLost ? 'truncated-module' : 'outside-functions';
      }
    } catch (error) {
      if (!SymbolicationError.is(error) || error.code !== 'malformed-index') throw error;
      functionIndex = importedFunctions + ranges.body;
      reason = 'malformed-index';
    }
  }
  return { offset, functionIndex, status: statusOf(reason, frames), reason, frames };
}

const enum Location {
  None,
  Dwarf,
  SourceMap,
  Declaration,
  Count,
}

/** All that frames may have, by name and location: made once, for objects of their own took a third of a lookup. */
const ORIGINS: readonly SymbolFrame['origin'][] = /* @__PURE__ */ NAME_ORIGINS.flatMap((name) =>
  ([null, 'dwarf', 'source-map', 'declaration'] as const).map((location) => Object.freeze({ name, location })),
);

/** From where the cursor stands. Each frame is made in front of its callers, and the array when their number is known: pushing makes room for 17. */
function plainFrames(cursor: FrameCursor, index: SymbolIndex): SymbolFrame[] {
  const { functionId, inlined, depth } = cursor;
  let { fileId, line, column } = cursor;
  let location = cursor.ranges.origin === 2 ? Location.SourceMap : Location.Dwarf;
  if (!fileId && !line && !depth) {
    ({ fileId, line } = declaration(index, functionId));
    column = 0;
    location = Location.Declaration;
  }
  const file = filePath(index, fileId);
  if (file === null && !line) location = Location.None;
  const frame: SymbolFrame = {
    function: functionName(index, functionId),
    symbol: linkageName(index, functionId),
    file,
    line: line || null,
    column: column || null,
    inlined,
    origin: ORIGINS[nameOriginNumber(index, functionId) * Location.Count + location] ?? { name: null, location: null },
  };
  const frames = cursor.next() ? plainFrames(cursor, index) : new Array<SymbolFrame>(depth + 1);
  frames[depth] = frame;
  return frames;
}

function statusOf(reason: Reason | null, frames: readonly SymbolFrame[]): Status {
  if (reason === null) return 'resolved';
  return frames.length > 1 || frames[0]?.function || frames[0]?.origin.location ? 'partial' : 'unresolved';
}

/** By the innermost frame; the ranges stand at its row, also where the cursor has gone on to its callers. */
function reasonOf(
  { line, fileId, flags, origin, wanted }: RangeCursor,
  { identity, setAside }: SymbolIndex,
  frames: readonly SymbolFrame[],
): Reason | null {
  const named = frames[0]?.function != null;
  const location = frames[0]?.origin.location;
  if (identity.partial && !wanted) return 'not-indexed';
  // Not only what is missing: half of the debug information can lack a call that was inlined, or a part of a path. A map is a file of its own.
  if (setAside === 'truncated-module' && origin !== 2) return setAside;
  if (!location || location === 'declaration') {
    if (origin || location || frames.at(-1)?.origin.name === 'dwarf') return 'no-line';
    return setAside ?? (named ? 'no-debug-info' : 'no-symbols');
  }
  if (!line) return 'compiler-generated';
  // Of code whose rows are there, names are all that a limit takes away.
  if (!fileId) return setAside ?? 'unknown-source';
  if (flags > 1) return 'line-outside-source';
  if (flags) return 'approximate';
  // DWARF again, of a unit whose functions and inlined calls are in a split file that was not there.
  if (origin === 3) return 'split-debug-missing';
  return named ? null : (setAside ?? 'no-name');
}
