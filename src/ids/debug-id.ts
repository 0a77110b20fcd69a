/** An id as a debug id: a UUID, and the same as Breakpad writes it. */
export interface DebugIds {
  /** With dashes, in lower case. */
  readonly debugId: string;
  /** 32 hexadecimal digits in upper case, and the age, which is 0: 33 characters. */
  readonly breakpadId: string;
}

const UUID_DIGITS = 32;

/** Debug ids of the first 16 bytes of an id in hex; `null` for a shorter one. No bytes change places, as they do on Windows. */
export function debugIdOf(hex: string): DebugIds | null {
  return hex.length < UUID_DIGITS ? null : uuidOf(hex.slice(0, UUID_DIGITS));
}

/** @param digits 32 hexadecimal digits in lower case */
export function uuidOf(digits: string): DebugIds {
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return { debugId: parts.join('-'), breakpadId: `${digits.toUpperCase()}0` };
}

/**
 * A debug id as it stands in source maps (`debugId`, `debug_id`), events and file names, made comparable: hexadecimal digits in lower case, without
 * dashes, braces or white space around it. Breakpad's age of 0 behind 32 digits comes off. `null` for anything that is no such id.
 */
export function normalizeDebugId(id: unknown): string | null {
  if (typeof id !== 'string' || id.length > ID_LIMIT) return null;
  const digits = id
    .trim()
    .replace(/^\{(.*)\}$/, '$1')
    .replaceAll('-', '')
    .toLowerCase();
  if (!/^[0-9a-f]+$/.test(digits)) return null;
  return digits.length === UUID_DIGITS + 1 && digits.endsWith('0') ? digits.slice(0, UUID_DIGITS) : digits;
}

/** The longest build ids that are read have 1,024 bytes. */
const ID_LIMIT = 4096;

/** The id of a source map, normalised: `debugId` of ECMA-426, else Sentry's `debug_id`. */
export function sourceMapDebugId(map: { readonly debugId?: unknown; readonly debug_id?: unknown }): string | null {
  return normalizeDebugId(map.debugId) ?? normalizeDebugId(map.debug_id);
}
