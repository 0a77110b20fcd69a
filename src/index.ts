/** The library's whole surface: re-exports, nothing else. */
export { buildIndex } from './build/build-index.ts';
export type { BuildLimits, BuildOptions } from './build/build-index.ts';
export type { ModuleDescription, SectionDescription } from './build/describe-module.ts';
export type { Producer } from './container/producers.ts';
export type { ModuleInput } from './container/open-reader.ts';
export type { RangeReader } from './container/range-reader.ts';
export { formatJson } from './format/json.ts';
export type { JsonFrame, JsonStack } from './format/json.ts';
export { formatText } from './format/text.ts';
export type { ScriptSources } from './javascript/script-sources.ts';
export { groupKey } from './meaning/group-key.ts';
export type { GroupedStack } from './meaning/group-key.ts';
export type { Mentioned } from './meaning/mentions.ts';
export type { Panic } from './meaning/panic.ts';
export type { Role } from './meaning/role.ts';
export type { Coverage } from './modules/coverage.ts';
export { inspectModule } from './modules/inspect.ts';
export type { Inspection } from './modules/inspect.ts';
export { closeModule, indexOf, Module, openModule } from './modules/module.ts';
export type { IndexOptions, OpenModuleOptions } from './modules/module.ts';
export type { Dialect, FrameKind, FrameSpans, ParsedStack, Span, StackFrame } from './stack/frame.ts';
export { parseStack } from './stack/parse.ts';
export type { TrapKind } from './stack/trap.ts';
export { diagnostics } from './symbol-index/diagnostics.ts';
export type { Diagnostic, DiagnosticKind } from './symbol-index/diagnostics.ts';
export * from './symbol-index/index.ts';
export { symbolicate, symbolicateSync } from './symbolicate.ts';
export type {
  Mention,
  RoledFrame,
  StackInput,
  SymbolicatedFrame,
  SymbolicatedStack,
  SymbolicateOptions,
} from './symbolicate.ts';
