import { describeModule, type ModuleDescription } from '../build/describe-module.ts';
import { type ComponentDescription, describeComponent } from '../build/describe-component.ts';
import type { NestedModule } from '../container/component.ts';
import { type Diagnostic, diagnostics } from '../symbol-index/diagnostics.ts';
import { identity, type IndexIdentity, type SymbolIndex } from '../symbol-index/index.ts';
import type { ModuleIds } from '../ids/module-ids.ts';
import type { CompanionReport } from './companion-sources.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { idsOfIndex } from './ids.ts';
import type { IndexOptions, Module } from './module.ts';
import { fullestIndexOf } from './union.ts';

/** What a module or symbol index carries and can answer, as plain data. */
export interface Inspection {
  /** Path or URL, where known. */
  readonly file: string | null;
  readonly kind: 'module' | 'symbol-index';
  /** Sections, ids and tools; `null` for a symbol index, which keeps none of them. */
  readonly module: ModuleDescription | null;
  /** The file with the module's debug information; `null` for a symbol index. */
  readonly companion: CompanionReport | null;
  readonly identity: IndexIdentity;
  /** The module's ids as different systems spell them. */
  readonly ids: ModuleIds;
  /** Where the module is in a component, in its file's bytes, and its number behind those of the components around it; `null` for a file of its own. */
  readonly nesting: NestedModule | null;
  readonly coverage: Coverage;
  /** What the index's building met and left out. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Says what a build carries. Builds the module's full index (and keeps it, as {@link indexOf} does), for only that shows what of
 * the debug information can be used.
 */
export async function inspectModule(module: Module, options: IndexOptions = {}): Promise<Inspection> {
  const index = await fullestIndexOf(module, options);
  const description = module.file === null ? null : await describeModule(module.file, options);
  const companion =
    module.file === null ? null : ((await module.sources?.reportOf(module.file, options.signal)) ?? null);
  return inspectionOf(module, description, companion, index);
}

function inspectionOf(
  { outline, file }: Module,
  module: ModuleDescription | null,
  companion: CompanionReport | null,
  index: SymbolIndex,
): Inspection {
  const nesting = file?.nesting ?? null;
  return {
    file: outline.name,
    kind: module === null ? 'symbol-index' : 'module',
    module,
    companion,
    identity: identity(index),
    ids: idsOfIndex(index),
    nesting: nesting === null ? null : { start: nesting.start, size: nesting.size, path: nesting.path },
    coverage: coverageOf(index),
    diagnostics: diagnostics(index),
  };
}

/** What a component carries, as plain data. */
export interface ComponentInspection extends ComponentDescription {
  readonly kind: 'component';
  /** Its core modules, in file order. */
  readonly modules: readonly Inspection[];
}

/**
 * Says what a file carries, of which `openModules` gave the modules: {@link inspectModule} of its only one, or a component and each core
 * module in it.
 */
export async function inspectFile(
  modules: readonly Module[],
  options: IndexOptions = {},
): Promise<Inspection | ComponentInspection> {
  const [first] = modules;
  if (first === undefined) throw new TypeError('a file without a module cannot be opened');
  const { nesting } = first.file ?? { nesting: null };
  if (nesting === null) return inspectModule(first, options);
  const inspections: Inspection[] = [];
  for (const module of modules) inspections.push(await inspectModule(module, options));
  return { ...describeComponent(nesting.component), kind: 'component', modules: inspections };
}
