import { sourceTextsOf as textsOfMap } from '../source-map/source-texts.ts';
import type { SourceTexts } from '../source-context/embedded-sources.ts';
import { diagnostics } from '../symbol-index/diagnostics.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import { sourceTexts } from '../symbol-index/source-texts.ts';
import type { Module } from './module.ts';

/**
 * Texts of sources that stand in a module's index, in its DWARF or in its source map, by path: in this order, as the first with a path counts. DWARF and maps that are of other
 * code have texts of another version.
 */
export async function sourceTextsOf(module: Module | null, index: SymbolIndex): Promise<SourceTexts> {
  const held = sourceTexts(index);
  const { file = null, sources = null } = module ?? {};
  if (file === null || sources === null) return held;
  const met = new Set(diagnostics(index).map(({ kind }) => kind));
  const { dwarf, sourceMap } = await sources.companionsOf(file);
  const { dwarfTexts, embeddedTexts } = await import('./module-files.ts');
  const ofDwarf = met.has('stale-dwarf') ? [] : dwarfTexts(await embeddedTexts(file, dwarf));
  const ofMap = sourceMap === undefined || met.has('stale-source-map') ? [] : textsOfMap(sourceMap);
  return [...held, ...ofDwarf, ...ofMap];
}
