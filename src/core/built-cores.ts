import { coreLoader } from './instance.ts';
import { keepingSpare } from './spare-core.ts';

/** The built cores, each loaded when it is first needed. */
export const builtCores = {
  core: keepingSpare(coreLoader(() => import('../../native/pkg/gimli_wasm_bg.wasm'))),
  /** The same core, but for its knowledge of parts, which not every build should have to load. */
  parts: coreLoader(() => import('../../native/pkg/gimli_wasm_parts_bg.wasm')),
  demangler: coreLoader(() => import('../../native/pkg/demangler_bg.wasm')),
  sourceMap: coreLoader(() => import('../../native/pkg/source_map_rows_bg.wasm')),
};
