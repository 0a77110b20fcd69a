import { SymbolicationError } from '../errors.ts';
import { cursorOver, readU32 } from './cursor.ts';
import { customSections, isCut } from './module.ts';
import type { ModuleLayout } from './module.ts';

/** Bytes of a `build_id` section that are read. Known ids have 16 (UUID), 20 (SHA-1) or 32 bytes; a longer section is no id. */
const BUILD_ID_LIMIT = 1024;

/** A build id, and what stands in front of it in its section. */
export interface BuildIdSection {
  /** Not empty. */
  readonly id: Uint8Array;
  /** The bytes of the length in front; empty where the section has none. */
  readonly prefix: Uint8Array;
}

/**
 * The module's build id, `null` where it has none. By convention (tool-conventions, BuildId.md) they have their length in front of them;
 * wasm-split of 2020 and some bundlers wrote the 16 bytes alone. A first number that is exactly the number of bytes behind it is a length.
 */
export async function readBuildIdSection(layout: ModuleLayout): Promise<BuildIdSection | null> {
  const [section] = customSections(layout, 'build_id');
  if (section === undefined || isCut(section) || section.size > BUILD_ID_LIMIT) return null;
  const payload = await layout.reader.read(section.contents, section.size);
  const prefix = lengthPrefix(payload, section.contents);
  // A copy, as what is read may be part of a large window.
  const id = payload.slice(prefix);
  return id.length === 0 ? null : { id, prefix: payload.slice(0, prefix) };
}

/** The bytes of the build id alone. */
export async function readBuildId(layout: ModuleLayout): Promise<Uint8Array | null> {
  return (await readBuildIdSection(layout))?.id ?? null;
}

/** Bytes that the length in front takes, 0 where there is none. */
function lengthPrefix(payload: Uint8Array, base: number): number {
  const cursor = cursorOver(payload, base, null);
  try {
    return readU32(cursor) === payload.length - cursor.at ? cursor.at : 0;
  } catch (error) {
    // Raw bytes need not be a number at all.
    if (SymbolicationError.is(error)) return 0;
    throw error;
  }
}
