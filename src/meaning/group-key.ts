import { bareName } from './bare-name.ts';
import type { TrapKind } from '../stack/trap.ts';
import { cycleOf } from './cycle.ts';
import type { Role } from './role.ts';

/** What of a symbolicated stack goes into its key. */
export interface GroupedStack {
  readonly trap?: TrapKind | null;
  readonly frames: readonly {
    readonly kind: string;
    readonly frames: readonly { readonly function: string | null; readonly role: Role | null }[];
  }[];
}

/** Functions that count: engines cut stacks (V8 after ten frames), and what lies further out varies more than what failed. */
const MOST_FUNCTIONS = 5;

/** So many equal ones in a row are an exhausted stack, where chance decides whether the engine shows what called the first. */
const ENDLESS = 8;

/** What shows a circle of eight functions whatever was called last. */
const ENOUGH_FOR_A_CIRCLE = 4 * ENDLESS;

/** Changes when equal stacks would get other keys than before. */
const VERSION = 1;

/**
 * A key that is equal for stacks of one failure: across engines, builds, stripped copies, and whether a compiler inlined a call. `null` where no function of
 * the stack is known.
 *
 * It is made of the innermost five functions of WebAssembly code, in order; inlined calls and function bodies count alike, so that it does not matter which is which. Counted are
 * those of role `user`; where there are none, all with a name. Of a name counts what `bareName` leaves: no parameters, template or generic arguments, result types,
 * hashes, or numbers of closures. Of several equal ones in a row (recursion, overloads, a closure in a closure) one counts, and of eight or more nothing
 * that is further out: an exhausted stack. Where the engine says that the stack was exhausted and functions call each other in a circle, the circle alone counts, from wherever
 * it is told: in which of them the last bytes went is chance. Neither lines, columns, offsets, indexes, modules,
 * nor the message count; nor do JavaScript frames, whose names each engine makes in its own way.
 *
 * Sixteen hexadecimal digits behind the version of this rule: `1-0f3c…`.
 */
export function groupKey({ trap, frames }: GroupedStack): string | null {
  const counted = trap === 'stack-overflow' ? circle : innermost;
  const users = counted(namesOf(frames, (role) => role === 'user'));
  const names = users.length > 0 ? users : counted(namesOf(frames, () => true));
  return names.length === 0 ? null : `${VERSION}-${hashed(names.join('\n'))}`;
}

function* namesOf(frames: GroupedStack['frames'], counts: (role: Role | null) => boolean): Generator<string> {
  for (const frame of frames) {
    if (frame.kind !== 'wasm') continue;
    for (const { function: name, role } of frame.frames) if (name !== null && counts(role)) yield bareName(name);
  }
}

function innermost(all: Iterable<string>): readonly string[] {
  const names: string[] = [];
  let repeated = 0;
  for (const name of all) {
    if (name === names.at(-1)) {
      repeated += 1;
      if (repeated === ENDLESS) return names;
      continue;
    }
    repeated = 1;
    names.push(name);
    if (names.length === MOST_FUNCTIONS) return names;
  }
  return names;
}

/** The functions that call each other until the stack is full; as for any other failure where the stack shows no circle. */
function circle(all: Iterable<string>): readonly string[] {
  const names: string[] = [];
  for (const name of all) {
    names.push(name);
    if (names.length === ENOUGH_FOR_A_CIRCLE) break;
  }
  const cycle = cycleOf(names, ENDLESS);
  return innermost(cycle ?? names);
}

/** FNV-1a over UTF-16 units, twice with different starts: no secret hangs on it, and it must be the same everywhere at once. */
function hashed(text: string): string {
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
