import type { SourceReader } from './source-context.ts';

/** Texts by the paths of their sources, as the build wrote these; those that are not at hand as what reads them. */
export type SourceTexts = Iterable<readonly [path: string, text: SourceText]>;
type SourceText = string | (() => Promise<string | null>);

/** Reads texts that a build embeds, by mapped path; of two with one path the first. Then from elsewhere, where there is such a reader. */
export function embeddedSources(
  embedded: readonly SourceTexts[],
  mapPath: ((path: string) => string) | null,
  elsewhere: SourceReader | undefined,
): SourceReader {
  const texts = new Map<string, SourceText>();
  for (const source of embedded) {
    for (const [path, text] of source) {
      const mapped = mapPath?.(path) ?? path;
      if (!texts.has(mapped)) texts.set(mapped, text);
    }
  }
  return async (path) => {
    const text = texts.get(path);
    const embeddedText = typeof text === 'function' ? await text() : text;
    return embeddedText ?? (await elsewhere?.(path)) ?? null;
  };
}
