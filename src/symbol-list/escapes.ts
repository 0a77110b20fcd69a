const BACKSLASH = 0x5c;

/**
 * Undoes, in place, what Binaryen does to a name's bytes that WebAssembly's text format does not allow in identifiers: `\28` is `(`. Older
 * ones (108 is one) shifted bytes above 0x7f as signed numbers, so that their first digit is one of `(` to `/`, and `ö` is `\,3\+6`; what
 * of that is no identifier was then escaped once more (`\5c\2c3\5c+6`). The text alone tells both.
 * @returns where the name ends now
 */
export function unescapeName(bytes: Uint8Array, start: number, end: number): number {
  return replaceEscapes(bytes, start, replaceEscapes(bytes, start, end, hexDigit), signedDigit);
}

/** @param firstDigit the value of an escape's first digit, negative for what is none */
function replaceEscapes(bytes: Uint8Array, start: number, end: number, firstDigit: (byte: number) => number): number {
  let from = start;
  while (from < end && bytes[from] !== BACKSLASH) from += 1;
  let to = from;
  while (from < end) {
    const byte = bytes[from] ?? 0;
    const high = byte === BACKSLASH && from + 2 < end ? firstDigit(bytes[from + 1] ?? 0) : -1;
    const low = high < 0 ? -1 : hexDigit(bytes[from + 2] ?? 0);
    const isEscape = low >= 0;
    bytes[to] = isEscape ? high * 16 + low : byte;
    to += 1;
    from += isEscape ? 3 : 1;
  }
  return to;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

/** `(` is 8, `/` is 15. */
function signedDigit(byte: number): number {
  return byte >= 0x28 && byte <= 0x2f ? byte - 0x28 + 8 : -1;
}
