import { compareIdentities, EVIDENCE_KINDS, type IdentityEvidence } from './compare.ts';
import type { ModuleIdentity } from './module-identity.ts';

/** How sure it is that a candidate is the module: by an id or a hash; by a name; by nothing but that there is no other. */
export type Certainty = 'proven' | 'likely' | 'possible';

/** What came out for all candidates. */
export interface Identification {
  /** Indexes of the candidates that are as likely as each other, and likelier than the others; empty where none is named. */
  readonly best: readonly number[];
  /** `null` where `best` is empty. */
  readonly certainty: Certainty | null;
  /** By candidate: what agrees and what does not. */
  readonly evidence: readonly (readonly IdentityEvidence[])[];
}

/**
 * Which of the candidates an identity means, how sure, and why. An id, a hash or a number of functions that differs excludes a candidate; of the others those are best whose
 * strongest evidence is the strongest, and among equals those with more of it. Takes time linear in the candidates.
 */
export function identify(wanted: ModuleIdentity, candidates: readonly ModuleIdentity[]): Identification {
  const evidence = candidates.map((candidate) => compareIdentities(wanted, candidate));
  const strengths = evidence.map(strengthOf);
  const most = Math.max(0, ...strengths);
  const best = most === 0 ? [] : strengths.flatMap((strength, i) => (strength === most ? [i] : []));
  return { best, certainty: certaintyOf(evidence[best[0] ?? -1] ?? []), evidence };
}

/** Comparable: a digit for each kind of evidence. 0 where nothing agrees, or something contradicts. */
export function strengthOf(evidence: readonly IdentityEvidence[]): number {
  if (evidence.some(({ agrees }) => !agrees)) return 0;
  return evidence.reduce((sum, { kind }) => sum + 2 ** (EVIDENCE_KINDS.length - EVIDENCE_KINDS.indexOf(kind)), 0);
}

const PROOFS: readonly string[] = ['build-id', 'code-hash', 'v8-hash', 'byte-length'];

/** Of the evidence for the chosen candidate. */
export function certaintyOf(evidence: readonly IdentityEvidence[]): Certainty | null {
  if (evidence.length === 0 || evidence.some(({ agrees }) => !agrees)) return null;
  return evidence.some(({ kind }) => PROOFS.includes(kind)) ? 'proven' : 'likely';
}
