import type { CutDescription } from '../build/cut.ts';

/** Numbers, links and places as findings word them. */

/** `1,234 functions`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** With a comma between thousands. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Rounded down, so that "100 %" means all, and "0 %" means none. */
export function percent(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '0 %';
  const tenths = Math.floor((1000 * part) / whole);
  return tenths === 0 ? 'less than 0.1 %' : `${tenths / 10} %`;
}

/** A `data:` URL may be as long as a whole source map. */
export function shownLink(url: string): string {
  return url.length > 200 ? `${url.slice(0, 200)}…` : url;
}

/** What the end of a file cuts, as part of a sentence. */
export function cutText({ section, offset, announced, present }: CutDescription): string {
  const at = `at offset 0x${offset.toString(16)}`;
  return section === null
    ? `the file is cut off: it ends within, or in front of, the header of a section, ${at}`
    : `the file is cut off: its section ${section}, ${at}, announces ${counted(announced, 'byte')}, of which ${grouped(present)} are there`;
}
