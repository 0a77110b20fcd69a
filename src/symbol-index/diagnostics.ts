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
  /** Offset of the first case, in the section that the kind is about; for the kinds of the container, the last four, in the module file. */
  readonly place: number;
}

/** Kinds by code, from the code that the run begins with: first the core's, then the container's. */
const RUNS: readonly { readonly from: number; readonly kinds: readonly DiagnosticKind[] }[] = [
  {
    from: 1,
    kinds: [
      'unit-malformed',
      'line-program-malformed',
      'stale-dwarf',
      'hollow-dwarf',
      'ambiguous-claim',
      'sequence-dropped',
      'torn-function',
      'name-unresolved',
      'ranges-malformed',
      'unit-unsupported',
      'limit-reached',
      'demangling-failed',
    ],
  },
  { from: 100, kinds: ['name-section-malformed', 'section-truncated', 'name-out-of-range', 'exports-malformed'] },
];

/** What the builder met and left out, by kind. */
export function diagnostics(index: SymbolIndex): Diagnostic[] {
  const words = index.diagnostics;
  const result: Diagnostic[] = [];
  for (let at = 0; at + 2 < words.length; at += 3) {
    const code = words[at] ?? 0;
    const kind = RUNS.map(({ from, kinds }) => kinds[code - from]).find((found) => found !== undefined);
    result.push({ kind: kind ?? 'other', count: words[at + 1] ?? 0, place: words[at + 2] ?? 0 });
  }
  return result;
}
