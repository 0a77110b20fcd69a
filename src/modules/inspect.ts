import { describeModule, type ModuleDescription } from '../build/describe-module.ts';
import { type Diagnostic, diagnostics } from '../symbol-index/diagnostics.ts';
import { identity, type IndexIdentity, type SymbolIndex } from '../symbol-index/index.ts';
import type { CompanionReport } from './companion-sources.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { type IndexOptions, indexOf, type Module } from './module.ts';

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
  readonly coverage: Coverage;
  /** What the index's building met and left out. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Says what a build carries. Builds the module's full index (and keeps it, as {@link indexOf} does), for only that shows what of
 * the debug information can be used.
 */
export async function inspectModule(module: Module, options: IndexOptions = {}): Promise<Inspection> {
  const index = await indexOf(module, options);
  const description = module.file === null ? null : await describeModule(module.file, options);
  const companion = module.file === null ? null : await module.sources.reportOf(module.file, options.signal);
  return inspectionOf(module, description, companion, index);
}

function inspectionOf(
  { outline }: Module,
  module: ModuleDescription | null,
  companion: CompanionReport | null,
  index: SymbolIndex,
): Inspection {
  return {
    file: outline.name,
    kind: module === null ? 'symbol-index' : 'module',
    module,
    companion,
    identity: identity(index),
    coverage: coverageOf(index),
    diagnostics: diagnostics(index),
  };
}
