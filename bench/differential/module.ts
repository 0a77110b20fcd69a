/**
 * The harness's own reading of a module: sections, bodies, function names. It shares nothing with the package, so that a
 * mistake there cannot hide itself here.
 */
export interface Body {
  /** Code-relative address just behind the body's size. */
  readonly start: number;
  readonly end: number;
  /** Imports counted. */
  readonly functionIndex: number;
}

export interface WasmModule {
  readonly bytes: Uint8Array;
  /** Module-file offset of the code section's contents. */
  readonly codeStart: number;
  readonly bodies: readonly Body[];
  /** Custom sections by name; of several the last. */
  readonly custom: ReadonlyMap<string, Uint8Array>;
  /** From the name section, by function index. */
  readonly names: ReadonlyMap<number, string>;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads LEBs and vectors of a module; throws where the bytes end. */
class Reader {
  position: number;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  byte(): number {
    const byte = this.bytes[this.position++];
    if (byte === undefined) throw new RangeError('module ends early');
    return byte;
  }

  leb(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  text(): string {
    const length = this.leb();
    this.position += length;
    return utf8.decode(this.bytes.subarray(this.position - length, this.position));
  }
}

/** Reads a core module. */
export function readWasm(bytes: Uint8Array): WasmModule {
  const reader = new Reader(bytes, 8);
  const custom = new Map<string, Uint8Array>();
  let importedFunctions = 0;
  let codeStart = 0;
  let bodies: Body[] = [];
  while (reader.position < bytes.length) {
    const id = reader.byte();
    const size = reader.leb();
    const end = reader.position + size;
    if (id === 0) {
      const name = reader.text();
      custom.set(name, bytes.subarray(reader.position, end));
    } else if (id === 2) {
      importedFunctions = countImportedFunctions(reader);
    } else if (id === 10) {
      codeStart = reader.position;
      bodies = readBodies(reader, codeStart, importedFunctions);
    }
    reader.position = end;
  }
  return { bytes, codeStart, bodies, custom, names: readNames(custom.get('name') ?? new Uint8Array(0)) };
}

/** The body that holds a code-relative address. */
export function bodyOf(module: WasmModule, address: number): Body | undefined {
  let low = 0;
  let high = module.bodies.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((module.bodies[middle]?.start ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  const body = module.bodies[low - 1];
  return body !== undefined && address < body.end ? body : undefined;
}

function readBodies(reader: Reader, codeStart: number, importedFunctions: number): Body[] {
  const bodies: Body[] = [];
  const count = reader.leb();
  for (let i = 0; i < count; i++) {
    const size = reader.leb();
    const start = reader.position - codeStart;
    bodies.push({ start, end: start + size, functionIndex: importedFunctions + i });
    reader.position += size;
  }
  return bodies;
}

function countImportedFunctions(reader: Reader): number {
  let functions = 0;
  for (let left = reader.leb(); left > 0; left--) {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === 0) {
      functions++;
      reader.leb();
    } else if (kind === 1) {
      skipValueType(reader);
      skipLimits(reader);
    } else if (kind === 2) {
      skipLimits(reader);
    } else if (kind === 3) {
      skipValueType(reader);
      reader.byte();
    } else {
      reader.byte();
      reader.leb();
    }
  }
  return functions;
}

function skipValueType(reader: Reader): void {
  const type = reader.byte();
  if (type === 0x63 || type === 0x64) reader.leb();
}

function skipLimits(reader: Reader): void {
  const flags = reader.leb();
  reader.leb();
  if (flags & 1) reader.leb();
  if (flags & 8) reader.leb();
}

function readNames(section: Uint8Array): Map<number, string> {
  const names = new Map<number, string>();
  const reader = new Reader(section);
  while (reader.position < section.length) {
    const id = reader.byte();
    const end = reader.leb() + reader.position;
    if (id === 1) {
      for (let left = reader.leb(); left > 0; left--) {
        const index = reader.leb();
        names.set(index, reader.text());
      }
    }
    reader.position = end;
  }
  return names;
}
