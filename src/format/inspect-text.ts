import { type Diagnosis, diagnose } from '../doctor/diagnose.ts';
import type { Finding } from '../doctor/finding.ts';
import { counted, grouped, percent } from '../doctor/words.ts';
import type { CompanionEvidence } from '../modules/companion-sources.ts';
import type { ComponentInspection, Inspection } from '../modules/inspect.ts';
import type { DiagnosticKind } from '../symbol-index/diagnostics.ts';
import type { NameOrigin } from '../types.ts';
import { diagnosticText } from './diagnostic-text.ts';
import { printable } from './printable.ts';

/** An inspection for people: what the build carries, what will be answered, what will not, why, and what would change it. */
export function inspectText(inspection: Inspection, diagnosis: Diagnosis = diagnose(inspection)): string {
  const parts = [
    [`${printable(inspection.file ?? 'module')}${placeInComponent(inspection)}: ${headline(inspection)}`],
    section('Sections', sectionLines(inspection)),
    section('Identity', identityLines(inspection)),
    section('Ids', idLines(inspection)),
    section('Debug information', companionLines(inspection)),
    section('Made by', producerLines(inspection)),
    section('Answered', answeredLines(inspection)),
    section('Not answered', findingLines(diagnosis, 'answers')),
    section('Noticed', [...damageLines(inspection, diagnosis), ...findingLines(diagnosis, 'ids')]),
    section('Whoever has the file can read', findingLines(diagnosis, 'deployed-file')),
  ];
  return parts.flat().join('\n');
}

/** A component and each of its core modules, an empty line between two. */
export function inspectComponentText(
  { file, size, sections, modules }: ComponentInspection,
  diagnoses: readonly Diagnosis[] = modules.map((module) => diagnose(module)),
): string {
  const head = `${printable(file ?? 'component')}: WebAssembly component of ${bytes(size)}, ${counted(modules.length, 'core module')}`;
  const own = sections.map((each) => ({ ...each, name: `${each.name}${inComponents(each.path)}` }));
  const parts = [
    [head, ...section('Sections', sizeLines(own))].join('\n'),
    ...modules.map((module, n) => inspectText(module, diagnoses[n])),
  ];
  return parts.join('\n\n');
}

/** ` in component 0 in component 2`, inside out. */
function inComponents(path: readonly number[]): string {
  return path
    .map((number) => ` in component ${number}`)
    .reverse()
    .join('');
}

