/** A script's place as a stack prints it, cut at its slashes. */
export interface ScriptPath {
  /** An absolute path of some machine; `null` for one below a server's root, and for a relative one. */
  readonly absolute: string | null;
  /** Without `.`, `..` and empty ones. */
  readonly segments: readonly string[];
}

const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/** Real paths have fewer; a bound keeps the files that are looked for few. */
const MOST_SEGMENTS = 32;

/** Reads a path, a `file:` URL or the path of an `http(s):` URL. `null` for what names no file: `node:fs`, `eval at …`, `blob:`. */
export function scriptPath(printed: string): ScriptPath | null {
  if (printed.includes('\0') || /^(?:<|eval at )/.test(printed)) return null;
  const isDrive = /^[a-z]:[\\/]/i.test(printed);
  const scheme = isDrive ? null : (SCHEME.exec(printed)?.[1]?.toLowerCase() ?? null);
  if (scheme === null) {
    const isAbsolute = isDrive || printed.startsWith('/');
    return ofPath(printed, isAbsolute ? printed : null);
  }
  if (!['file', 'http', 'https'].includes(scheme)) return null;
  try {
    const path = decodeURIComponent(new URL(printed).pathname);
    if (path.includes('\0')) return null;
    // file:///C:/app.js
    const local = path.replace(/^\/(?=[a-z]:\/)/i, '');
    return ofPath(local, scheme === 'file' ? local : null);
  } catch {
    return null;
  }
}

function ofPath(path: string, absolute: string | null): ScriptPath | null {
  const segments: string[] = [];
  for (const segment of path.split(/[\\/]/)) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.length === 0 || segments.length > MOST_SEGMENTS ? null : { absolute, segments };
}

/**
 * The ends of a path, the longest first. None begins within a package: `node_modules/a/index.js` is not the `index.js` of the program.
 */
export function pathEnds({ segments }: ScriptPath): readonly string[] {
  const innermost = segments.lastIndexOf('node_modules');
  const ends = innermost < 0 ? segments.length : innermost + 1;
  return segments.slice(0, ends).map((_, start) => segments.slice(start).join('/'));
}

/**
 * A source's path or URL as a map writes it, relative to the map. What is absolute, or has a scheme of its own (`webpack://`), stays as it is.
 * @param base path or URL of the map, or of the script where the map's own is not known
 */
export function sourcePath(source: string, base: string): string {
  if (SCHEME.test(source) || source.startsWith('/') || base.startsWith('data:')) return source;
  const origin = /^[a-z][a-z0-9+.-]+:\/\/[^/]*/i.exec(base)?.[0] ?? '';
  const path = base
    .slice(origin.length)
    .replace(/[?#].*$/s, '')
    .replaceAll('\\', '/');
  const isAbsolute = origin !== '' || path.startsWith('/');
  const segments: string[] = [];
  for (const segment of [...path.split('/').slice(0, -1), ...source.split('/')]) {
    const canGoUp = segments.length > 0 && segments.at(-1) !== '..';
    if (segment === '..' && canGoUp) segments.pop();
    else if (segment === '..' && !isAbsolute) segments.push(segment);
    else if (segment !== '' && segment !== '.' && segment !== '..') segments.push(segment);
  }
  return origin + (isAbsolute ? '/' : '') + segments.join('/');
}
