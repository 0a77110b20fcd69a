/**
 * Bytes as text and back, without loss. Valid UTF-8 decodes as usual. Each byte that is none becomes a lone surrogate U+DC80 to
 * U+DCFF, which no valid UTF-8 decodes to, so that encoding gives the very bytes again.
 */
export function decodeLossless(bytes: Uint8Array): string {
  const utf8 = decodeStrictly(bytes);
  if (utf8 !== null) return utf8;
  const lines: string[] = [];
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    const line = bytes.subarray(start, end);
    lines.push(decodeStrictly(line) ?? decodeByteByByte(line));
    start = end;
  }
  return lines.join('');
}

/** The bytes of a text that {@link decodeLossless} gave, also after other text was put into it. */
export function encodeLossless(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  let start = 0;
  for (const { index } of text.matchAll(LONE_BYTE)) {
    parts.push(ENCODER.encode(text.slice(start, index)), Uint8Array.of(text.charCodeAt(index) - ESCAPE));
    start = index + 1;
  }
  const last = ENCODER.encode(text.slice(start));
  return parts.length === 0 ? last : joined([...parts, last]);
}

/** Not `Buffer.concat`, which browsers do not have. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return whole;
}

const LINE_FEED = 0x0a;
const ESCAPE = 0xdc00;
const LONE_BYTE = /(?<![\ud800-\udbff])[\udc80-\udcff]/g;
const ENCODER = new TextEncoder();
/** A byte order mark is text like all other. */
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return DECODER.decode(bytes);
  } catch {
    return null;
  }
}

function decodeByteByByte(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at] ?? 0);
    const character = decodeStrictly(bytes.subarray(at, at + length));
    parts.push(character ?? String.fromCharCode(ESCAPE + (bytes[at] ?? 0)));
    at += character === null ? 1 : length;
  }
  return parts.join('');
}

/** Bytes of the UTF-8 sequence that a byte begins. */
function sequenceLength(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
