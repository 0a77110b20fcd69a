import type { SourceMap } from './source-map.ts';

/** The texts that a map embeds, by their paths; of two with one path the first. */
export function sourceTextsOf({ sources }: Pick<SourceMap, 'sources'>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { path, content } of sources) {
    if (path !== null && content !== null && !texts.has(path)) texts.set(path, content);
  }
  return texts;
}
