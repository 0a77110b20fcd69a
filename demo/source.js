import { readFile } from 'node:fs/promises';

const LINES_AROUND = 2;
/** Where the fixtures' sources lay when they were built, and where they lie here. */
export const BUILT_UNDER = '/src/';
const SOURCES = new URL('../fixtures/src/', import.meta.url);

/**
 * The source lines around the innermost place whose source is at hand: what panics in a library is shown at the line that
 * called it.
 * @returns {Promise<{ file: string, line: number, column: number | null, lines: { number: number, text: string }[] } | null>}
 *   lines and columns 1-based
 */
export async function readSourceExcerpt(stack) {
  const places = stack.frames.flatMap(({ frames }) => frames);
  const place = places.find(({ file, line }) => file?.startsWith(BUILT_UNDER) && line !== null);
  if (place === undefined) return null;
  const { file, line, column } = place;
  const path = file.slice(BUILT_UNDER.length);
  const text = await readFile(new URL(path, SOURCES), 'utf8');
  const first = Math.max(1, line - LINES_AROUND);
  const lines = text
    .split('\n')
    .slice(first - 1, line + LINES_AROUND)
    .map((text, index) => ({ number: first + index, text }));
  return { file: `fixtures/src/${path}`, line, column, lines };
}
