import type { FrameKind } from '../stack/frame.ts';
import { groupKey } from '../meaning/group-key.ts';
import type { Panic } from '../meaning/panic.ts';
import type { TrapKind } from '../stack/trap.ts';
import type { Mention, RoledFrame, StackModule, SymbolicatedFrame, SymbolicatedStack } from '../symbolicate.ts';
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
  readonly fit: SymbolicatedFrame['fit'];
  /** Only with `explain`. */
  readonly fitReason?: SymbolicatedFrame['fitReason'];
  readonly status: Status;
  readonly reason: Reason | null;
  readonly frames: readonly RoledFrame[];
}

/** A stack as `wasm-symbolicate stack --json` writes it, without the field `file` in front. */
export interface JsonStack {
  readonly message: string | null;
  readonly trap: TrapKind | null;
  readonly panic: Panic | null;
  /** As {@link groupKey} makes it. */
  readonly groupKey: string | null;
  readonly mentions: readonly Mention[];
  /** Only with `explain`. */
  readonly modules?: readonly StackModule[];
  readonly frames: readonly JsonFrame[];
}

export interface JsonOptions {
  /** Adds why frames were taken for a module's. */
  readonly explain?: boolean | undefined;
}

/** The stack as plain data for `JSON.stringify`. Fields and their order are stable. */
export function formatJson(stack: SymbolicatedStack, { explain = false }: JsonOptions = {}): JsonStack {
  const { message, trap, panic, mentions, frames, modules } = stack;
  return {
    message,
    trap,
    panic: panic && {
      kind: panic.kind,
      message: panic.message,
      file: panic.file,
      line: panic.line,
      column: panic.column,
    },
    groupKey: groupKey(stack),
    mentions: mentions.map(({ text, functionIndex, module, function: name }) => ({
      text,
      functionIndex,
      module,
      function: name,
    })),
    ...(explain ? { modules: modules.map(jsonModule) } : {}),
    frames: frames.map(
      ({
        raw,
        line,
        kind,
        module,
        functionIndex,
        offset,
        inferred,
        fit,
        fitReason,
        status,
        reason,
        frames: symbols,
      }) => ({
        raw,
        line,
        kind,
        module,
        functionIndex,
        offset,
        inferred,
        fit,
        ...(explain ? { fitReason } : {}),
        status,
        reason,
        frames: symbols.map((symbol) => ({ ...jsonSymbol(symbol), role: symbol.role })),
      }),
    ),
  };
}

function jsonModule({ frames, module, certainty, isWrongBuild, evidence }: StackModule): StackModule {
  return { frames, module, certainty, isWrongBuild, evidence };
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
