/**
 * The `wasm-symbolicate/lookup` entry: reading symbol indexes, without WebAssembly, input or output. What only an inspection asks
 * (`diagnostics`) is left to the main entry, for this one is kept below 5 kB.
 * @module lookup
 */
export { SymbolicationError } from '../errors.ts';
export type { ErrorCode } from '../errors.ts';
export type { LocationOrigin, Lookup, NameOrigin, Reason, Status, SymbolFrame } from '../types.ts';
export { FrameCursor } from './frame-cursor.ts';
export type { IndexIdentity } from './identity.ts';
export { functions, rows } from './iterate.ts';
export type { IndexedFunction, IndexedRow } from './iterate.ts';
export { lookup, lookupAll } from './lookup.ts';
export type { LookupOptions } from './lookup.ts';
export type { KeptRows, ShownRange } from './kept-rows.ts';
export { functionName, language, linkageName, nameOrigin } from './names.ts';
export { RangeCursor } from './range-cursor.ts';
export { filePath } from './strings.ts';
export { identity, openIndex, SymbolIndex, verifyChecksum } from './symbol-index.ts';
export type { OpenIndexOptions } from './symbol-index.ts';
