import { type Diagnosis, diagnose } from '../doctor/diagnose.ts';
import type { Finding } from '../doctor/finding.ts';
import { counted, grouped, percent } from '../doctor/words.ts';
import type { Inspection } from '../modules/inspect.ts';
import type { NameOrigin } from '../types.ts';
import { diagnosticText } from './diagnostic-text.ts';
import { printable } from './printable.ts';

/** An inspection for people: what the build carries, what will be answered, what will not, why, and what would change it. */
export function inspectText(inspection: Inspection, diagnosis: Diagnosis = diagnose(inspection)): string {
  const parts = [
    [`${printable(inspection.file ?? 'module')}: ${headline(inspection)}`],
    section('Sections', sectionLines(inspection)),
    section('Identity', identityLines(inspection)),
    section('Made by', producerLines(inspection)),
    section('Answered', answeredLines(inspection)),
    section('Not answered', findingLines(diagnosis, 'answers')),
    // Of damage the diagnostics tell more than the findings.
    section('Noticed', [...inspection.diagnostics.map(diagnosticText), ...findingLines(diagnosis, 'ids')]),
    section('Whoever has the file can read', findingLines(diagnosis, 'deployed-file')),
  ];
  return parts.flat().join('\n');
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
  if (module === null) return [];
  const bySize = [...module.sections].sort((a, b) => b.size - a.size || a.offset - b.offset);
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

function bytes(size: number): string {
  return counted(size, 'byte');
}

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

/** Each finding, and below it what would change it. */
function findingLines({ findings }: Diagnosis, about: Finding['about']): string[] {
  return findings
    .filter((finding) => finding.about === about)
    .flatMap(({ message, advice }) => [
      printable(message),
      ...advice.map(({ tool, change, source }) => `  ${tool}: ${change} (${source})`),
    ]);
}
