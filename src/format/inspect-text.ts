import type { ComponentInspection, Inspection } from '../modules/inspect.ts';
import type { NameOrigin } from '../types.ts';
import { diagnosticText } from './diagnostic-text.ts';
import { printable } from './printable.ts';

/** An inspection for people: what the build carries, what will be answered, and what will not and why. */
export function inspectText(inspection: Inspection): string {
  const parts = [
    [`${printable(inspection.file ?? 'module')}${placeInComponent(inspection)}: ${headline(inspection)}`],
    section('Sections', sectionLines(inspection)),
    section('Identity', identityLines(inspection)),
    section('Ids', idLines(inspection)),
    section('Made by', producerLines(inspection)),
    section('Answered', answeredLines(inspection)),
    section('Not answered', unansweredLines(inspection)),
    section('Noticed', inspection.diagnostics.map(diagnosticText)),
  ];
  return parts.flat().join('\n');
}

/** A component and each of its core modules, an empty line between two. */
export function inspectComponentText({ file, size, sections, modules }: ComponentInspection): string {
  const head = `${printable(file ?? 'component')}: WebAssembly component of ${bytes(size)}, ${counted(modules.length, 'core module')}`;
  const own = sections.map((each) => ({ ...each, name: `${each.name}${inComponents(each.path)}` }));
  const parts = [[head, ...section('Sections', sizeLines(own))].join('\n'), ...modules.map(inspectText)];
  return parts.join('\n\n');
}

/** ` in component 0 in component 2`, inside out. */
function inComponents(path: readonly number[]): string {
  return path
    .map((number) => ` in component ${number}`)
    .reverse()
    .join('');
}

function placeInComponent({ nesting }: Inspection): string {
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
  return `${what} of ${size}${dwarf}${identity.partial ? ', for chosen offsets only' : ''}`;
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
  if (met.has('hollow-dwarf')) return 'the debug sections are empty; pass -g to every tool that writes the module';
  if (coverage.withLines > 0)
    return 'the debug information does not cover them, as is usual for library code built without -g';
  const { externalDebugInfo, sourceMappingUrl } = module?.debug ?? { externalDebugInfo: null, sourceMappingUrl: null };
  if (externalDebugInfo !== null) {
    return `the debug information is in another file, which this version does not look for; give that one: ${shown(externalDebugInfo)}`;
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
