import { SymbolicationError } from '../errors.ts';
import type { LocationOrigin, Lookup, Reason, SymbolFrame } from '../types.ts';
import { FrameCursor } from './frame-cursor.ts';
import { declaration, functionName, linkageName, nameOrigin } from './names.ts';
import { filePath } from './strings.ts';
import type { SymbolIndex } from './symbol-index.ts';

export interface LookupOptions {
  /** The offsets count from the code section's contents, as DWARF addresses do, instead of from the module file's start. */
  readonly codeRelative?: boolean | undefined;
}

const LOCATION_ORIGINS: readonly LocationOrigin[] = ['dwarf', 'source-map', 'dwarf'];
/** DWARF again, of a unit whose functions and inlined calls are in a split file that was not there. */
const UNDESCRIBED = 3;

/**
 * What is known of the instruction at an offset of the module file. A miss is an answer with a reason, also where the index
 * is damaged. Throws 'invalid-argument' for what is no offset.
 */
export function lookup(index: SymbolIndex, offset: number, options?: LookupOptions): Lookup {
  return answer(new FrameCursor(index), index, offset, options);
}

/** `lookup` of many offsets, answers in the order asked; ascending offsets are the fastest. */
export function lookupAll(index: SymbolIndex, offsets: Iterable<number>, options?: LookupOptions): Lookup[] {
  const cursor = new FrameCursor(index);
  return Array.from(offsets, (offset) => answer(cursor, index, offset, options));
}

function answer(cursor: FrameCursor, index: SymbolIndex, offset: number, options: LookupOptions = {}): Lookup {
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new SymbolicationError('invalid-argument', `${offset} is not a byte offset`);
  }
  const address = options.codeRelative === true ? offset : offset - index.identity.codeStart;
  const unresolved = (functionIndex: number | null, reason: Reason): Lookup => ({
    offset,
    functionIndex,
    status: 'unresolved',
    reason,
    frames: [],
  });
  if (address < 0 || address >= index.identity.codeSize) return unresolved(null, 'outside-code');
  try {
    if (!cursor.seek(address)) return unresolved(null, 'outside-functions');
    const frames = framesOf(cursor, index);
    return {
      offset,
      functionIndex: index.identity.importedFunctions + cursor.ranges.body,
      ...verdict(cursor, index, frames),
      frames,
    };
  } catch (error) {
    if (!SymbolicationError.is(error) || error.code !== 'malformed-index') throw error;
    const { body } = cursor.ranges;
    cursor.ranges.leave();
    return unresolved(index.identity.importedFunctions + body, 'malformed-index');
  }
}

function framesOf(cursor: FrameCursor, index: SymbolIndex): SymbolFrame[] {
  const frames: SymbolFrame[] = [];
  const rowOrigin = LOCATION_ORIGINS[cursor.ranges.origin - 1] ?? null;
  do {
    const { functionId } = cursor;
    if (cursor.fileId === 0 && frames.length === 0) {
      const place = declaration(index, functionId);
      frames.push(frame(index, functionId, place.fileId, place.line, 0, cursor.inlined, 'declaration'));
    } else {
      frames.push(frame(index, functionId, cursor.fileId, cursor.line, cursor.column, cursor.inlined, rowOrigin));
    }
  } while (cursor.next());
  return frames;
}

function frame(
  index: SymbolIndex,
  functionId: number,
  fileId: number,
  line: number,
  column: number,
  inlined: boolean,
  location: LocationOrigin | null,
): SymbolFrame {
  const file = filePath(index, fileId);
  return {
    function: functionName(index, functionId),
    symbol: linkageName(index, functionId),
    file,
    line: line || null,
    column: column || null,
    inlined,
    origin: { name: nameOrigin(index, functionId), location: file === null && line === 0 ? null : location },
  };
}

/** Status and reason of an answer, by its innermost frame. */
function verdict(
  cursor: FrameCursor,
  index: SymbolIndex,
  frames: readonly SymbolFrame[],
): Pick<Lookup, 'status' | 'reason'> {
  const innermost = frames[0];
  const named = innermost?.function != null;
  const location = innermost?.origin.location ?? null;
  let reason: Reason | null;
  if (location === null || location === 'declaration') {
    reason = reasonWithoutRow(cursor, index, named, location !== null);
  } else if (innermost?.line == null) {
    reason = 'compiler-generated';
  } else {
    reason = cursor.ranges.origin === UNDESCRIBED ? 'split-debug-missing' : named ? null : 'no-name';
  }
  if (reason === null) return { status: 'resolved', reason };
  return { status: named || location !== null || frames.length > 1 ? 'partial' : 'unresolved', reason };
}

function reasonWithoutRow(cursor: FrameCursor, index: SymbolIndex, named: boolean, declared: boolean): Reason {
  const bodyHasRows = cursor.ranges.origin !== 0;
  if (index.identity.partial && !cursor.ranges.wanted) return 'not-indexed';
  if (bodyHasRows || declared || nameOrigin(index, cursor.functionId) === 'dwarf') return 'no-line';
  return index.setAside ?? (named ? 'no-debug-info' : 'no-symbols');
}
