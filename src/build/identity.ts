import { hashCode } from '../container/code-hash.ts';
import { hashFileEnds } from '../container/file-hash.ts';
import { readBuildIdSection } from '../container/build-id.ts';
import { importedNamesBytes } from './imported-names.ts';
import type { NameSource } from './name-table.ts';
import type { OpenModule } from './open-module.ts';

/** What of a module's identity has to be read from its file. */
export interface FileIdentity {
  /** `null` in a partial index and on hosts without `crypto.subtle`. */
  readonly codeHash: Uint8Array | null;
  readonly buildId: Uint8Array | null;
  /** The length in front of the build id; empty where it has none. */
  readonly buildIdPrefix: Uint8Array | null;
  /** Of the file that is deployed, which is the component where the module is in one. `null` as `codeHash`. */
  readonly fileHash: Uint8Array | null;
}

/** Of a module whose file is not asked. */
export const NO_FILE_IDENTITY: FileIdentity = { codeHash: null, buildId: null, buildIdPrefix: null, fileHash: null };

/** @param whole `false` for a partial index, which is used once: nobody asks for its hashes */
export async function readFileIdentity(
  { layout, nesting }: OpenModule,
  whole: boolean,
  signal?: AbortSignal,
): Promise<FileIdentity> {
  const section = await readBuildIdSection(layout);
  return {
    codeHash: whole ? await hashCode(layout, signal) : null,
    buildId: section?.id ?? null,
    buildIdPrefix: section?.prefix ?? null,
    fileHash: whole ? await hashFileEnds(nesting?.component.reader ?? layout.reader) : null,
  };
}

const COUNTS_SIZE = 24;

/** What an identity section begins with: numbers that need no more of the file than is known. */
export function identityCounts(module: OpenModule): Uint8Array {
  const counts = new Uint8Array(COUNTS_SIZE);
  const view = new DataView(counts.buffer);
  view.setUint32(0, module.codeStart, true);
  view.setUint32(4, module.layout.code?.announced ?? 0, true);
  view.setBigUint64(8, BigInt(module.layout.reader.size), true);
  view.setUint32(16, module.importedFunctions, true);
  view.setUint32(20, module.exports.count, true);
  return counts;
}

/**
 * The identity section of a symbol index, byte for byte as the format specifies it (module doc of native/src/format.rs).
 * @param sources of the imported functions' names
 */
export function identityBytes(
  module: OpenModule,
  { codeHash, buildId, buildIdPrefix, fileHash }: FileIdentity,
  sources: readonly NameSource[],
): Uint8Array {
  const moduleName = module.moduleName === null ? null : new TextEncoder().encode(module.moduleName);
  const imported = importedNamesBytes(module, sources);
  const runs = [codeHash, buildId, moduleName, buildIdPrefix, fileHash, imported];
  const bytes = new Uint8Array(runs.reduce((size, run) => size + 4 + (run?.length ?? 0), COUNTS_SIZE));
  const view = new DataView(bytes.buffer);
  bytes.set(identityCounts(module));
  let at = COUNTS_SIZE;
  for (const run of runs) {
    const length = run?.length ?? 0;
    view.setUint32(at, length, true);
    if (run !== null) bytes.set(run, at + 4);
    at += 4 + length;
  }
  return bytes;
}
