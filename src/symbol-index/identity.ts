import type { SectionReader } from './section-reader.ts';

/** What tells one module from another, and one build of it from the next. */
export interface IndexIdentity {
  /** Module-file offset of the code section's contents. */
  readonly codeStart: number;
  /** Size of the code section's contents, in bytes, as the section announces it: bodies that a cut file lacks included. */
  readonly codeSize: number;
  /** Size of the module file, in bytes. */
  readonly moduleSize: number;
  readonly importedFunctions: number;
  readonly exportedFunctions: number;
  /** SHA-256 of the concatenated SHA-256 of each 1 MiB of the code section's contents, in hex. */
  readonly codeHash: string | null;
  /** As in the module's `build_id` section, in hex. */
  readonly buildId: string | null;
  /** From the name section. */
  readonly moduleName: string | null;
  /** Function bodies in the code section. */
  readonly functionCount: number;
  /** The index was built for chosen offsets, or for names, only: a body without rows may have some in a full index. */
  readonly partial: boolean;
  /** Line rows decided over inline ranges where a tool tore them. */
  readonly arbitrated: boolean;
}

const PARTIAL = 1;
const ARBITRATED = 2;

/** For `openIndex`: the identity section, with what the rest of the file adds to it. */
export function readIdentity(reader: SectionReader, functionCount: number, flags: number): IndexIdentity {
  return {
    codeStart: reader.u32(),
    codeSize: reader.u32(),
    moduleSize: reader.u32() + reader.u32() * 2 ** 32,
    importedFunctions: reader.u32(),
    exportedFunctions: reader.u32(),
    codeHash: hex(reader.bytes(reader.u32())),
    buildId: hex(reader.bytes(reader.u32())),
    moduleName: reader.text(reader.u32()),
    functionCount,
    partial: !!(flags & PARTIAL),
    arbitrated: !!(flags & ARBITRATED),
  };
}

function hex(bytes: Uint8Array): string | null {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') || null;
}
