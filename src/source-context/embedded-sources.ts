import type { SourceReader } from './source-context.ts';

/** Texts by the paths of their sources, as the build wrote these. */
export type SourceTexts = Iterable<readonly [path: string, text: string]>;

/** Reads texts that are at hand, by mapped path; of two with one path the first. Then from elsewhere, where there is such a reader. */
export function embeddedSources(
  embedded: readonly SourceTexts[],
  mapPath: ((path: string) => string) | null,
  elsewhere: SourceReader | undefined,
): SourceReader {
  const texts = new Map<string, string>();
  for (const source of embedded) {
    for (const [path, text] of source) {
      const mapped = mapPath?.(path) ?? path;
      if (!texts.has(mapped)) texts.set(mapped, text);
    }
  }
  return async (path) => texts.get(path) ?? (await elsewhere?.(path)) ?? null;
}
