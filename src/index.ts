/** The library's whole surface: re-exports, nothing else. */
export { buildIndex } from './build/build-index.ts';
export type { BuildOptions } from './build/build-index.ts';
export type { ModuleDescription, SectionDescription } from './build/describe-module.ts';
export type { Producer } from './container/producers.ts';
export type { ModuleInput, RangeReader } from './container/range-reader.ts';
export { formatJson } from './format/json.ts';
export type { JsonFrame, JsonStack } from './format/json.ts';
export { formatText } from './format/text.ts';
export type { Coverage } from './modules/coverage.ts';
export { inspectModule } from './modules/inspect.ts';
export type { Inspection } from './modules/inspect.ts';
export { closeModule, indexOf, Module, openModule } from './modules/module.ts';
export type { IndexOptions, OpenModuleOptions } from './modules/module.ts';
export type { Dialect, FrameKind, FrameSpans, ParsedStack, Span, StackFrame } from './stack/frame.ts';
export { parseStack } from './stack/parse.ts';
export * from './symbol-index/index.ts';
export { symbolicate, symbolicateSync } from './symbolicate.ts';
export type { StackInput, SymbolicatedFrame, SymbolicatedStack } from './symbolicate.ts';
