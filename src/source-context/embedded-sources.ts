import { sourceTexts } from '../symbol-index/source-texts.ts';
import type { SymbolIndex } from '../symbol-index/index.ts';
import type { SourceReader } from './source-context.ts';

/** Reads the texts that indexes hold, by mapped path; then from elsewhere, where there is such a reader. */
export function embeddedSources(
  indexes: readonly SymbolIndex[],
  mapPath: ((path: string) => string) | null,
  elsewhere: SourceReader | undefined,
): SourceReader {
  const texts = new Map(
    indexes.flatMap((index) =>
      Array.from(sourceTexts(index), ([path, text]) => [mapPath?.(path) ?? path, text] as const),
    ),
  );
  return async (path) => texts.get(path) ?? (await elsewhere?.(path)) ?? null;
}
