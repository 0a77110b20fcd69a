/** Behind this mark V8 writes the module's name and a hash, no file. */
const GENERATED_URL = 'wasm://';

/** The last part of a path, or of a URL without its query and fragment; `null` where it ends in a slash. */
export function fileNameOf(pathOrUrl: string): string | null {
  return isUrl(pathOrUrl) ? urlFileName(pathOrUrl) : lastPart(pathOrUrl);
}

/**
 * The file's name in the URL of a frame, percent-decoded; `null` where the URL names no file: those that V8 makes up
 * (`wasm://wasm/…`), `data:` and `blob:` URLs, and SpiderMonkey's `page.js line 21 > WebAssembly.Module`, which is the
 * place of a script.
 */
export function urlFileName(url: string): string | null {
  if (isPlaceholder(url)) return null;
  const end = url.search(/[?#]/);
  const name = lastPart(end < 0 ? url : url.slice(0, end));
  if (name === null) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Whether an engine made the URL up, or it is none under which a file can be found. */
export function isPlaceholder(url: string): boolean {
  if (url.startsWith(GENERATED_URL) || url.startsWith('data:') || url.startsWith('blob:')) return true;
  return url === '' || url.startsWith('<') || url.includes('> WebAssembly.');
}

function lastPart(path: string): string | null {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name === '' ? null : name;
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text.slice(0, 64));
}
