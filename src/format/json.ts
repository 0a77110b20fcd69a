import type { FrameKind } from '../stack/frame.ts';
import type { SymbolicatedFrame, SymbolicatedStack } from '../symbolicate.ts';
import type { Reason, Status, SymbolFrame } from '../types.ts';

/** A frame as `wasm-symbolicate stack --json` writes it. {@link SymbolicatedFrame} tells what the fields mean. */
export interface JsonFrame {
  readonly raw: string;
  readonly line: number;
  readonly kind: FrameKind;
  readonly module: string | null;
  readonly functionIndex: number | null;
  readonly offset: number | null;
  readonly inferred: SymbolicatedFrame['inferred'];
  readonly fit: null;
  readonly status: Status;
  readonly reason: Reason | null;
  readonly frames: readonly SymbolFrame[];
}

/** A stack as `wasm-symbolicate stack --json` writes it, without the field `file` in front. */
export interface JsonStack {
  readonly message: string | null;
  readonly frames: readonly JsonFrame[];
}

/** The stack as plain data for `JSON.stringify`. Fields and their order are stable. */
export function formatJson(stack: SymbolicatedStack): JsonStack {
  const { message, frames } = stack;
  return {
    message,
    frames: frames.map(
      ({ raw, line, kind, module, functionIndex, offset, inferred, fit, status, reason, frames: symbols }) => ({
        raw,
        line,
        kind,
        module,
        functionIndex,
        offset,
        inferred,
        fit,
        status,
        reason,
        frames: symbols.map(jsonSymbol),
      }),
    ),
  };
}

/** A function at a place, with its fields in the stable order; source context only where it was asked for and found. */
export function jsonSymbol(frame: SymbolFrame): SymbolFrame {
  const { function: name, symbol, file, line, column, inlined, origin, context } = frame;
  return {
    function: name,
    symbol,
    file,
    line,
    column,
    inlined,
    origin: { name: origin.name, location: origin.location },
    ...(context === undefined ? {} : { context }),
  };
}
