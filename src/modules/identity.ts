import { readBuildIdSection } from '../container/build-id.ts';
import type { OpenModule } from '../build/open-module.ts';
import { SymbolicationError } from '../errors.ts';
import { type ModuleIds, moduleIds } from '../ids/module-ids.ts';
import { v8ContentHash } from '../ids/v8-content-hash.ts';
import { type ModuleIdentity, moduleIdentity } from '../identity/module-identity.ts';
import { identity as identityIn, type SymbolIndex } from '../symbol-index/index.ts';
import { idsOf, idsOfIndex } from './ids.ts';
import type { Module } from './module.ts';

export interface IdentityOptions {
  /** Reads all code for its hash, of a module that is no symbol index. Left out: `codeHash` is `null` there. */
  readonly codeHash?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a module, or the symbol index that stands for it, says of itself. */
export async function identityOf(module: Module, options: IdentityOptions = {}): Promise<ModuleIdentity> {
  const { file, opened, outline } = module;
  if (file === null) {
    if (opened === null) throw new TypeError('a module is a file or a symbol index');
    return identityOfIndex(opened);
  }
  const ids = options.codeHash === true ? await idsOf(module, options) : await idsWithoutHash(file);
  return moduleIdentity({
    url: outline.name,
    names: outline.moduleName === null ? [] : [outline.moduleName],
    buildIds: buildIdsOf(ids),
    v8Hash: ids.v8UrlHash ?? (await contentHash(file)),
    byteLength: file.layout.reader.size,
    codeHash: ids.derived?.codeHash ?? null,
    functionCount: file.importedFunctions + file.bodyStarts.length,
  });
}

/**
 * What a symbol index says of the module that it was built from. Throws 'malformed-index' where its identity is damaged. Of a module below 16,384 bytes V8's hash is
 * not known: it is one of the file's bytes.
 */
export function identityOfIndex(index: SymbolIndex): ModuleIdentity {
  const { moduleName, moduleSize, importedFunctions, functionCount } = identityIn(index);
  const ids = idsOfIndex(index);
  return moduleIdentity({
    url: index.name,
    names: moduleName === null ? [] : [moduleName],
    buildIds: buildIdsOf(ids),
    v8Hash: ids.v8UrlHash,
    byteLength: moduleSize,
    codeHash: ids.derived?.codeHash ?? null,
    functionCount: importedFunctions + functionCount,
  });
}

/** Without dashes and ages, so that equal ids are equal texts. */
function buildIdsOf({ buildId, codeId, debug, canonicalDebug }: ModuleIds): readonly string[] {
  const spellings = [buildId, codeId, debug?.debugId, canonicalDebug?.debugId];
  return [...new Set(spellings.flatMap((id) => (id == null ? [] : [id.replaceAll('-', '').toLowerCase()])))];
}

async function idsWithoutHash(file: OpenModule): Promise<ModuleIds> {
  const section = await readBuildIdSection(file.layout);
  return moduleIds({
    buildId: hex(section?.id),
    buildIdPrefix: hex(section?.prefix),
    codeHash: null,
    fileHash: null,
    moduleSize: file.layout.reader.size,
  });
}

async function contentHash({ layout }: OpenModule): Promise<string | null> {
  const { reader } = layout;
  return reader.size <= LARGEST_HASHED ? v8ContentHash(await reader.read(0, reader.size)) : null;
}

/** V8 hashes the bytes of smaller modules only. */
const LARGEST_HASHED = 16_383;

function hex(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** As {@link identityOf}, read once; `null` where the file cannot be read any more. */
export async function knownIdentityOf(module: Module): Promise<ModuleIdentity | null> {
  const known = identities.get(module);
  if (known !== undefined) return known;
  try {
    const identity = await identityOf(module);
    identities.set(module, identity);
    return identity;
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
    return null;
  }
}

const identities = new WeakMap<Module, ModuleIdentity>();
