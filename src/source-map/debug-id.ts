/**
 * A debug id in one spelling, for ids of one build are written in several: as a UUID with dashes (`debugId`, ECMA-426), with the age that Breakpad appends, as hex
 * of any length (Binaryen). Lower case, without dashes and braces; `null` for what is no hex.
 */
export function normalisedDebugId(id: string): string | null {
  const digits = id.replace(/[-{}]/g, '').toLowerCase();
  return /^[0-9a-f]+$/.test(digits) ? digits : null;
}

/** Digits of a UUID. */
const UUID_DIGITS = 32;

/**
 * Whether a map's debug id and a module's build id (both in hex, normalised) are of one build; `null` where they cannot be compared. A build id that is longer than a
 * UUID becomes one by its first 16 bytes, and Breakpad's spelling of these has the bytes of the first three fields the other way round, and an age behind them.
 */
export function sameBuild(debugId: string, buildId: string): boolean | null {
  if (debugId === buildId) return true;
  if (debugId.length < UUID_DIGITS || buildId.length < UUID_DIGITS) return null;
  const uuid = buildId.slice(0, UUID_DIGITS);
  const given = debugId.slice(0, UUID_DIGITS);
  return given === uuid || given === swapped(uuid);
}

function swapped(uuid: string): string {
  const reversed = (from: number, to: number): string => (uuid.slice(from, to).match(/../g) ?? []).reverse().join('');
  return reversed(0, 8) + reversed(8, 12) + reversed(12, 16) + uuid.slice(16);
}
