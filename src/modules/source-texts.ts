import { sourceTextsOf as textsOfMap } from '../source-map/source-texts.ts';
import { diagnostics } from '../symbol-index/diagnostics.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import { sourceTexts } from '../symbol-index/source-texts.ts';
import type { Module } from './module.ts';

/** Texts of sources that stand in a module's index, or else in its source map, by path. A map that is of other code has texts of another version. */
export async function sourceTextsOf(module: Module | null, index: SymbolIndex): Promise<ReadonlyMap<string, string>> {
  const held = sourceTexts(index);
  const { file = null, sources = null } = module ?? {};
  if (file === null || sources === null) return held;
  if (diagnostics(index).some(({ kind }) => kind === 'stale-source-map')) return held;
  const { sourceMap } = await sources.companionsOf(file);
  if (sourceMap === undefined) return held;
  return new Map([...textsOfMap(sourceMap), ...held]);
}
