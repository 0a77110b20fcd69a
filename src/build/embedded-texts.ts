import { type DwarfSources, NO_SOURCES, readDwarfSources } from '../dwarf-sources/dwarf-sources.ts';
import { debugSource } from './debug-source.ts';
import type { OpenModule } from './open-module.ts';
import { remembered } from './remembered.ts';

/** By the file that has the debug information: its line tables are many, and are asked about with each stack. */
const known = new WeakMap<OpenModule, Promise<DwarfSources>>();

/** The texts of sources that a module's DWARF embeds, in its own file or in the one with its debug information; none where that is of other code. */
export function embeddedTexts(module: OpenModule, dwarf: OpenModule | undefined): Promise<DwarfSources> {
  return remembered(known, dwarf ?? module, () => read(module, dwarf));
}

async function read(module: OpenModule, dwarf: OpenModule | undefined): Promise<DwarfSources> {
  const { layout } = await debugSource(module, dwarf);
  return layout === null ? NO_SOURCES : readDwarfSources(layout);
}
