/** Paths and URLs of files that lie beside others. Both separators, as modules are built on one system and answered on another. */

/** True for `http:` and `https:` URLs, which only a caller's own fetcher reads. */
export function isHttp(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

/** The path or URL that an input is given by; `null` for bytes and the like, beside which nothing lies. */
export function locationOf(input: unknown): string | null {
  if (typeof input === 'string') return input;
  return Object.prototype.toString.call(input) === '[object URL]' ? String(input) : null;
}

/** The last part of a path or URL, without query and fragment where it is a URL. */
export function fileName(location: string): string {
  const path = isHttp(location) || /^file:/i.test(location) ? location.replace(/[?#].*$/s, '') : location;
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The same without its last extension: `foo` of `foo.wasm`. */
export function stem(location: string): string {
  const name = fileName(location);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** A path in the folder of another file; in front of it stays what stood in front of that file's name. */
export function beside(location: string, relative: string): string {
  return location.slice(0, folderLength(location)) + relative;
}

function folderLength(location: string): number {
  return location.replace(/[?#].*$/s, (tail) => (isHttp(location) ? '' : tail)).search(/[^/\\]*$/);
}

/** True where a path starts at a root or drive, or is a URL. */
export function isAbsolute(path: string): boolean {
  return /^(?:[/\\]|[a-z]:[/\\]|[a-z][a-z0-9+.-]+:)/i.test(path);
}

/** True where a path leads into the folder that it is relative to, or below: what a file of unknown origin may name. */
export function staysBelow(path: string): boolean {
  return path !== '' && !isAbsolute(path) && !path.includes('\0') && !path.split(/[/\\]/).includes('..');
}

/** A path as it is, or within a folder where it is relative. */
export function within(folder: string, path: string): string {
  return isAbsolute(path) || folder === '' ? path : `${folder.replace(/[/\\]$/, '')}/${path}`;
}
