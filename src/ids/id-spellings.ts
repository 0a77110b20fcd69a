import { moduleIds } from './module-ids.ts';

/** Shorter ones name too many things; longer ones are no id (`container/build-id.ts`). */
const ID = /^(?:[0-9a-f]{2}){4,1024}$/;

/** How the stores of symbols may know a module. Each id once, the likeliest first. */
export interface IdSpellings {
  /** The id's own bytes, as debuginfod and the tools of binary formats write it. */
  readonly buildIds: readonly string[];
  /** As symbolic makes them of the whole section, its length included: the id, or its first 16 bytes. */
  readonly codeIds: readonly string[];
}

/**
 * The spellings under which files of a module may be kept, from the ids that are known of it. Whoever sends an id may have read the section's length as a part of it (symbolic#1069), or not:
 * an id that begins with its own length is tried without, and each one with it. What is no id in lower-case hex is left out.
 */
export function idSpellings(ids: readonly string[]): IdSpellings {
  const given = [...new Set(ids)].filter((id) => ID.test(id));
  const bare = given.flatMap((id) => withoutLength(id) ?? []);
  const prefixed = given.filter((id) => withoutLength(id) === null).map(withLength);
  return { buildIds: [...new Set([...bare, ...given])], codeIds: [...new Set([...given, ...prefixed])] };
}

/** An id without its length in front; `null` for one that does not begin with it. One byte holds the length of all known ids. */
function withoutLength(id: string): string | null {
  const rest = id.slice(2);
  return Number.parseInt(id.slice(0, 2), 16) === rest.length / 2 && ID.test(rest) ? rest : null;
}

function withLength(id: string): string {
  const { codeId } = moduleIds({ ...NOTHING_ELSE, buildId: id });
  return codeId ?? id;
}

const NOTHING_ELSE = { buildIdPrefix: null, codeHash: null, fileHash: null, moduleSize: 0 } as const;
