import { idSpellings } from '../ids/id-spellings.ts';
import { type ModuleIds, namesModule } from '../ids/module-ids.ts';
import { byteLengthOfV8UrlHash } from '../ids/v8-hash.ts';
import type { ModuleIdentity } from '../identity/module-identity.ts';
import { idsOfIndex } from '../modules/ids.ts';
import type { FoundBy } from '../sources/symbol-source.ts';
import { identity as identityOf, type SymbolIndex } from '../symbol-index/index.ts';

/**
 * On what an answer rests. `build-id`, `code-hash`, `byte-length`: the module's own, equal to that of the identity. `kept-under-id`: a source has the file under the id, and the file itself holds none.
 * The others: by this alone it was found, and it may be another build, which only the frames can tell.
 */
export type ModuleEvidence = 'build-id' | 'code-hash' | 'byte-length' | 'kept-under-id' | Exclude<FoundBy, 'build-id'>;

/** `null`: the module is another build than the one that was asked for. */
export function judge(
  wanted: ModuleIdentity,
  indexes: readonly SymbolIndex[],
  foundBy: FoundBy,
): ModuleEvidence | null {
  const verdicts = indexes.map((index) => judgeOne(wanted, index));
  const proof = verdicts.find((verdict) => verdict !== 'other' && verdict !== 'unknown');
  if (proof !== undefined) return proof;
  // Of a component one core module is meant, and the others differ.
  if (verdicts.every((verdict) => verdict === 'other')) return null;
  return foundBy === 'build-id' ? 'kept-under-id' : foundBy;
}

type Verdict = 'build-id' | 'code-hash' | 'byte-length' | 'other' | 'unknown';

function judgeOne(wanted: ModuleIdentity, index: SymbolIndex): Verdict {
  const { buildId, codeHash, importedFunctions, functionCount, moduleSize } = identityOf(index);
  if (buildId !== null && wanted.buildIds.length > 0) {
    return isOneOf(wanted.buildIds, idsOfIndex(index)) ? 'build-id' : 'other';
  }
  if (codeHash !== null && wanted.codeHash !== null) return codeHash === wanted.codeHash ? 'code-hash' : 'other';
  if (wanted.functionCount !== null && wanted.functionCount !== importedFunctions + functionCount) return 'other';
  // Another length says nothing: what was kept may have the debug information that was taken out of the deployed file.
  return lengthOf(wanted) === moduleSize ? 'byte-length' : 'unknown';
}

function isOneOf(wanted: readonly string[], ids: ModuleIds): boolean {
  const { buildIds, codeIds } = idSpellings(wanted);
  return [...buildIds, ...codeIds].some((id) => namesModule(ids, id));
}

function lengthOf({ byteLength, v8Hash }: ModuleIdentity): number | null {
  return byteLength ?? (v8Hash === null ? null : byteLengthOfV8UrlHash(v8Hash));
}
