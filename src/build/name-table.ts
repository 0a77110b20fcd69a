import type { FunctionNames } from '../container/function-names.ts';
import type { OpenModule } from './open-module.ts';

/** Numbers of the index format. */
const FROM_NAME_SECTION = 2;
const FROM_EXPORT = 3;

const COLUMNS = 4;

/**
 * The names of the module's bodies for the core: function index, offset in `nameBytes`, length, origin; by function index, the name
 * section's first, since an export is an alias for outsiders. Imported functions are left out: they have no code.
 * @param fuller of the file with the debug information: what the module's own name section lost when it was stripped
 */
export function nameTable(
  module: OpenModule,
  fuller: FunctionNames | null,
): {
  readonly names: Uint32Array;
  readonly nameBytes: readonly Uint8Array[];
} {
  const own = module.nameSection.functions;
  const exported = module.exports.names;
  const other = fuller ?? { ...own, count: 0, bytes: new Uint8Array(0) };
  const names = new Uint32Array((own.count + other.count + exported.count) * COLUMNS);
  let size = 0;
  const add = (source: FunctionNames, functionIndex: number, base: number, origin: number): void => {
    const length = source.lengths[functionIndex] ?? 0;
    if (length === 0) return;
    names.set([functionIndex, base + (source.offsets[functionIndex] ?? 0), length, origin], size);
    size += COLUMNS;
  };
  const functionCount = module.importedFunctions + module.bodyStarts.length;
  for (let functionIndex = module.importedFunctions; functionIndex < functionCount; functionIndex += 1) {
    const isNamed = own.lengths[functionIndex] !== 0;
    if (isNamed) add(own, functionIndex, 0, FROM_NAME_SECTION);
    else if (fuller !== null) add(fuller, functionIndex, own.bytes.length, FROM_NAME_SECTION);
    add(exported, functionIndex, own.bytes.length + other.bytes.length, FROM_EXPORT);
  }
  return { names: names.subarray(0, size), nameBytes: [own.bytes, other.bytes, exported.bytes] };
}
