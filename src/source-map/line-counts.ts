import type { SourceMap } from './source-map.ts';

/** Of each source the lines of its embedded text; 0 where the map embeds none. */
export function lineCountsOf(map: SourceMap): Uint32Array {
  return (map.lineCounts ??= Uint32Array.from(map.sources, ({ content }) =>
    content === null ? 0 : countLines(content),
  ));
}

/** Lines end in LF, CR LF or CR. What follows the last end is a line too, be it empty. */
export function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) if (text[at + 1] !== '\n') lines += 1;
  return lines;
}
