import { functions, RangeCursor, type SymbolIndex } from '../symbol-index/index.ts';
import type { NameOrigin } from '../types.ts';

/** How much of a module's code an index can answer for. */
export interface Coverage {
  /** Function bodies. */
  readonly functions: number;
  /** Bodies with a name. */
  readonly named: number;
  /** The same by where the name comes from; origins that occur. */
  readonly namesByOrigin: Readonly<Partial<Record<NameOrigin, number>>>;
  /** Bodies with lines. */
  readonly withLines: number;
  /** Different calls that were inlined; one may have become code several times. */
  readonly inlinedCalls: number;
  /** Source files that are named, each path of the debug information counted for itself. */
  readonly sourceFiles: number;
  /** In bytes: all bodies, and those with lines. */
  readonly codeBytes: number;
  readonly codeBytesWithLines: number;
}

/** Counts what an index knows. Throws 'malformed-index' where it is damaged. */
export function coverageOf(index: SymbolIndex): Coverage {
  const namesByOrigin: Partial<Record<NameOrigin, number>> = {};
  const ranges = new RangeCursor(index);
  let named = 0;
  let withLines = 0;
  let codeBytes = 0;
  let codeBytesWithLines = 0;
  let body = 0;
  for (const { function: name, nameOrigin, start, end } of functions(index)) {
    if (name !== null) named++;
    if (name !== null && nameOrigin !== null) namesByOrigin[nameOrigin] = (namesByOrigin[nameOrigin] ?? 0) + 1;
    ranges.enter(body++);
    codeBytes += end - start;
    if (ranges.origin === 0) continue;
    withLines++;
    codeBytesWithLines += end - start;
  }
  return {
    functions: body,
    named,
    namesByOrigin,
    withLines,
    inlinedCalls: index.callSiteCount,
    // Record 0 is the unknown file.
    sourceFiles: Math.max(0, index.fileCount - 1),
    codeBytes,
    codeBytesWithLines,
  };
}
