import { ByteWriter, readUleb, uleb } from './bytes.ts';

/** A section as it lies in a module. */
export interface RawSection {
  readonly id: number;
  /** Of a custom section; `null` for the others. */
  readonly name: string | null;
  /** Behind the size, in a custom section behind the name. */
  readonly contents: Uint8Array;
}

const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** The sections of a sound module. */
export function splitModule(bytes: Uint8Array): RawSection[] {
  const sections: RawSection[] = [];
  for (let at = PREAMBLE.length; at < bytes.length;) {
    const id = bytes[at] ?? 0;
    const size = readUleb(bytes, at + 1);
    const end = size.end + size.value;
    if (id === 0) {
      const name = readUleb(bytes, size.end);
      const contents = name.end + name.value;
      const text = new TextDecoder().decode(bytes.subarray(name.end, contents));
      sections.push({ id, name: text, contents: bytes.subarray(contents, end) });
    } else {
      sections.push({ id, name: null, contents: bytes.subarray(size.end, end) });
    }
    at = end;
  }
  return sections;
}

export function joinModule(sections: readonly RawSection[]): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.bytes(PREAMBLE);
  for (const section of sections) writeSection(writer, section);
  return writer.view();
}

function writeSection(writer: ByteWriter, { id, name, contents }: RawSection): void {
  const nameBytes = name === null ? null : new TextEncoder().encode(name);
  const head = nameBytes === null ? [] : [...uleb(nameBytes.length), ...nameBytes];
  writer.number(id, 1);
  writer.uleb(head.length + contents.length);
  writer.bytes(head);
  writer.bytes(contents);
}

export function customSection(name: string, contents: Uint8Array): RawSection {
  return { id: 0, name, contents };
}

/** Types, functions and a code section of bodies of these sizes: no locals, `nop` up to the last `end`. */
export function codeSections(sizes: readonly number[]): RawSection[] {
  const functions = new ByteWriter();
  const code = new ByteWriter();
  functions.uleb(sizes.length);
  code.uleb(sizes.length);
  for (const size of sizes) {
    functions.number(0, 1);
    code.uleb(size);
    if (size === 0) continue;
    code.number(0, 1);
    code.fill(0x01, Math.max(0, size - 2));
    if (size > 1) code.number(0x0b, 1);
  }
  return [
    { id: 1, name: null, contents: Uint8Array.of(1, 0x60, 0, 0) },
    { id: 3, name: null, contents: functions.view() },
    { id: 10, name: null, contents: code.view() },
  ];
}

/** Code-relative start of each body of {@link codeSections}. */
export function bodyStarts(sizes: readonly number[]): number[] {
  let at = uleb(sizes.length).length;
  return sizes.map((size) => {
    const start = at + uleb(size).length;
    at = start + size;
    return start;
  });
}
