import type { FunctionNames } from '../container/function-names.ts';
import { customSections, isCut } from '../container/module.ts';
import type { ModuleLayout } from '../container/module.ts';
import { readLink } from '../container/links.ts';
import { readNames } from '../container/names.ts';
import { NOTE_COMPANION_MISSING, NOTE_OTHER_CODE } from '../container/notes.ts';
import type { Note } from '../container/notes.ts';
import { companionFit } from './companion-fit.ts';
import type { OpenModule } from './open-module.ts';

/** From which file a module's debug information is taken. */
export interface DebugSource {
  /** `null`: there is none that may be used. */
  readonly layout: ModuleLayout | null;
  /** Names of that file, where it is another than the module. Function indices are the module's. */
  readonly names: FunctionNames | null;
  /** By body, where that file has it; its DWARF counts so. */
  readonly bodyStarts: Uint32Array;
  readonly notes: readonly Note[];
}

/**
 * The module itself, or the file that stands for its debug information: the DWARF of a module that names such a file does not count (tool-conventions,
 * Dwarf.md), as tools leave there what was no longer true.
 */
export async function debugSource(
  module: OpenModule,
  companion: OpenModule | undefined,
  signal?: AbortSignal,
): Promise<DebugSource> {
  const { layout } = module;
  if (companion === undefined) {
    const isElsewhere = (await readLink(layout, 'external_debug_info')) !== null;
    if (!isElsewhere) return { layout, names: null, bodyStarts: module.bodyStarts, notes: [] };
    const [link] = customSections(layout, 'external_debug_info');
    return withoutDebug(module, [{ code: NOTE_COMPANION_MISSING, count: 1, place: link?.start ?? 0 }]);
  }
  const { refusal } = await companionFit(module, companion, signal);
  if (refusal !== null) {
    // Code that is cut off is not the module's, and yet it may be of it.
    const { code, notes } = companion.layout;
    return withoutDebug(module, code !== null && isCut(code) ? notes : [{ code: NOTE_OTHER_CODE, count: 1, place: 0 }]);
  }
  // Not `companion.nameSection`: without its code the file knows of no function.
  const functionCount = module.importedFunctions + module.bodyStarts.length;
  const { functions } = await readNames(companion.layout, functionCount);
  // Without its code it can only count as the module does.
  const { bodyStarts } = companion.bodyStarts.length > 0 ? companion : module;
  return { layout: companion.layout, names: functions, bodyStarts, notes: companion.layout.notes };
}

function withoutDebug({ bodyStarts }: OpenModule, notes: readonly Note[]): DebugSource {
  return { layout: null, names: null, bodyStarts, notes };
}
