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
  | 'section-malformed'
  | 'symbol-list-malformed'
  | 'symbol-list-out-of-range'
  | 'symbol-list-of-other-build'
  | 'symbol-list-incomplete'
  | 'symbol-table-malformed'
  | 'stale-source-map'
  | 'source-map-other-lines'
  | 'source-map-scopes-malformed'
  | 'source-map-unknown-source'
  | 'source-map-line-outside'
  | 'source-map-section-missing'
  | 'source-map-field-malformed'
  | 'split-debug-missing'
  | 'split-debug-mismatch'
  | 'companion-missing'
  | 'other-code'
  | 'split-file-unreadable'
  | 'dwarf-shifted'
  | 'split-file-truncated'
  | 'section-missing'
  | 'other';

export interface Diagnostic {
  readonly kind: DiagnosticKind;
  readonly count: number;
  /**
   * Lowest offset of a case, in the section that the kind is about; for the kinds of the container (name section, exports, sections,
   * symbol table) in the module file; for those of a symbol list in the list's file.
   */
  readonly place: number;
}

/** By code: below 100 the core's, from there on the container's, from 200 on those of source maps. */
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
  20: 'split-debug-missing',
  21: 'split-debug-mismatch',
  100: 'name-section-malformed',
  101: 'section-truncated',
  102: 'name-out-of-range',
  103: 'exports-malformed',
  104: 'section-malformed',
  105: 'section-missing',
  110: 'companion-missing',
  111: 'other-code',
  112: 'split-file-unreadable',
  113: 'dwarf-shifted',
  114: 'split-file-truncated',
  130: 'symbol-list-malformed',
  131: 'symbol-list-out-of-range',
  132: 'symbol-list-of-other-build',
  133: 'symbol-list-incomplete',
  134: 'symbol-table-malformed',
  200: 'stale-source-map',
  201: 'source-map-other-lines',
  202: 'source-map-scopes-malformed',
  203: 'source-map-unknown-source',
  204: 'source-map-line-outside',
  205: 'source-map-section-missing',
  206: 'source-map-field-malformed',
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
