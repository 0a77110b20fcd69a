import { SymbolicationError } from '../errors.ts';
import type { NameOrigin } from '../types.ts';
import { FrameCursor } from './frame-cursor.ts';
import { declaration, functionName, linkageName, nameOrigin } from './names.ts';
import { DAMAGED, malformed } from './malformed.ts';
import { filePath, stringAt } from './strings.ts';
import type { SymbolIndex } from './symbol-index.ts';

/** A function body of the module. Offsets count from the start of the module file. */
export interface IndexedFunction {
  /** Imports counted. */
  readonly functionIndex: number;
  /** Just behind the body's size, at its locals. */
  readonly start: number;
  /** Just behind its last instruction. */
  readonly end: number;
  /** The name for people. */
  readonly function: string | null;
  /** The linkage name. */
  readonly symbol: string | null;
  /** What the name section calls it, where that is another name. */
  readonly wasmName: string | null;
  readonly nameOrigin: NameOrigin | null;
  /** Where it is declared; the line is 1-based. */
  readonly file: string | null;
  readonly line: number | null;
}

/** A run of instructions with one place. */
export interface IndexedRow {
  /** Module-file offset of its first byte. */
  readonly offset: number;
  /** In bytes, at least 1. */
  readonly length: number;
  /** Imports counted. */
  readonly functionIndex: number;
  readonly file: string | null;
  /** 1-based; `null` where the compiler made the instructions itself. */
  readonly line: number | null;
  /** 1-based. */
  readonly column: number | null;
  /** Inlined calls around it, 0 in the body's own code; `lookup` at `offset` names them. */
  readonly inlineDepth: number;
}

/** All function bodies in code section order. Throws 'malformed-index' where the index is damaged, as `rows` does. */
export function* functions(index: SymbolIndex): Generator<IndexedFunction, void, undefined> {
  const { importedFunctions, codeStart } = index.identity;
  const [bodyStarts, bodyLengths, bodyFunctions, bodyNames] = index.bodies;
  for (let body = 0; body < bodyStarts.length; body++) {
    const functionId = bodyFunctions[body] ?? 0;
    const start = codeStart + (bodyStarts[body] ?? 0);
    const { fileId, line } = declaration(index, functionId);
    yield {
      functionIndex: importedFunctions + body,
      start,
      end: start + (bodyLengths[body] ?? 0),
      function: functionName(index, functionId),
      symbol: linkageName(index, functionId),
      wasmName: stringAt(index, bodyNames[body] ?? 0),
      nameOrigin: nameOrigin(index, functionId),
      file: filePath(index, fileId),
      line: line || null,
    };
  }
}

/**
 * The rows of one function, or of all in code section order: code between them has no place.
 * Throws 'invalid-argument' where there is no such function body.
 */
export function* rows(index: SymbolIndex, functionIndex?: number): Generator<IndexedRow, void, undefined> {
  const { importedFunctions, codeStart } = index.identity;
  const [bodyStarts] = index.bodies;
  const chosen = functionIndex === undefined ? undefined : functionIndex - importedFunctions;
  if (chosen !== undefined && bodyStarts[chosen] === undefined) {
    throw new SymbolicationError('invalid-argument', `no function ${functionIndex}`, {
      file: index.name,
    });
  }
  const cursor = new FrameCursor(index);
  const { ranges } = cursor;
  const depths = [0];
  let behind = 0;
  for (let body = chosen ?? 0; body <= (chosen ?? bodyStarts.length - 1); body++) {
    ranges.enter(body);
    const streamStart = index.bodies[4][body] ?? 0;
    // The rows of honest bodies follow each other; hostile ones could all be the same million.
    if (streamStart > 1 && streamStart < behind) malformed(index.name, null, DAMAGED);
    behind = ranges.blocks;
    while (ranges.next()) {
      if (ranges.end <= ranges.start || !cursor.seek(ranges.start)) continue;
      yield {
        offset: codeStart + ranges.start,
        length: ranges.end - ranges.start,
        functionIndex: importedFunctions + body,
        file: filePath(index, ranges.fileId),
        line: ranges.line || null,
        column: ranges.column || null,
        inlineDepth: depthOf(cursor, depths),
      };
    }
  }
}

/** Inlined calls around the frame of the cursor, which moves. Each node is passed once, however many rows it has. */
function depthOf(cursor: FrameCursor, depths: number[]): number {
  const chain: number[] = [];
  for (; depths[cursor.node] === undefined; cursor.next()) chain.push(cursor.node);
  let depth = depths[cursor.node] ?? 0;
  for (const node of chain.reverse()) depths[node] = ++depth;
  return depth;
}
