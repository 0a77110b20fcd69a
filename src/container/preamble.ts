import { SymbolicationError } from '../errors.ts';
import type { RangeReader } from './range-reader.ts';
import { decodeText } from './text.ts';

/** Bytes of magic number and version in front of the first section. */
export const PREAMBLE_SIZE = 8;

const SIGNATURES: readonly (readonly [signature: string, description: string])[] = [
  ['wsym', 'a symbol index'],
  ['\x7fELF', 'an ELF file'],
  ['MZ', 'a Windows executable'],
  ['\xcf\xfa\xed\xfe', 'a Mach-O file'],
  ['BC\xc0\xde', 'LLVM bitcode'],
  ['!<arch>\n', 'an ar archive'],
  ['\x1f\x8b', 'gzip data; decompress it first'],
  ['\x28\xb5\x2f\xfd', 'zstd data; decompress it first'],
  ['PK\x03\x04', 'a zip archive'],
  ['\x89PNG', 'a PNG image'],
  ['version https://git-lfs', 'a Git LFS pointer; fetch the file itself'],
];

const TEXT_SIGNATURES: readonly (readonly [pattern: RegExp, description: string])[] = [
  [/^\s*<(!doctype|html|head|\?xml)/i, 'an HTML or XML page, as a server sends for a wrong address'],
  [/^\s*\((module|component)\b/, 'WebAssembly text; assemble it first'],
  [/^\s*[{[]/, 'JSON'],
];

/** Versions of modules and of components, as the first four bytes behind the magic number have them: a version and a layer. */
const KINDS = [
  { version: 1, layer: 0, kind: 'module' },
  { version: 13, layer: 1, kind: 'component' },
] as const;

/**
 * Whether a file is a core module of version 1 or a component.
 * @throws SymbolicationError `not-a-module` with what the file looks like instead
 */
export async function readPreamble(reader: RangeReader): Promise<'module' | 'component'> {
  const head = await reader.read(0, Math.min(256, reader.size));
  const file = reader.name ?? 'The input';
  const isWasm = latin1(head.subarray(0, 4)) === '\0asm';
  if (!isWasm || head.length < PREAMBLE_SIZE) {
    const looks = isWasm ? 'only the beginning of a WebAssembly module' : describeContents(head, reader.size);
    throw new SymbolicationError('not-a-module', `${file} is no WebAssembly module: it is ${looks}.`, {
      file: reader.name,
      offset: 0,
    });
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = view.getUint16(4, true);
  const layer = view.getUint16(6, true);
  const known = KINDS.find((each) => each.version === version && each.layer === layer);
  if (known !== undefined) return known.kind;
  throw new SymbolicationError(
    'not-a-module',
    `${file} has WebAssembly version ${version}, layer ${layer}; only modules of version 1 and components of version 13 are read.`,
    { file: reader.name, offset: 4 },
  );
}

function describeContents(head: Uint8Array, size: number): string {
  if (size === 0) return 'empty';
  const text = latin1(head);
  const known = SIGNATURES.find(([signature]) => text.startsWith(signature));
  if (known !== undefined) return known[1];
  const textual = decodeText(head);
  const knownText = TEXT_SIGNATURES.find(([pattern]) => pattern.test(textual));
  if (knownText !== undefined) return knownText[1];
  // Of the control characters, text has tab, line feed, form feed and carriage return.
  const isText = head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d);
  return isText ? 'text' : 'binary data of an unknown kind';
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
