/** The commands besides `stack`, which does not load them, and what it seldom needs. */
export { runAddr2line } from './addr2line.ts';
export { runCompletion } from './completion.ts';
export { runExport } from './export.ts';
export { runIndex } from './index-file.ts';
export { runInspect } from './inspect.ts';
export { runLookup } from './lookup.ts';
export { explainText } from '../format/explain-text.ts';
