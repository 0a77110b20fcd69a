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
  if (address < 0 || address >= index.identity.codeSize) return unresolved(offset, null, 'outside-code');
  try {
    if (!cursor.seek(address)) return unresolved(offset, null, 'outside-functions');
    return judged(cursor, index, offset, framesOf(cursor, index));
  } catch (error) {
    if (!SymbolicationError.is(error) || error.code !== 'malformed-index') throw error;
    const { body } = cursor.ranges;
    cursor.ranges.leave();
    return unresolved(offset, index.identity.importedFunctions + body, 'malformed-index');
  }
}

function unresolved(offset: number, functionIndex: number | null, reason: Reason): Lookup {
  return { offset, functionIndex, status: 'unresolved', reason, frames: [] };
}

function framesOf(cursor: FrameCursor, index: SymbolIndex): SymbolFrame[] {
  const frames: SymbolFrame[] = [];
  do {
    const { functionId, inlined } = cursor;
    let { fileId, line, column } = cursor;
    let location: LocationOrigin = cursor.ranges.origin === 2 ? 'source-map' : 'dwarf';
    if (!fileId && !line && !frames.length) {
      ({ fileId, line } = declaration(index, functionId));
      column = 0;
      location = 'declaration';
    }
    const file = filePath(index, fileId);
    frames.push({
      function: functionName(index, functionId),
      symbol: linkageName(index, functionId),
      file,
      line: line || null,
      column: column || null,
      inlined,
      origin: { name: nameOrigin(index, functionId), location: file === null && line === 0 ? null : location },
    });
  } while (cursor.next());
  return frames;
}

/** The answer with its status and reason, by its innermost frame. */
function judged(cursor: FrameCursor, index: SymbolIndex, offset: number, frames: readonly SymbolFrame[]): Lookup {
  const innermost = frames[0];
  const named = innermost?.function != null;
  const location = innermost?.origin.location ?? null;
  const reason =
    !location || location === 'declaration'
      ? reasonWithoutRow(cursor, index, named, location !== null)
      : reasonOfRow(cursor, index, named);
  const known = named || location !== null || frames.length > 1;
  return {
    offset,
    functionIndex: index.identity.importedFunctions + cursor.ranges.body,
    status: reason === null ? 'resolved' : known ? 'partial' : 'unresolved',
    reason,
    frames,
  };
}

/** The row is the innermost frame's place, also where the cursor has gone on to its callers. */
function reasonOfRow({ ranges }: FrameCursor, index: SymbolIndex, named: boolean): Reason | null {
  if (!ranges.line) return 'compiler-generated';
  // Of code whose rows are there, names are all that a limit takes away.
  if (!ranges.fileId) return index.setAside ?? 'unknown-source';
  if (ranges.flags > 1) return 'line-outside-source';
  if (ranges.flags) return 'approximate';
  // DWARF again, of a unit whose functions and inlined calls are in a split file that was not there.
  if (ranges.origin === 3) return 'split-debug-missing';
  return named ? null : (index.setAside ?? 'no-name');
}

function reasonWithoutRow(cursor: FrameCursor, index: SymbolIndex, named: boolean, declared: boolean): Reason {
  const bodyHasRows = cursor.ranges.origin !== 0;
  if (index.identity.partial && !cursor.ranges.wanted) return 'not-indexed';
  if (bodyHasRows || declared || nameOrigin(index, cursor.functionId) === 'dwarf') return 'no-line';
  return index.setAside ?? (named ? 'no-debug-info' : 'no-symbols');
}
