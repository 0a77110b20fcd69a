import type { SymbolIndex } from './symbol-index.ts';

/** What the builder of an index met and left out. `other`: a code that this version does not know. */
export type DiagnosticKind =
  | 'unit-malformed'
  | 'line-program-malformed'
  | 'stale-dwarf'
  | 'hollow-dwarf'
  | 'ambiguous-claim'
  | 'sequence-dropped'
  | 'torn-function'
  | 'name-unresolved'
  | 'ranges-malformed'
  | 'unit-unsupported'
  | 'limit-reached'
  | 'demangling-failed'
  | 'name-section-malformed'
  | 'section-truncated'
  | 'name-out-of-range'
  | 'exports-malformed'
  | 'other';

export interface Diagnostic {
  readonly kind: DiagnosticKind;
  readonly count: number;
  /** Lowest offset of a case, in the section that the kind is about; for the kinds of the container, the last four, in the module file. */
  readonly place: number;
}

/** By code: below 100 the core's, from there on the container's. */
const KINDS: Readonly<Partial<Record<number, DiagnosticKind>>> = {
  1: 'unit-malformed',
  2: 'line-program-malformed',
  3: 'stale-dwarf',
  4: 'hollow-dwarf',
  5: 'ambiguous-claim',
  6: 'sequence-dropped',
  7: 'torn-function',
  8: 'name-unresolved',
  9: 'ranges-malformed',
  10: 'unit-unsupported',
  11: 'limit-reached',
  12: 'demangling-failed',
  100: 'name-section-malformed',
  101: 'section-truncated',
  102: 'name-out-of-range',
  103: 'exports-malformed',
};

/** What the builder met and left out, by kind. */
export function diagnostics(index: SymbolIndex): Diagnostic[] {
  const words = index.diagnostics;
  return Array.from({ length: words.length / 3 }, (_, at) => ({
    kind: KINDS[words[at * 3] ?? 0] ?? 'other',
    count: words[at * 3 + 1] ?? 0,
    place: words[at * 3 + 2] ?? 0,
  }));
}
