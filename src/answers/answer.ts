import type { NamedFunction } from '../meaning/function-memo.ts';
import type { Role } from '../meaning/role.ts';
import type { ModuleOutline } from '../modules/outline.ts';
import type { Placement } from '../modules/placement.ts';
import { mapPlacesInName } from '../paths/places-in-names.ts';
import type { Lookup, Reason, SymbolFrame } from '../types.ts';
import { importIn, type KnownModule } from './known-module.ts';
import type { RoledFrame } from './symbolicated-stack.ts';

/** What a lookup gives, with roles. */
export interface Answer extends Pick<Lookup, 'status' | 'reason'> {
  readonly frames: readonly RoledFrame[];
}

export type RoleOf = (frame: NamedFunction) => Role | null;

export function noRole(): null {
  return null;
}

export function withRoles(
  { status, reason, frames }: Pick<Lookup, 'status' | 'reason' | 'frames'>,
  roles: RoleOf,
): Answer {
  return { status, reason, frames: frames.map((frame) => withRole(frame, roles)) };
}

/** Field by field, as in {@link symbolicated}. */
function withRole(frame: SymbolFrame, roles: RoleOf): RoledFrame {
  const { function: name, symbol, file, line, column, inlined, origin } = frame;
  return { function: name, symbol, file, line, column, inlined, origin, role: roles(frame) };
}

/** The answer with the paths of its frames mapped, those in names too. */
export function withMappedPaths(answer: Lookup, mapPath: (path: string) => string): Lookup {
  const frames = answer.frames.map((frame) => ({
    ...frame,
    function: mapPlacesInName(frame.function, mapPath),
    symbol: mapPlacesInName(frame.symbol, mapPath),
    file: frame.file === null ? null : mapPath(frame.file),
  }));
  return { ...answer, frames };
}

/** What candidates have in common that all lie on one line, in the same calls; `null` where they do not. */
export function inLineOf(candidates: readonly (Answer | undefined)[]): Answer | null {
  const [first, ...others] = candidates;
  if (first?.status !== 'resolved' || !others.every((other) => other !== undefined && isSameLine(first, other)))
    return null;
  const frames = first.frames.map((frame, depth) => {
    const columns = new Set(candidates.map((each) => each?.frames[depth]?.column));
    return columns.size === 1 ? frame : { ...frame, column: null };
  });
  return { status: first.status, reason: first.reason, frames };
}

function isSameLine(a: Answer, b: Answer): boolean {
  return (
    a.frames.length === b.frames.length &&
    a.frames.every((frame, depth) => {
      const other = b.frames[depth];
      return frame.function === other?.function && frame.file === other.file && frame.line === other.line;
    })
  );
}

export function answerOf(placement: Pick<Placement, 'offset'>, found: Answer | undefined): Answer {
  if (found === undefined) return unresolved('no-offset');
  const { frames } = found;
  if (placement.offset !== null) return found;
  const body = frames.at(-1);
  if (body?.function == null) return unresolved('no-offset');
  const { name } = body.origin;
  const named: RoledFrame = { ...body, file: null, line: null, column: null, origin: { name, location: null } };
  return { status: 'partial', reason: 'no-offset', frames: [named] };
}

/** Of a frame in a function that the module imports; `null` for all others. */
export function importAnswer(
  { functionIndex }: Placement,
  outline: ModuleOutline,
  source: KnownModule | undefined,
  roles: RoleOf,
): Answer | null {
  if (functionIndex === null || source === undefined) return null;
  if (functionIndex >= outline.importedFunctions) return null;
  const found = importIn(source, functionIndex);
  if (found === null) return unresolved('imported-function');
  const { name, origin } = found;
  const frame: SymbolFrame = {
    function: name,
    symbol: name,
    file: null,
    line: null,
    column: null,
    inlined: false,
    origin: { name: origin, location: null },
  };
  return { status: 'partial', reason: 'imported-function', frames: [withRole(frame, roles)] };
}

export function unresolved(reason: Reason): Answer {
  return { status: 'unresolved', reason, frames: [] };
}
