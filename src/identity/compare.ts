import { fileNameOf, isPlaceholder, urlFileName } from './file-name.ts';
import type { ModuleIdentity } from './module-identity.ts';

/** What was compared. Strongest first: an id is of one build, a hash of one file, a name of all builds. */
export const EVIDENCE_KINDS = [
  'build-id',
  'code-hash',
  'v8-hash',
  'byte-length',
  'url',
  'file-name',
  'module-name',
  'function-names',
  'function-count',
] as const;

export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** Something that both identities know, and whether they agree on it. */
export interface IdentityEvidence {
  readonly kind: EvidenceKind;
  readonly agrees: boolean;
}

/**
 * Compares what is wanted with a candidate, in all that both know, strongest evidence first. What only differs where it need not agree is left out: a stripped copy
 * has another size and V8 hash than the debug build that answers for it, and a file may have been renamed.
 */
export function compareIdentities(wanted: ModuleIdentity, candidate: ModuleIdentity): readonly IdentityEvidence[] {
  return EVIDENCE_KINDS.flatMap((kind) => {
    const agrees = COMPARISONS[kind](wanted, candidate);
    return agrees === null ? [] : [{ kind, agrees }];
  });
}

/** Whether two modules agree; `null` where one of them does not know, or where a difference means nothing. */
type Comparison = (wanted: ModuleIdentity, candidate: ModuleIdentity) => boolean | null;

const COMPARISONS: Readonly<Record<EvidenceKind, Comparison>> = {
  'build-id': (wanted, { buildIds }) =>
    wanted.buildIds.length === 0 || buildIds.length === 0 ? null : wanted.buildIds.some((id) => buildIds.includes(id)),
  'code-hash': (wanted, { codeHash }) =>
    wanted.codeHash === null || codeHash === null ? null : wanted.codeHash === codeHash,
  'v8-hash': ({ v8Hash }, candidate) => (v8Hash !== null && v8Hash === candidate.v8Hash ? true : null),
  'byte-length': ({ byteLength }, candidate) =>
    byteLength !== null && byteLength === candidate.byteLength ? true : null,
  url: ({ url }, candidate) => (url !== null && url === candidate.url ? true : null),
  'file-name': ({ url }, candidate) => {
    const fileName = url === null ? null : urlFileName(url);
    return fileName !== null && fileName === fileNameOfIdentity(candidate) ? true : null;
  },
  'module-name': ({ names }, candidate) => {
    const fileName = fileNameOfIdentity(candidate);
    return names.some((name) => name === fileName || candidate.names.includes(name)) ? true : null;
  },
  'function-names': (wanted, candidate) => {
    const known = new Map(candidate.functionNames.map(({ functionIndex, name }) => [functionIndex, name]));
    const common = wanted.functionNames.filter(({ functionIndex }) => known.has(functionIndex));
    return common.length > 0 && common.every(({ functionIndex, name }) => known.get(functionIndex) === name)
      ? true
      : null;
  },
  'function-count': (wanted, { functionCount }) => {
    const largest = Math.max(-1, ...wanted.functionNames.map(({ functionIndex }) => functionIndex));
    if (functionCount === null) return null;
    if (wanted.functionCount !== null) return wanted.functionCount === functionCount;
    return largest >= functionCount ? false : null;
  },
};

function fileNameOfIdentity({ url }: ModuleIdentity): string | null {
  return url === null || isPlaceholder(url) ? null : fileNameOf(url);
}
