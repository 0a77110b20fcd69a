import { malformedMap } from './fields.ts';

const DATA_URL = /^data:([^,]*),/i;

/** True for URLs that hold what they name. */
export function isDataUrl(url: string): boolean {
  return /^data:/i.test(url);
}

/**
 * The bytes of a `data:` URL, in base64 or percent-encoded (RFC 2397). What base64 may stand in is lenient as the fetch standard is: spaces and line ends are skipped. A fragment
 * behind it (`#…`) is no part of it; in a text that is not encoded, a `#` may stand for itself.
 * @throws SymbolicationError `malformed-source-map`
 */
export function dataUrlBytes(url: string, file: string | null): Uint8Array {
  const head = DATA_URL.exec(url);
  if (head === null) malformedMap(file, 'its data: URL has no comma');
  const body = url.slice(head[0].length);
  if (!/;\s*base64\s*$/i.test(head[1] ?? '')) return percentDecoded(body);
  const encoded = body.replace(/#.*$/s, '');
  const base64 = encoded.includes('%') ? new TextDecoder().decode(percentDecoded(encoded)) : encoded;
  try {
    const binary = atob(
      base64
        .replace(/[ \t\r\n\f]/g, '')
        .replaceAll('-', '+')
        .replaceAll('_', '/'),
    );
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch (error) {
    malformedMap(file, 'the base64 of its data: URL cannot be read', error);
  }
}

/** Bytes and not `decodeURIComponent`, which refuses a `%` that stands for itself. */
function percentDecoded(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1, length += 1) {
    const value = bytes[at] === 0x25 ? hexByte(bytes[at + 1], bytes[at + 2]) : null;
    bytes[length] = value ?? bytes[at] ?? 0;
    if (value !== null) at += 2;
  }
  return bytes.subarray(0, length);
}

function hexByte(high: number | undefined, low: number | undefined): number | null {
  const text = String.fromCharCode(high ?? 0, low ?? 0);
  return /^[0-9a-f]{2}$/i.test(text) ? Number.parseInt(text, 16) : null;
}
