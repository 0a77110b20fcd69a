import type { Inspection } from '../modules/inspect.ts';
import type { Diagnostic, DiagnosticKind } from '../symbol-index/diagnostics.ts';
import { cutFileText, cutSplitText } from './cut-file.ts';
import { adviceFor, isOfUnknownTools } from './advice.ts';
import { isComponentGlue } from './component-glue.ts';
import type { Finding } from './finding.ts';
import { counted } from './words.ts';

const DEBUG_INFO_KINDS: readonly DiagnosticKind[] = [
  'unit-malformed',
  'line-program-malformed',
  'ranges-malformed',
  'name-unresolved',
  'unit-unsupported',
  'limit-reached',
];
const NAME_KINDS: readonly DiagnosticKind[] = ['name-section-malformed', 'name-out-of-range', 'exports-malformed'];

/** What tools broke in a build, and ids by which it cannot be told from others. */
export function damageFindings(inspection: Inspection, others: readonly Inspection[]): Finding[] {
  return [...tornCalls(inspection), ...damage(inspection), ...idFindings(inspection, others)];
}

function tornCalls({ diagnostics }: Inspection): Finding[] {
  const torn = total(diagnostics, ['torn-function']);
  if (torn === 0) return [];
  const message = `in ${counted(torn, 'function')} a tool tore the ranges of inlined calls; lines decide which holds where`;
  return [{ code: 'torn-inlined-calls', about: 'damage', severity: 'note', message, advice: [] }];
}

function damage(inspection: Inspection): Finding[] {
  const { diagnostics } = inspection;
  const found: Finding[] = [];
  const add = (
    kinds: readonly DiagnosticKind[],
    code: Finding['code'],
    severity: Finding['severity'],
    what: string,
  ): void => {
    const cases = total(diagnostics, kinds);
    if (cases > 0)
      found.push({ code, about: 'damage', severity, message: `${counted(cases, 'part')} of ${what}`, advice: [] });
  };
  add(DEBUG_INFO_KINDS, 'damaged-debug-info', 'warning', 'the debug information cannot be read');
  add(NAME_KINDS, 'damaged-names', 'warning', 'the names cannot be read');
  const cuts = [cutFileText(inspection), cutSplitText(inspection)].filter((text) => text !== null);
  return [
    ...found,
    ...cuts.map((cut): Finding => {
      const message = `${cut}; fetch or build ${cut.includes('files') ? 'them' : 'it'} again`;
      return { code: 'truncated', about: 'damage', severity: 'error', message, advice: [] };
    }),
  ];
}

function idFindings(inspection: Inspection, others: readonly Inspection[]): Finding[] {
  const { identity, module, kind } = inspection;
  const { buildId, codeHash } = identity;
  if (buildId === null) {
    if (kind === 'symbol-index' || isComponentGlue(inspection)) return [];
    const message = 'no build id: services find the files of a stack by it';
    return [{ code: 'no-build-id', about: 'ids', severity: 'note', message, advice: idAdvice(module) }];
  }
  const same = others.filter((other) => other.identity.buildId === buildId && other.identity.codeHash !== codeHash);
  if (same.length === 0) return [];
  const files = same.map(({ file }) => file ?? 'a module without a name').join(', ');
  // tool-conventions, BuildId.md: a tool that changes the code has to drop or to make anew the id.
  const message = `the same build id as ${files}, although the code differs: a tool changed the code and left the id`;
  return [{ code: 'same-build-id', about: 'ids', severity: 'error', message, advice: [] }];
}

/** Most builds have no id, so that a list of all toolchains' switches would stand in each answer. */
function idAdvice(module: Inspection['module']): Finding['advice'] {
  return module === null || isOfUnknownTools(module) ? [] : adviceFor('build-id', module);
}

function total(diagnostics: readonly Diagnostic[], kinds: readonly DiagnosticKind[]): number {
  return diagnostics.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { count }) => sum + count, 0);
}
