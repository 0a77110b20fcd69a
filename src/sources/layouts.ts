import { idSpellings } from '../ids/id-spellings.ts';
import type { FoundKind } from './symbol-source.ts';

/**
 * How stores of symbols lay out their files by id. `debuginfod`: `buildid/ID/debuginfo`. `unified`: Sentry's, `67/e924…/debuginfo`. `native`: that of GDB and of Sentry's older
 * stores, `67/e924….debug`.
 */
export type Layout = 'debuginfod' | 'unified' | 'native';

/** A place at which a file of a module may be. */
export interface Place {
  readonly kind: FoundKind;
  /** Relative to the store, with slashes. Made of hexadecimal digits and words of ours. */
  readonly path: string;
}

/** The longest file name of common file systems. */
const LONGEST_NAME = 255;

/**
 * Where the files of a module with these ids may be. Each inner list has the places of one spelling, which hold files of one build.
 * @param ids lower-case hex; what is none has no places, so that nothing else can get into a path
 */
export function placesById(ids: readonly string[], layout: Layout): readonly (readonly Place[])[] {
  const { buildIds, codeIds } = idSpellings(ids);
  const spellings = layout === 'debuginfod' ? buildIds : [...new Set([...codeIds, ...buildIds])];
  return spellings.filter((id) => id.length < LONGEST_NAME - SUFFIX_LENGTH).map((id) => placesOf(id, layout));
}

const SUFFIX_LENGTH = '.debug'.length;

function placesOf(id: string, layout: Layout): readonly Place[] {
  const [head, rest] = [id.slice(0, 2), id.slice(2)];
  switch (layout) {
    case 'debuginfod':
      return [
        { kind: 'executable', path: `buildid/${id}/executable` },
        { kind: 'debuginfo', path: `buildid/${id}/debuginfo` },
      ];
    case 'unified':
      return [
        { kind: 'executable', path: `${head}/${rest}/executable` },
        { kind: 'debuginfo', path: `${head}/${rest}/debuginfo` },
      ];
    case 'native':
      return [
        { kind: 'executable', path: `${head}/${rest}` },
        { kind: 'debuginfo', path: `${head}/${rest}.debug` },
      ];
  }
}

/** Real URLs have fewer; a bound keeps the files that are looked for few. */
const MOST_FOLDERS = 8;

/**
 * The ends of a URL's or path's folders and name, the longest first: `https://h/static/js/app.wasm` may be `static/js/app.wasm`, `js/app.wasm` or `app.wasm`. Empty where it names no file, or
 * has a part that no file of a store is called by: stacks are text from anywhere.
 */
export function pathEnds(urlOrPath: string): readonly string[] {
  const segments = segmentsOf(urlOrPath).slice(-MOST_FOLDERS);
  return segments.some(isUnsafe) ? [] : segments.map((_, from) => segments.slice(from).join('/'));
}

function segmentsOf(urlOrPath: string): string[] {
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(urlOrPath);
  if (!isUrl) return urlOrPath.split(/[\\/]/).filter((segment) => segment !== '');
  try {
    const { pathname } = new URL(urlOrPath);
    return pathname
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => decodeURIComponent(segment));
  } catch {
    return [];
  }
}

/** Up, hidden, a stream or drive of Windows, or one with a separator of its own: `%2F`. */
function isUnsafe(segment: string): boolean {
  return segment.startsWith('.') || /[\\/:\0]/.test(segment) || segment.length > LONGEST_NAME;
}

/** The other files that builds leave beside `app.wasm` and that nothing in it names: its original, its symbol index, its lists of symbols. */
export function namesBeside(path: string): readonly string[] {
  const stem = path.replace(/\.wasm$/i, '');
  return [`${stem}.debug.wasm`, `${path}.debug`, `${stem}.wsym`, `${stem}.js.symbols`, `${path}.symbols`];
}
