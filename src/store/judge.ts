import { compareIdentities, type EvidenceKind } from '../identity/compare.ts';
import type { ModuleIdentity } from '../identity/module-identity.ts';
import { identityOfIndex } from '../modules/identity.ts';
import type { FoundBy } from '../sources/symbol-source.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';

/** What proves that a module is the one meant, whatever led to it. */
const PROOFS = ['build-id', 'code-hash', 'v8-hash', 'byte-length'] as const satisfies readonly EvidenceKind[];

/**
 * On what an answer rests. `build-id`, `code-hash`, `v8-hash`, `byte-length`: the module's own, equal to what is known. `kept-under-id`: a source has the file under the id, and the file itself holds none.
 * The others: by this alone it was found, and it may be another build, which only the frames can tell.
 */
export type ModuleEvidence = (typeof PROOFS)[number] | 'kept-under-id' | Exclude<FoundBy, 'build-id'>;

/** `null`: the module is another build than the one that was asked for. */
export function judge(
  wanted: ModuleIdentity,
  indexes: readonly SymbolIndex[],
  foundBy: FoundBy,
): ModuleEvidence | null {
  const compared = indexes.map((index) => compareIdentities(wanted, identityOfIndex(index)));
  const sound = compared.filter((evidence) => evidence.every(({ agrees }) => agrees));
  // Of a component one core module is meant, and the others differ.
  if (sound.length === 0) return null;
  const proof = PROOFS.find((kind) => sound.some((evidence) => evidence.some((each) => each.kind === kind)));
  return proof ?? (foundBy === 'build-id' ? 'kept-under-id' : foundBy);
}

/** Of these the frames alone can tell a wrong build. */
export const WITHOUT_PROOF: ReadonlySet<ModuleEvidence> = new Set<ModuleEvidence>(['url', 'file-name', 'elimination']);
