import { readBuildId } from '../container/build-id.ts';
import { hashCode } from '../container/code-hash.ts';
import { debugSections } from '../container/debug-sections.ts';
import type { DebugSectionName } from '../container/debug-sections.ts';
import type { FunctionNames } from '../container/function-names.ts';
import { findBuildPaths } from '../container/build-paths.ts';
import { readImportModules } from '../container/imports.ts';
import { readLink } from '../container/links.ts';
import { CUSTOM_SECTION, isCut } from '../container/module.ts';
import type { Section } from '../container/module.ts';
import { readProducers } from '../container/producers.ts';
import { readDwarfSources } from '../dwarf-sources/dwarf-sources.ts';
import { decodeText } from '../container/text.ts';
import type { Producer } from '../container/producers.ts';
import { type CutDescription, describeCut } from './cut.ts';
import type { OpenModule } from './open-module.ts';
import { sectionName } from './section-name.ts';

/** What a module carries, as plain data (it goes through `JSON.stringify` unharmed). Offsets are module-file offsets, sizes bytes. */
export interface ModuleDescription {
  readonly file: string | null;
  readonly size: number;
  readonly sections: readonly SectionDescription[];
  /** Where the file ends too early; `null` where every section is whole. */
  readonly cut: CutDescription | null;
  /** The code section's contents; `null` in a module without code. */
  readonly code: { readonly start: number; readonly size: number } | null;
  readonly ids: {
    readonly moduleName: string | null;
    /** In hex, without the length in front. */
    readonly buildId: string | null;
    /** In hex; `null` also where the host has no `crypto.subtle`. */
    readonly codeHash: string | null;
  };
  readonly functions: {
    readonly imported: number;
    readonly defined: number;
    /** Exports that are functions. */
    readonly exports: number;
    /** Functions, imported ones too, that the name section names. */
    readonly named: number;
  };
  readonly debug: {
    /** The debug sections that are read; empty: no DWARF in the module. */
    readonly sections: readonly DebugSectionName[];
    /** Where the module says that its DWARF is, as it says it. */
    readonly externalDebugInfo: string | null;
    /** Where the module says that its source map is, as it says it. */
    readonly sourceMappingUrl: string | null;
    /** Sources whose texts its DWARF embeds. */
    readonly embeddedSources: number;
  };
  readonly producers: readonly Producer[];
  /** The modules that it imports from, in their order. */
  readonly importModules: readonly string[];
  /** The functions that it imports, `module.field`, in their order; at most the first 256. */
  readonly importedFunctions: readonly string[];
  /** The names under which it exports functions, in the order of these; at most those of 256. */
  readonly exportedFunctions: readonly string[];
  /** Folders of toolchains' own sources that its data names: `/rustc/COMMIT`, or AssemblyScript's `~lib`. */
  readonly toolchainFolders: readonly string[];
  /** Sections in which home directories of those who built it occur. */
  readonly homePaths: readonly {
    /** As in `sections`. */
    readonly section: string;
    readonly count: number;
    /** Each once, at most eight. */
    readonly homes: readonly string[];
  }[];
}

export interface SectionDescription {
  /** `type`, `code`, …; of a custom section its own name. */
  readonly name: string;
  readonly custom: boolean;
  readonly offset: number;
  /** Of the contents, for a custom section without its name. */
  readonly size: number;
  /** The section announces more bytes than the file has. */
  readonly truncated: boolean;
}

/** What this build carries. What of it is damaged stands in the diagnostics of the module's index, which only a build can know. */
export async function describeModule(
  module: OpenModule,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ModuleDescription> {
  const { layout, nameSection, exports } = module;
  const { homes, toolchainFolders } = await findBuildPaths(layout, signal);
  return {
    file: module.name,
    size: layout.reader.size,
    sections: layout.sections.map(describeSection),
    cut: describeCut(layout),
    code: layout.code === null ? null : { start: layout.code.contents, size: layout.code.size },
    ids: {
      moduleName: module.moduleName,
      buildId: hex(await readBuildId(layout)),
      codeHash: hex(await hashCode(layout, signal)),
    },
    functions: {
      imported: module.importedFunctions,
      defined: module.bodyStarts.length,
      exports: exports.count,
      named: nameSection.functions.count,
    },
    debug: {
      sections: [...debugSections(layout).keys()],
      externalDebugInfo: await readLink(layout, 'external_debug_info'),
      sourceMappingUrl: await readLink(layout, 'sourceMappingURL'),
      embeddedSources: (await readDwarfSources(layout, signal)).paths.length,
    },
    producers: await readProducers(layout),
    importModules: await readImportModules(layout),
    importedFunctions: namesOf(module.imports.names, firstOf(module.importedFunctions, NAMES_LIMIT)),
    exportedFunctions: namesOf(exports.names, namedOf(exports.names, NAMES_LIMIT)),
    toolchainFolders,
    homePaths: homes.map(({ section, id, count, homes }) => ({
      section: sectionName({ id, name: section }),
      count,
      homes,
    })),
  };
}

/** Enough to tell a toolchain by; code that binds every function of a browser imports thousands. */
const NAMES_LIMIT = 256;

/** The first of so many functions. */
function firstOf(count: number, most: number): number[] {
  return Array.from({ length: Math.min(count, most) }, (_, functionIndex) => functionIndex);
}

/** The first functions that have a name here. */
function namedOf({ lengths }: FunctionNames, most: number): number[] {
  const named: number[] = [];
  for (let functionIndex = 0; functionIndex < lengths.length && named.length < most; functionIndex++) {
    if (lengths[functionIndex] !== 0) named.push(functionIndex);
  }
  return named;
}

function namesOf({ bytes, offsets, lengths }: FunctionNames, functionIndexes: readonly number[]): string[] {
  return functionIndexes.map((functionIndex) => {
    const start = offsets[functionIndex] ?? 0;
    return decodeText(bytes.subarray(start, start + (lengths[functionIndex] ?? 0)));
  });
}

function describeSection(section: Section): SectionDescription {
  const { id, contents, size } = section;
  return {
    name: sectionName(section),
    custom: id === CUSTOM_SECTION,
    offset: contents,
    size,
    truncated: isCut(section),
  };
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
