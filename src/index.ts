/**
 * The library's whole surface: re-exports, nothing else.
 * @module wasm-symbolicate
 */
export type { CompanionEvidence, CompanionFit } from './build/companion-fit.ts';
export { companionFit } from './build/companion-fit.ts';
export type { CutDescription } from './build/cut.ts';
export { findCompanion } from './build/find-companion.ts';
export type { FoundCompanion } from './build/find-companion.ts';
export { splitFinder } from './build/find-split.ts';
export { openCompanion } from './build/open-module.ts';
export type { OpenModule } from './build/open-module.ts';
export type { CompanionSearch } from './build/search.ts';
export { openSplitFile } from './build/split-file.ts';
export type { SplitFile } from './build/split-file.ts';
export { init } from './core/init.ts';
export type { CoreSource, CoreSources } from './core/init.ts';
export type { SplitUnit } from './core/split-units.ts';
export type { CompanionReport } from './modules/companion-sources.ts';
export { buildIndex } from './build/build-index.ts';
export type { Companions, SplitFinder } from './build/companions.ts';
export type { BuildLimits, BuildOptions } from './build/build-index.ts';
export type { Closable, Disposal } from './host/disposal.ts';
export { findSourceMap } from './build/find-source-map.ts';
export type { FindSourceMapOptions, FoundSourceMap } from './build/find-source-map.ts';
export type { ModuleDescription, SectionDescription } from './build/describe-module.ts';
export type { ComponentDescription, ComponentSectionDescription } from './build/describe-component.ts';
export type { NestedModule } from './container/component.ts';
export type { Producer } from './container/producers.ts';
export type { ModuleInput } from './container/open-reader.ts';
export type { RangeReader } from './container/range-reader.ts';
export { diagnose } from './doctor/diagnose.ts';
export type { Diagnosis, ProductionLevel } from './doctor/diagnose.ts';
export type { CarriedKind, CarriedPart } from './doctor/carried.ts';
export type { Finding, FindingCode, Severity } from './doctor/finding.ts';
export type { Advice } from './doctor/toolchains.ts';
export { exportSourceMap } from './export/source-map.ts';
export type { ExportedSourceMap, SourceMapOptions } from './export/source-map.ts';
export { explainText } from './format/explain-text.ts';
export { formatJson } from './format/json.ts';
export type { JsonFrame, JsonOptions, JsonStack } from './format/json.ts';
export { applyEdits, inverseEdits, textEdits } from './format/text-edits.ts';
export type { TextEdit } from './format/text-edits.ts';
export { formatText } from './format/text.ts';
export type { ScriptSources } from './javascript/script-sources.ts';
export { groupKey } from './meaning/group-key.ts';
export type { GroupedStack } from './meaning/group-key.ts';
export type { Mentioned } from './meaning/mentions.ts';
export type { Panic } from './meaning/panic.ts';
export type { Role } from './meaning/role.ts';
export type { Coverage } from './modules/coverage.ts';
export { idsOf, idsOfIndex } from './modules/ids.ts';
export { inspectFile, inspectModule } from './modules/inspect.ts';
export type { ComponentInspection, Inspection } from './modules/inspect.ts';
export { normalizeDebugId, sourceMapDebugId } from './ids/debug-id.ts';
export type { DebugIds } from './ids/debug-id.ts';
export { moduleIds, namesModule } from './ids/module-ids.ts';
export type { IdFacts, ModuleIds } from './ids/module-ids.ts';
export type { Fit, FitReason } from './fit/frame-fit.ts';
export { compareIdentities } from './identity/compare.ts';
export type { EvidenceKind, IdentityEvidence } from './identity/compare.ts';
export { identify } from './identity/identify.ts';
export type { Certainty, Identification } from './identity/identify.ts';
export { moduleIdentity } from './identity/module-identity.ts';
export type { ModuleIdentity } from './identity/module-identity.ts';
export { identitiesIn } from './identity/stack-identities.ts';
export type { StackModuleIdentity } from './identity/stack-identities.ts';
export { v8ContentHash } from './ids/v8-content-hash.ts';
export { identityOf, identityOfIndex } from './modules/identity.ts';
export type { IdentityOptions } from './modules/identity.ts';
export { byteLengthOfV8UrlHash, v8UrlHash } from './ids/v8-hash.ts';
export { closeModule, indexOf, Module, openModule, openModules } from './modules/module.ts';
export type { IndexOptions, OpenModuleOptions } from './modules/module.ts';
export { openFiles } from './modules/open-files.ts';
export type { OpenedFiles, UnusedFile } from './modules/opened-files.ts';
export type { MatchEvidence } from './modules/match.ts';
export type { Conflict, Evidence } from './modules/grouping.ts';
export { parseSourceMap } from './source-map/parse.ts';
export type { ParseSourceMapOptions } from './source-map/parse.ts';
export { SourceMap } from './source-map/source-map.ts';
export type { MapSection, MapSource } from './source-map/source-map.ts';
export type { Dialect, FrameKind, FrameSpans, ParsedStack, Span, StackFrame } from './stack/frame.ts';
export { parseStack } from './stack/parse.ts';
export type { TrapKind } from './stack/trap.ts';
export { parseStructured } from './stack/structured/parse-structured.ts';
export { diagnostics } from './symbol-index/diagnostics.ts';
export type { Diagnostic, DiagnosticKind } from './symbol-index/diagnostics.ts';
export { symbolicateStream } from './streams/symbolicate-stream.ts';
export type { SymbolicateStreamOptions } from './streams/symbolicate-stream.ts';
export * from './symbol-index/index.ts';
/** In place of the reader's own, which keeps no rows. */
export { openIndex } from './hot-rows/open-index.ts';
export { parseSymbolList } from './symbol-list/symbol-list.ts';
export type { SymbolList } from './symbol-list/symbol-list.ts';
export { mapPath, parsePathRule } from './paths/map-path.ts';
export type { PathRule } from './paths/map-path.ts';
export type { PathOptions } from './paths/path-options.ts';
export { readablePath } from './paths/readable-path.ts';
export { reduceIndex } from './reduce/reduce-index.ts';
export type { IndexContents, ReduceOptions } from './reduce/reduce-index.ts';
export type { SourceContextOptions, SourceReader } from './source-context/source-context.ts';
export { sourcesUnder } from './source-context/sources-under.ts';
export type { SourceContext } from './types.ts';
export type { HttpOptions } from './sources/allowed-fetch.ts';
export { chainOf } from './sources/chain.ts';
export { directorySource } from './sources/directory-source.ts';
export type { FetchLimits } from './sources/fetch-limits.ts';
export type { Layout } from './sources/layouts.ts';
export { moduleUrlSource } from './sources/module-url-source.ts';
export { serverSource } from './sources/server-source.ts';
export type { ServerOptions } from './sources/server-source.ts';
export { SourceFailure } from './sources/symbol-source.ts';
export type {
  FindOptions,
  FoundBy,
  FoundFile,
  FoundKind,
  KnownFile,
  MissReason,
  SourceAnswer,
  SourceMiss,
  SymbolSource,
} from './sources/symbol-source.ts';
export type { CacheFiles } from './store/cache-files.ts';
export type { ModuleEvidence } from './store/judge.ts';
export type { StoreMetrics } from './store/metrics.ts';
export type { LoaderTimes } from './store/module-loader.ts';
export type { CacheOptions, SymbolStoreOptions } from './store/store-options.ts';
export type { SeenFile } from './store/stored-module.ts';
export { SymbolStore } from './store/symbol-store.ts';
export type { SoughtModule, StoreAnswer, StoreModule, StoreSymbolicateOptions } from './store/symbol-store.ts';
export { sourceTexts } from './symbol-index/source-texts.ts';
export { symbolicate, symbolicateSync } from './symbolicate.ts';
export type {
  Mention,
  RoledFrame,
  StackInput,
  StackModule,
  SymbolicatedFrame,
  SymbolicatedStack,
  SymbolicateOptions,
} from './symbolicate.ts';
