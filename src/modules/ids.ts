import { readFileIdentity } from '../build/identity.ts';
import { type ModuleIds, moduleIds } from '../ids/module-ids.ts';
import { furtherIdentity } from '../symbol-index/further-identity.ts';
import { identity, type SymbolIndex } from '../symbol-index/index.ts';
import type { Module } from './module.ts';

/** All spellings of the ids of the module that an index was built from. Throws 'malformed-index' where its identity is damaged. */
export function idsOfIndex(index: SymbolIndex): ModuleIds {
  return moduleIds({ ...identity(index), ...furtherIdentity(index) });
}

/** All spellings of a module's ids. Its code is read for its hash, unless a symbol index stands for it. */
export async function idsOf(
  module: Module,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ModuleIds> {
  const { file, opened } = module;
  if (file === null) {
    if (opened === null) throw new TypeError('a module is a file or a symbol index');
    return idsOfIndex(opened);
  }
  const { buildId, buildIdPrefix, codeHash, fileHash } = await readFileIdentity(file, true, options.signal);
  return moduleIds({
    buildId: hex(buildId),
    buildIdPrefix: hex(buildIdPrefix),
    codeHash: hex(codeHash),
    fileHash: hex(fileHash),
    moduleSize: file.layout.reader.size,
  });
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
