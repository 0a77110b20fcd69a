import type { CompanionEvidence } from '../modules/companion-sources.ts';
import type { Inspection } from '../modules/inspect.ts';
import type { NameOrigin } from '../types.ts';
import { diagnosticText } from './diagnostic-text.ts';
import { printable } from './printable.ts';

/** An inspection for people: what the build carries, what will be answered, and what will not and why. */
export function inspectText(inspection: Inspection): string {
  const parts = [
    [`${printable(inspection.file ?? 'module')}: ${headline(inspection)}`],
    section('Sections', sectionLines(inspection)),
    section('Identity', identityLines(inspection)),
    section('Debug information', companionLines(inspection)),
    section('Made by', producerLines(inspection)),
    section('Answered', answeredLines(inspection)),
    section('Not answered', unansweredLines(inspection)),
    section('Noticed', inspection.diagnostics.map(diagnosticText)),
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
  return `${what} of ${size}${dwarf}${identity.partial ? ', for chosen offsets only' : ''}`;
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

function unansweredLines(inspection: Inspection): string[] {
  const { functions, named, withLines } = inspection.coverage;
  const lines = [];
  if (functions === 0) lines.push('anything: the module has no code of its own');
  if (named < functions) {
    lines.push(
      `names of ${counted(functions - named, 'function')}: neither debug information, name section nor exports have one`,
    );
  }
  if (withLines < functions) {
    lines.push(`lines in ${counted(functions - withLines, 'function')}: ${whyNoLines(inspection)}`);
  }
  return lines;
}

function whyNoLines({ module, coverage, identity, diagnostics }: Inspection): string {
  const met = new Set(diagnostics.map(({ kind }) => kind));
  if (identity.partial) return 'the index was built for chosen offsets only';
  if (met.has('stale-dwarf')) return 'the DWARF describes other code; link again with a wasm-opt that updates it (-g)';
  if (met.has('other-code')) return 'the file that was given for the debug information is of other code';
  if (met.has('hollow-dwarf')) return 'the debug sections are empty; pass -g to every tool that writes the module';
  if (coverage.withLines > 0)
    return 'the debug information does not cover them, as is usual for library code built without -g';
  const { externalDebugInfo, sourceMappingUrl } = module?.debug ?? { externalDebugInfo: null, sourceMappingUrl: null };
  if (externalDebugInfo !== null) {
    return `the debug information is in another file, which was not found beside the module: ${shown(externalDebugInfo)}`;
  }
  if (sourceMappingUrl !== null) {
    return `the module has a source map, which this version does not read: ${shown(sourceMappingUrl)}`;
  }
  return 'there is no debug information; build with -g, or give the file that was there before it was stripped';
}

/** A `data:` URL may be as long as a whole source map. */
function shown(url: string): string {
  return printable(url.length > 200 ? `${url.slice(0, 200)}…` : url);
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function bytes(size: number): string {
  return counted(size, 'byte');
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function percent(part: number, whole: number): string {
  // Rounded down: "100 %" is to mean all.
  return whole === 0 ? '0 %' : `${Math.floor((1000 * part) / whole) / 10} %`;
}
