import type { FunctionNames } from '../container/function-names.ts';
import type { OpenModule } from './open-module.ts';

/** Numbers of the index format. */
const FROM_NAME_SECTION = 2;
const FROM_EXPORT = 3;

const COLUMNS = 4;

/**
 * The names of the module's bodies for the core: function index, offset in `nameBytes`, length, origin; by function index, the name
 * section's first, since an export is an alias for outsiders. Imported functions are left out: they have no code.
 * @param wanted bodies, ascending, that alone are to be answered; `null`: all
 */
export function nameTable(
  module: OpenModule,
  wanted: readonly number[] | null,
): { names: Uint32Array; nameBytes: readonly Uint8Array[] } {
  const own = module.nameSection.functions;
  const exported = module.exports.names;
  const bodyCount = wanted?.length ?? module.bodyStarts.length;
  const names = new Uint32Array(2 * bodyCount * COLUMNS);
  let size = 0;
  const add = (source: FunctionNames, functionIndex: number, base: number, origin: number): void => {
    const length = source.lengths[functionIndex] ?? 0;
    if (length === 0) return;
    names[size] = functionIndex;
    names[size + 1] = base + (source.offsets[functionIndex] ?? 0);
    names[size + 2] = length;
    names[size + 3] = origin;
    size += COLUMNS;
  };
  for (let i = 0; i < bodyCount; i += 1) {
    const functionIndex = module.importedFunctions + (wanted === null ? i : (wanted[i] ?? 0));
    add(own, functionIndex, 0, FROM_NAME_SECTION);
    add(exported, functionIndex, own.bytes.length, FROM_EXPORT);
  }
  return { names: names.subarray(0, size), nameBytes: [own.bytes, exported.bytes] };
}