/** Which core module of a component it is; empty for a file of its own. */
export function placeInComponent({ nesting }: Inspection): string {
  if (nesting === null) return '';
  const { path, start } = nesting;
  return `, core module ${path.at(-1) ?? 0}${inComponents(path.slice(0, -1))} (at ${start})`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function headline({ kind, identity, module }: Inspection): string {
  const what = kind === 'module' ? 'WebAssembly module' : 'symbol index of a module';
  const size = bytes(identity.moduleSize);
  const dwarf = module === null ? '' : `, ${module.debug.sections.length === 0 ? 'no DWARF' : 'DWARF'}`;
  return `${what} of ${size}${dwarf}${identity.partial ? ', for chosen offsets or names only' : ''}`;
}

function sectionLines({ module }: Inspection): string[] {
  return module === null ? [] : sizeLines(module.sections);
}

type SectionSize = Pick<ComponentInspection['sections'][number], 'name' | 'size' | 'offset' | 'truncated'>;

function sizeLines(sections: readonly SectionSize[]): string[] {
  const bySize = [...sections].sort((a, b) => b.size - a.size || a.offset - b.offset);
  const width = Math.max(0, ...bySize.map(({ size }) => grouped(size).length));
  return bySize.map(({ name, size, offset, truncated }) => {
    const cut = truncated ? ', cut off' : '';
    return `${grouped(size).padStart(width)}  ${printable(name)}  (at ${offset}${cut})`;
  });
}

function identityLines({ identity, module }: Inspection): string[] {
  const { imported, exports, named } = module?.functions ?? {
    imported: identity.importedFunctions,
    exports: identity.exportedFunctions,
    named: null,
  };
  return [
    `module name    ${identity.moduleName === null ? 'none' : printable(identity.moduleName)}`,
    `build id       ${identity.buildId ?? 'none'}`,
    `code hash      ${identity.codeHash ?? 'none'}`,
    `code           ${bytes(identity.codeSize)} from offset ${identity.codeStart}`,
    `functions      ${counted(identity.functionCount, 'function')}, ${imported} imported, ${exports} exported` +
      (named === null ? '' : `, ${named} in the name section`),
  ];
}

/** As other systems spell what identifies the module; the build id and the code hash themselves stand above. */
function idLines({ ids }: Inspection): string[] {
  const { codeId, debug, canonicalDebug, debuginfod, derived, openTelemetry, v8UrlHash } = ids;
  const differs = canonicalDebug !== null && canonicalDebug.debugId !== debug?.debugId;
  const lines: (readonly [label: string, id: string | null | undefined, remark?: string])[] = [
    ['code id', codeId, 'symbolic, Sentry, Datadog: the section with its length'],
    ['debug id', debug?.debugId, 'symbolic, Sentry'],
    ['breakpad id', debug?.breakpadId],
    ['', differs ? canonicalDebug.debugId : null, 'debug id of the build id without its length'],
    ['', differs ? canonicalDebug.breakpadId : null],
    ['debuginfod', debuginfod?.debuginfo],
    ['derived id', derived?.debugId, 'made of the code section; no tool wrote it'],
    ['file hash', openTelemetry.htlhash, 'OpenTelemetry’s htlhash, of this file alone'],
    ['V8 URL', v8UrlHash === null ? null : `wasm://wasm/${v8UrlHash}`, 'by the number of bytes'],
  ];
  return lines.flatMap(([label, id, remark]) =>
    id == null ? [] : [`${label.padEnd(15)}${id}${remark === undefined ? '' : `  (${remark})`}`],
  );
}

function bytes(size: number): string {
  return counted(size, 'byte');
}

function companionLines({ companion }: Inspection): string[] {
  if (companion === null || (companion.link === null && companion.fit === null)) return [];
  const { link, file, fit, error } = companion;
  return [
    ...(link === null ? [] : [`named by the module    ${shown(link)}`]),
    `taken from             ${fit === null ? 'nowhere: no such file was given or found' : printable(file ?? 'a file that was given')}`,
    ...(fit === null
      ? []
      : [`accepted               ${fit.refusal === null ? EVIDENCE_TEXT[fit.evidence] : 'no: its code is another'}`]),
    ...(error === null ? [] : [printable(error)]),
  ];
}

const EVIDENCE_TEXT: Readonly<Record<CompanionEvidence, string>> = {
  code: 'the code is the same',
  'build-id': 'it has no code; the build id is the same',
  'function-count': 'it has no code; it declares as many functions',
  none: 'it has no code and no build id; nothing speaks against it',
};

function producerLines({ module }: Inspection): string[] {
  return (module?.producers ?? []).map(({ field, name, version }) =>
    printable(`${field}: ${name}${version === '' ? '' : ` ${version}`}`),
  );
}

function answeredLines({ coverage }: Inspection): string[] {
  const { functions, named, namesByOrigin, withLines, inlinedCalls, codeBytes, codeBytesWithLines } = coverage;
  const origins = Object.entries(namesByOrigin).map(
    ([origin, count]) => `${count} from ${ORIGIN_TEXT[origin] ?? origin}`,
  );
  const lines = [];
  if (named > 0) lines.push(`names of ${named} of ${counted(functions, 'function')}: ${origins.join(', ')}`);
  if (withLines > 0) {
    lines.push(
      `lines in ${withLines} of ${counted(functions, 'function')}, which are ${percent(codeBytesWithLines, codeBytes)} of the code`,
    );
  }
  if (inlinedCalls > 0) lines.push(counted(inlinedCalls, 'inlined call'));
  return lines;
}

const ORIGIN_TEXT: Readonly<Record<string, string>> = {
  dwarf: 'DWARF',
  'name-section': 'the name section',
  export: 'exports',
  import: 'imports',
  'symbol-list': 'a symbol list',
  'source-map': 'a source map',
} satisfies Record<NameOrigin, string>;

/** Findings tell more of them. */
const TOLD_BY_FINDINGS: ReadonlySet<DiagnosticKind> = new Set([
  'section-truncated',
  'section-missing',
  'split-debug-missing',
  'split-file-truncated',
]);

/** Of damage the diagnostics tell more than the findings, but for a cut, of which they know the place alone. */
function damageLines({ diagnostics }: Inspection, { findings }: Diagnosis): string[] {
  const cuts = findings.filter(({ code, about }) => code === 'truncated' && about === 'damage');
  // Debug information that lacks a section says nothing by that alone.
  const isMissing = diagnostics.some(({ kind }) => kind === 'section-missing');
  const told = diagnostics.filter(({ kind }) => !TOLD_BY_FINDINGS.has(kind) && !(isMissing && kind === 'hollow-dwarf'));
  return [...cuts.map(({ message }) => printable(message)), ...told.map(diagnosticText)];
}

/** Each finding, and below it what would change it. */
function findingLines({ findings }: Diagnosis, about: Finding['about']): string[] {
  return findings
    .filter((finding) => finding.about === about)
    .flatMap(({ message, advice }) => [
      printable(message),
      ...advice.map(({ tool, change, source }) => `  ${tool}: ${change} (${source})`),
    ]);
}

/** A `data:` URL may be as long as a whole source map. */
function shown(url: string): string {
  return printable(url.length > 200 ? `${url.slice(0, 200)}…` : url);
}
